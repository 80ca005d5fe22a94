using System.Globalization;

namespace Ensemble.Benchmarks.StepFunctions;

/// <summary>A state machine that does nothing but move from state to state.</summary>
/// <param name="Name">What it is called in figures.</param>
/// <param name="Definition">The definition.</param>
/// <param name="Input">The input of its executions.</param>
/// <param name="Transitions">The states that an execution enters.</param>
internal sealed record Workload(string Name, string Definition, string Input, int Transitions)
{
    private const int Items = 1000;
    private const int Rounds = 100;

    /// <summary>Ten Pass states, one after the other.</summary>
    public static Workload Chain { get; } = new("chain of 10", ChainDefinition(10), """{"value":1}""", 10);

    /// <summary>A Parallel state of three branches.</summary>
    public static Workload Parallel { get; } = new(
        "Parallel of 3",
        ParallelDefinition(Enumerable.Repeat("""{"Type":"Pass","End":true}""", 3)),
        """{"value":1}""",
        4);

    /// <summary>An inline Map of a thousand items.</summary>
    public static Workload Map { get; } = new(
        "inline Map of 1,000",
        """{"StartAt":"Each","States":{"Each":{"Type":"Map","End":true,"ItemProcessor":{"StartAt":"One","States":{"One":{"Type":"Pass","End":true}}}}}}""",
        Numbers(Items),
        Items + 1);

    /// <summary>A Choice that sends its input round a hundred times.</summary>
    public static Workload Loop { get; } = new(
        "Choice loop of 100",
        $$"""
        { "StartAt": "More", "States": {
            "More": { "Type": "Choice", "Choices": [ { "Variable": "$.n", "NumericLessThan": {{Rounds}}, "Next": "Add" } ], "Default": "Done" },
            "Add": { "Type": "Pass", "Parameters": { "n.$": "States.MathAdd($.n, 1)" }, "Next": "More" },
            "Done": { "Type": "Succeed" } } }
        """,
        """{"n":0}""",
        (2 * Rounds) + 2);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Workload> All { get; } = [Chain, Parallel, Map, Loop];

    /// <summary>States of one kind, one after the other.</summary>
    public static string ChainDefinition(int length, string fields = "\"Type\":\"Pass\"") =>
        "{\"StartAt\":\"S1\",\"States\":{"
        + string.Join(',', Enumerable.Range(1, length).Select(i => $"\"S{i}\":{{{fields},{(i < length ? $"\"Next\":\"S{i + 1}\"" : "\"End\":true")}}}"))
        + "}}";

    /// <summary>A Parallel state whose branches have one state each.</summary>
    public static string ParallelDefinition(IEnumerable<string> states) =>
        "{\"StartAt\":\"All\",\"States\":{\"All\":{\"Type\":\"Parallel\",\"End\":true,\"Branches\":["
        + string.Join(',', states.Select((state, i) => $"{{\"StartAt\":\"Branch{i + 1}\",\"States\":{{\"Branch{i + 1}\":{state}}}}}"))
        + "]}}}";

    /// <summary>The numbers from 1 as a JSON array.</summary>
    public static string Numbers(int count) => $"[{string.Join(',', Enumerable.Range(1, count).Select(i => i.ToString(CultureInfo.InvariantCulture)))}]";
}
