using Ensemble.StepFunctions.Execution;
using Ensemble.StepFunctions.History;
using Ensemble.StepFunctions.Tests.Fakes;

namespace Ensemble.StepFunctions.Tests.Execution;

/// <summary>The same seed, the same execution; many executions at once, each as if alone.</summary>
public sealed class RepeatabilityTests
{
    private const string Draws = """
        "Type": "Pass", "End": true,
        "Parameters": {"uuid.$": "States.UUID()", "number.$": "States.MathRandom(0, 1000000000)"}
        """;

    [Fact]
    public async Task The_same_seed_gives_the_same_history()
    {
        var first = await HistoryOf(seed: 7);

        Assert.Equal(first, await HistoryOf(seed: 7));
        Assert.NotEqual(first, await HistoryOf(seed: 8));
    }

    [Theory]
    [InlineData("Parallel", "")]
    [InlineData("Map", "")]
    [InlineData("Map", """ "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, """)]
    public async Task What_runs_at_the_same_time_draws_the_same_values_whichever_comes_first(string type, string config)
    {
        var fields = type == "Map"
            ? $"\"Type\": \"Map\", \"ItemProcessor\": {{{config} {Drawing("P")}}}"
            : $"\"Type\": \"Parallel\", \"Branches\": [{{{Drawing("P")}}}, {{{Drawing("Q")}}}, {{{Drawing("R")}}}]";
        var outputs = new List<string>();
        for (var i = 0; i < 20; i++)
        {
            outputs.Add(await Machine.OfState(fields, 3).RunAsync($"[{string.Join(',', Enumerable.Range(0, 50))}]").Output());
        }

        Assert.Single(outputs.Distinct());
        Assert.DoesNotContain(await Machine.OfState(fields, 4).RunAsync("[1,2]").Output(), outputs);
    }

    [Fact]
    public async Task A_thousand_executions_at_once_all_end_and_number_their_events_without_gaps()
    {
        var machine = Machine.OfState("""
            "Type": "Parallel",
            "Branches": [
              {"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 5, "Next": "F"}, "F": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:000000000000:function:f", "End": true}}},
              {"StartAt": "M", "States": {"M": {"Type": "Map", "ItemsPath": "$.items", "End": true, "ItemProcessor": {"StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}}}}
            ]
            """);
        machine.Tasks.Script("f", input => input.ToJson());
        var histories = Enumerable.Range(0, 1000).Select(_ => new InMemoryHistory()).ToList();
        var executions = await Task.WhenAll(histories.Select((history, i) =>
            Task.Run(() => machine.Start($$"""{"items":[{{i}},1,2]}""", $"e{i}", history), TestContext.Current.CancellationToken)));
        await machine.Clock.WaitedFor(5, 1000);
        machine.Clock.Advance(5);

        var results = await Task.WhenAll(executions.Select(execution => execution.Ended()));

        foreach (var (i, result) in results.Index())
        {
            Assert.Equal($$"""[{"items":[{{i}},1,2]},[{{i}},1,2]]""", result.Output?.Text);
            var events = histories[i].Events;
            Assert.Equal(Enumerable.Range(1, events.Count).Select(id => (long)id), events.Select(one => one.Id));
            Assert.All(events, one => Assert.InRange(one.PreviousEventId, 0, one.Id - 1));
            Assert.Equal(HistoryEventType.ExecutionSucceeded, events[^1].Type);
        }
    }

    private static string Drawing(string state) => $"\"StartAt\": \"{state}\", \"States\": {{\"{state}\": {{{Draws}}}}}";

    private static async Task<string> HistoryOf(int seed)
    {
        var machine = Machine.OfState(
            """
            "Type": "Map", "Label": "L", "MaxConcurrency": 1,
            "Retry": [{"ErrorEquals": ["States.ALL"], "JitterStrategy": "FULL", "MaxAttempts": 2}],
            "ItemSelector": {"uuid.$": "States.UUID()", "number.$": "States.MathRandom(0, 1000000000)"},
            "ItemProcessor": {
              "StartAt": "F",
              "States": {"F": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:000000000000:function:f", "End": true}}
            }
            """,
            seed);
        machine.Tasks.Fail("f", ["E", "E"], "1");
        var execution = machine.Start("[1,2,3]");
        while (!execution.Completion.IsCompleted)
        {
            machine.Clock.Advance(0.001);
        }

        Assert.Equal(ExecutionStatus.Succeeded, (await execution.Ended()).Status);
        return string.Join('\n', machine.Events.Select(one => one.ToJson()));
    }
}
