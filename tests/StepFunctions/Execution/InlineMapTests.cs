using Ensemble.StepFunctions.History;
using Ensemble.StepFunctions.Tests.Fakes;

namespace Ensemble.StepFunctions.Tests.Execution;

/// <summary>Map within the execution.</summary>
public sealed class InlineMapTests
{
    private const string Calls = """
        "ItemProcessor": {
          "StartAt": "F",
          "States": {"F": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:000000000000:function:f", "End": true}}
        }
        """;

    private const string Passes = """ "ItemProcessor": {"StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}} """;

    [Fact]
    public async Task An_item_after_the_other_hangs_on_the_last_state_of_the_one_before()
    {
        var machine = Map(""" "MaxConcurrency": 1 """, Passes);

        Assert.Equal("""["a","b"]""", await machine.RunAsync("""["a","b"]""").Output());
        Assert.Equal(
            """
            1<0 ExecutionStarted {"input":"[\"a\",\"b\"]"}
            2<0 MapStateEntered {"name":"A","input":"[\"a\",\"b\"]"}
            3<2 MapStateStarted {"length":2}
            4<3 MapIterationStarted {"name":"A","index":0}
            5<4 PassStateEntered {"name":"P","input":"\"a\""}
            6<5 PassStateExited {"name":"P","output":"\"a\""}
            7<6 MapIterationSucceeded {"name":"A","index":0}
            8<6 MapIterationStarted {"name":"A","index":1}
            9<8 PassStateEntered {"name":"P","input":"\"b\""}
            10<9 PassStateExited {"name":"P","output":"\"b\""}
            11<10 MapIterationSucceeded {"name":"A","index":1}
            12<11 MapStateSucceeded
            13<11 MapStateExited {"name":"A","output":"[\"a\",\"b\"]"}
            14<13 ExecutionSucceeded {"output":"[\"a\",\"b\"]"}
            """,
            machine.History);
    }

    [Fact]
    public async Task No_items_give_no_results()
    {
        var machine = Map(Passes);

        Assert.Equal("[]", await machine.RunAsync("[]").Output());
        Assert.Equal(
            """
            3<2 MapStateStarted {"length":0}
            4<3 MapStateSucceeded
            5<3 MapStateExited {"name":"A","output":"[]"}
            """,
            string.Join('\n', machine.History.Split('\n')[2..5]));
    }

