using System.Text.RegularExpressions;
using Ensemble.StepFunctions.Execution;
using Ensemble.StepFunctions.History;
using Ensemble.StepFunctions.Language;
using Ensemble.StepFunctions.Tests.Fakes;

namespace Ensemble.StepFunctions.Tests.Execution;

/// <summary>Map whose items are executions of their own.</summary>
public sealed partial class DistributedMapTests
{
    [Fact]
    public async Task The_history_tells_of_the_map_run_but_not_of_its_executions()
    {
        var machine = Map("Pass");

        Assert.Equal("[1,2]", await machine.RunAsync("[1,2]").Output());
        Assert.Equal(
            """
            1<0 ExecutionStarted {"input":"[1,2]"}
            2<0 MapStateEntered {"name":"A","input":"[1,2]"}
            3<2 MapStateStarted {"length":2}
            4<3 MapRunStarted {"mapRunArn":"arn:aws:states:us-east-1:000000000000:mapRun:machine/ID:ID"}
            5<4 MapRunSucceeded
            6<5 MapStateSucceeded
            7<5 MapStateExited {"name":"A","output":"[1,2]"}
            8<7 ExecutionSucceeded {"output":"[1,2]"}
            """,
            Ids.Replace(machine.History, "ID"));
    }

    [Fact]
    public async Task Every_item_is_the_input_of_an_execution_with_a_history_of_its_own()
    {
        var machine = Map("Pass", """ "Label": "L", "MaxConcurrency": 1 """);

        await machine.RunAsync("""["a","b"]""").Output();

        Assert.Equal(["\"a\"", "\"b\""], machine.MapRuns.Children.Select(child => child.Request.Input.Text));
        var first = machine.MapRuns.Children[0];
        Assert.Equal("arn:aws:states:us-east-1:000000000000:execution:machine/L:ID", Ids.Replace(first.Request.Arn, "ID"));
        Assert.Equal("arn:aws:states:us-east-1:000000000000:stateMachine:machine/L", first.Request.StateMachineArn);
        Assert.Equal("machine/L", first.Request.StateMachineName);
        Assert.Equal(
            """
            1<0 ExecutionStarted {"input":"\"a\""}
            2<0 PassStateEntered {"name":"P","input":"\"a\""}
            3<2 PassStateExited {"name":"P","output":"\"a\""}
            4<3 ExecutionSucceeded {"output":"\"a\""}
            """,
            string.Join('\n', first.History.Events.Select(Machine.Line)));
        var run = Assert.Single(machine.MapRuns.Runs);
        Assert.Equal((2L, 2L, ExecutionStatus.Succeeded), (run.Executions(ExecutionStatus.Succeeded), run.TotalItems, run.Status));
    }

    [Fact]
    public async Task Executions_may_be_express()
    {
        var machine = Machine.OfState("""
            "Type": "Map",
            "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS"}, "StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}
            """);

        await machine.RunAsync("[1]").Output();

        var child = Assert.Single(machine.MapRuns.Children).Request;
        Assert.Equal(WorkflowType.Express, child.Type);
        Assert.Equal("arn:aws:states:us-east-1:000000000000:express:machine/ID:ID:ID", Ids.Replace(child.Arn, "ID"));
    }

    // https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html: no access to the variables of outer scopes.
    [Theory]
    [InlineData("INLINE", "[7]")]
    [InlineData("DISTRIBUTED", null)]
    public async Task Only_items_within_the_execution_see_its_variables(string mode, string? output)
    {
        const string Definition = """
            {"QueryLanguage": "JSONata", "StartAt": "V", "States": {
                "V": {"Type": "Pass", "Assign": {"v": 7}, "Next": "M"},
                "M": {"Type": "Map", "Items": [1], "End": true, "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
                    "StartAt": "P", "States": {"P": {"Type": "Pass", "Output": "{% $v %}", "End": true}}}}}}
            """;
        var machine = new Machine(mode == "DISTRIBUTED" ? Definition : Definition.Replace("\"DISTRIBUTED\", \"ExecutionType\": \"STANDARD\"", "\"INLINE\"", StringComparison.Ordinal));

        var result = await machine.RunAsync();

        Assert.Equal((output, output is null ? "States.ExceedToleratedFailureThreshold" : null), (result.Output?.Text, result.Error));
    }

    [Fact]
    public async Task No_items_make_a_run_of_nothing()
    {
        var machine = Map("Pass");

        Assert.Equal("[]", await machine.RunAsync("[]").Output());
        Assert.Empty(machine.MapRuns.Children);
    }

    [Fact]
    public async Task Results_keep_the_order_of_the_items_and_no_more_run_than_allowed()
    {
        var machine = Map("f", """ "MaxConcurrency": 2 """);
        var execution = machine.Start("[0,1,2]");
        var (first, second) = (await machine.Tasks.Called("f"), await machine.Tasks.Called("f"));
        Assert.False(machine.Tasks.IsCalled("f"));

        second.Return(second.Input.ToJson());
        var third = await machine.Tasks.Called("f");
        third.Return(third.Input.ToJson());
        first.Return(first.Input.ToJson());

        Assert.Equal("[0,1,2]", await execution.Ended().Output());
    }

    [Fact]
    public async Task An_execution_that_fails_fails_the_run()
    {
        var machine = Map("f", """ "MaxConcurrency": 1 """);
        machine.Tasks.Fail("f", "E");

        Assert.Equal("States.ExceedToleratedFailureThreshold: The specified tolerated failure threshold was exceeded", await machine.RunAsync("[1,2]").Failure());
        Assert.Equal(
            """
            5<4 MapRunFailed {"error":"States.ExceedToleratedFailureThreshold","cause":"The specified tolerated failure threshold was exceeded"}
            6<5 MapStateFailed
            7<6 ExecutionFailed {"error":"States.ExceedToleratedFailureThreshold","cause":"The specified tolerated failure threshold was exceeded"}
            """,
            string.Join('\n', machine.History.Split('\n')[4..]));
        Assert.Equal(1, machine.Tasks.Count("f"));
    }