    [Fact]
    public async Task Results_keep_the_order_of_the_items_whichever_ends_first()
    {
        var machine = Map(Calls);
        var execution = machine.Start("[0,1,2,3,4]");
        var calls = new List<Call>();
        for (var i = 0; i < 5; i++)
        {
            calls.Add(await machine.Tasks.Called("f"));
        }

        foreach (var call in calls.OrderByDescending(call => call.Input.ToJson(), StringComparer.Ordinal))
        {
            call.Return($"\"{call.Input.ToJson()}\"");
        }

        Assert.Equal("""["0","1","2","3","4"]""", await execution.Ended().Output());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Never_more_items_are_worked_on_than_MaxConcurrency_allows(int most)
    {
        var machine = Map($""" "MaxConcurrency": {most} """, Calls);
        var execution = machine.Start("[0,1,2,3,4,5,6]");
        var open = new Queue<Call>();
        for (var begun = 0; begun < 7; begun++)
        {
            if (open.Count == most)
            {
                Assert.False(machine.Tasks.IsCalled("f"));
                open.Dequeue().Return("1");
            }

            open.Enqueue(await machine.Tasks.Called("f"));
        }

        foreach (var call in open)
        {
            call.Return("1");
        }

        Assert.Equal("[1,1,1,1,1,1,1]", await execution.Ended().Output());
        Assert.Equal(most, MostAtOnce(machine));
    }

    [Fact]
    public async Task Without_a_limit_forty_items_are_worked_on_at_once()
    {
        var machine = Map(Calls);
        var execution = machine.Start($"[{string.Join(',', Enumerable.Range(0, 50))}]");
        for (var i = 0; i < 50; i++)
        {
            (await machine.Tasks.Called("f")).Return("1");
        }

        await execution.Ended().Output();
        Assert.InRange(MostAtOnce(machine), 1, 40);
    }

    [Fact]
    public async Task An_item_selector_sees_the_item_in_the_context_and_the_input_of_the_Map()
    {
        var machine = Map(
            """ "ItemsPath": "$.items", "ItemSelector": {"all.$": "$.name", "i.$": "$$.Map.Item.Index", "v.$": "$$.Map.Item.Value", "s.$": "$$.State.Name"} """, Passes);

        Assert.Equal(
            """[{"all":"n","s":"A","v":"x","i":0},{"all":"n","s":"A","v":"y","i":1}]""",
            await machine.RunAsync("""{"items":["x","y"],"name":"n"}""").Output());
    }

    [Fact]
    public async Task States_within_see_the_item_in_their_context()
    {
        var machine = Map(""" "ItemProcessor": {"StartAt": "P", "States": {"P": {"Type": "Pass", "Parameters": {"i.$": "$$.Map.Item.Index"}, "End": true}}} """);

        Assert.Equal("""[{"i":0},{"i":1}]""", await machine.RunAsync("[7,8]").Output());
    }

    [Fact]
    public async Task An_item_that_fails_aborts_the_others()
    {
        var machine = Map(Calls);
        var execution = machine.Start("[0,1,2]");
        var calls = new List<Call> { await machine.Tasks.Called("f"), await machine.Tasks.Called("f"), await machine.Tasks.Called("f") };

        calls.Single(call => call.Input.ToJson() == "1").Fail("E", "why");

        Assert.Equal("E: why", await execution.Ended().Failure());
        Assert.Equal(["0", "2"], Indices(machine, HistoryEventType.MapIterationAborted));
        Assert.Equal(["1"], Indices(machine, HistoryEventType.MapIterationFailed));
        Assert.Equal(2, machine.Types.Count(type => type == HistoryEventType.TaskStateAborted));
        var failed = machine.Events.Single(one => one.Type == HistoryEventType.LambdaFunctionFailed);
        Assert.Equal($"{machine.Events.Count - 1}<{failed.Id} MapStateFailed", Machine.Line(machine.Events[^2]));
    }

    [Fact]
    public async Task Items_that_have_not_begun_do_not_begin_after_a_failure()
    {
        var machine = Map(""" "MaxConcurrency": 1 """, Calls);
        machine.Tasks.Fail("f", "E");

        await machine.RunAsync("[0,1,2]").Failure();

        Assert.Equal(1, machine.Tasks.Count("f"));
    }

    [Fact]
    public async Task Items_must_be_an_array()
    {
        Assert.Equal("""States.Runtime: Reference path "$" must point to array.""", await Map(Passes).RunAsync("""{"a":1}""").Failure());
    }

    [Theory]
    [InlineData(""" "Items": "{% 1 %}" """, "States.QueryEvaluationError")]
    [InlineData(""" "Items": "{% $states.input.list %}" """, null)]
    [InlineData(""" "Items": ["{% 1 %}", 2] """, null)]
    public async Task JSONata_computes_items(string items, string? error)
    {
        var machine = Map(""" "QueryLanguage": "JSONata" """, items, Passes);

        var result = await machine.RunAsync("""{"list":[1,2]}""");

        Assert.Equal(error, result.Error);
        Assert.Equal(error is null ? "[1,2]" : null, result.Output?.Text);
    }

    [Fact]
    public async Task A_Map_within_a_Map_has_items_of_its_own()
    {
        var machine = Map(""" "ItemProcessor": {"StartAt": "M", "States": {"M": {"Type": "Map", "End": true, "ItemProcessor": {"StartAt": "P", "States": {"P": {"Type": "Pass", "Parameters": {"v.$": "$$.Map.Item.Value"}, "End": true}}}}}} """);

        Assert.Equal("""[[{"v":1},{"v":2}],[{"v":3}]]""", await machine.RunAsync("[[1,2],[3]]").Output());
    }

    private static Machine Map(params IEnumerable<string> fields) => Machine.OfState($""" "Type": "Map", {string.Join(',', fields)} """);

    private static IEnumerable<string> Indices(Machine machine, HistoryEventType type) =>
        machine.Events.Where(one => one.Type == type).Select(one => one.Details!.Fields.Single(field => field.Name == "index").Value!.ToJson()).Order(StringComparer.Ordinal);

    private static int MostAtOnce(Machine machine)
    {
        var (now, most) = (0, 0);
        foreach (var type in machine.Types)
        {
            now += type switch { HistoryEventType.MapIterationStarted => 1, HistoryEventType.MapIterationSucceeded => -1, _ => 0 };
            most = Math.Max(most, now);
        }

        return most;
    }
}