    [Theory]
    [InlineData("", 1, false)]
    [InlineData(""" "ToleratedFailureCount": 2, """, 2, true)]
    [InlineData(""" "ToleratedFailureCount": 2, """, 3, false)]
    [InlineData(""" "ToleratedFailureCountPath": "$[0]", """, 1, false)]
    [InlineData(""" "ToleratedFailurePercentage": 30, """, 3, true)]
    [InlineData(""" "ToleratedFailurePercentage": 30, """, 4, false)]
    [InlineData(""" "ToleratedFailurePercentage": 100, """, 10, true)]
    [InlineData(""" "ToleratedFailureCount": 2, "ToleratedFailurePercentage": 50, """, 2, true)]
    [InlineData(""" "ToleratedFailureCount": 2, "ToleratedFailurePercentage": 50, """, 3, false)]
    [InlineData(""" "ToleratedFailureCount": 5, "ToleratedFailurePercentage": 20, """, 3, false)]
    public async Task So_many_of_ten_items_may_fail(string tolerated, int failing, bool isTolerated)
    {
        var machine = Map("f", $"{tolerated} \"MaxConcurrency\": 1");
        machine.Tasks.Fail("f", Enumerable.Repeat("E", failing), "1");

        var result = await machine.RunAsync("[0,1,2,3,4,5,6,7,8,9]");

        Assert.Equal(isTolerated ? null : "States.ExceedToleratedFailureThreshold", result.Error);
        Assert.Equal(isTolerated ? $"[{string.Join(',', Enumerable.Repeat(1, 10 - failing))}]" : null, result.Output?.Text);
    }

    [Fact]
    public async Task Executions_that_run_are_aborted_when_too_many_have_failed()
    {
        var machine = Map("f");
        var execution = machine.Start("[0,1]");
        var calls = new[] { await machine.Tasks.Called("f"), await machine.Tasks.Called("f") };

        calls[0].Fail("E");

        await execution.Ended().Failure();
        var run = Assert.Single(machine.MapRuns.Runs);
        Assert.Equal(
            (1L, 1L, ExecutionStatus.Failed),
            (run.Executions(ExecutionStatus.Failed), run.Executions(ExecutionStatus.Aborted), run.Status));
    }

    [Fact]
    public async Task Items_are_put_together_in_batches()
    {
        var machine = Map("Pass", """ "ItemBatcher": {"MaxItemsPerBatch": 2, "BatchInput": {"x.$": "$[0]"}}, "MaxConcurrency": 1 """);

        await machine.RunAsync("[1,2,3]").Output();

        Assert.Equal(
            ["""{"BatchInput":{"x":1},"Items":[1,2]}""", """{"BatchInput":{"x":1},"Items":[3]}"""],
            machine.MapRuns.Children.Select(child => child.Request.Input.Text));
        Assert.Equal((2L, 3L), (machine.MapRuns.Runs[0].TotalExecutions, machine.MapRuns.Runs[0].Items(ExecutionStatus.Succeeded)));
    }

    [Fact]
    public async Task A_batch_may_be_bounded_in_bytes()
    {
        var machine = Map("Pass", """ "ItemBatcher": {"MaxInputBytesPerBatch": 40}, "MaxConcurrency": 1 """);

        await machine.RunAsync("""["aaaaaaaaaa","bbbbbbbbbb","cccccccccc","dddddddddd"]""").Output();

        Assert.All(machine.MapRuns.Children, child => Assert.InRange(child.Request.Input.Text.Length, 1, 40));
        Assert.Equal(2, machine.MapRuns.Children.Count);
    }

    [Fact]
    public async Task A_run_is_aborted_with_its_executions_when_a_branch_beside_it_fails()
    {
        var machine = Machine.OfState("""
            "Type": "Parallel",
            "Branches": [
              {"StartAt": "G", "States": {"G": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:000000000000:function:g", "End": true}}},
              {
                "StartAt": "M",
                "States": {
                  "M": {
                    "Type": "Map", "End": true,
                    "ItemProcessor": {
                      "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
                      "StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 77, "End": true}}
                    }
                  }
                }
              }
            ]
            """);
        var execution = machine.Start("[1,2,3]");
        var call = await machine.Tasks.Called("g");
        await machine.Clock.WaitedFor(77, 3);

        call.Fail("E");

        Assert.Equal("E: ", await execution.Ended().Failure());
        Assert.Single(machine.Types, HistoryEventType.MapRunAborted);
        Assert.Single(machine.Types, HistoryEventType.MapStateAborted);
        Assert.All(machine.MapRuns.Children, child => Assert.Equal(ExecutionStatus.Aborted, child.Result!.Status));
        Assert.Equal(ExecutionStatus.Aborted, Assert.Single(machine.MapRuns.Runs).Status);
    }

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Ids { get; }

    private static Machine Map(string processor, string fields = """ "Comment": "" """)
    {
        var state = processor == "Pass" ? """ "Type": "Pass" """ : $""" "Type": "Task", "Resource": "arn:aws:lambda:us-east-1:000000000000:function:{processor}" """;
        return Machine.OfState(
            $"\"Type\": \"Map\", {fields}, \"ItemProcessor\": {{\"ProcessorConfig\": {{\"Mode\": \"DISTRIBUTED\", \"ExecutionType\": \"STANDARD\"}}, "
            + $"\"StartAt\": \"P\", \"States\": {{\"P\": {{{state}, \"End\": true}}}}}}");
    }
}
