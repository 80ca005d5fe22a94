using Ensemble.StepFunctions.Execution;
using Ensemble.StepFunctions.History;
using Ensemble.StepFunctions.Tests.Fakes;

namespace Ensemble.StepFunctions.Tests.Execution;

/// <summary>Parallel: branches at the same time, of which the first that fails ends the others.</summary>
public sealed class ParallelTests
{
    private const string Functions = "arn:aws:lambda:us-east-1:000000000000:function:";

    [Fact]
    public async Task All_branches_run_at_the_same_time_and_their_results_keep_the_order_of_the_branches()
    {
        var machine = Parallel(Branch("f"), Branch("g"), Branch("h"));
        var execution = machine.Start("""{"x":1}""");

        // All have begun before any has ended.
        var calls = await Task.WhenAll(machine.Tasks.Called("f"), machine.Tasks.Called("g"), machine.Tasks.Called("h"));
        Assert.All(calls, call => Assert.Equal("""{"x":1}""", call.Input.ToJson()));
        calls[2].Return("3");
        calls[1].Return("2");
        calls[0].Return("1");

        Assert.Equal("[1,2,3]", await execution.Ended().Output());
    }

    [Fact]
    public async Task What_follows_hangs_on_the_last_event_of_the_branch_that_ended_last()
    {
        var machine = Parallel(Branch("f"), """{"StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}""");
        var execution = machine.Start();
        var call = await machine.Tasks.Called("f");
        await machine.Recorded(HistoryEventType.PassStateExited);
        call.Return("1");

        await execution.Ended().Output();
        var exited = machine.Events.Single(one => one.Type == HistoryEventType.TaskStateExited);
        Assert.Equal(
            [exited.Id, exited.Id],
            machine.Events.Where(one => one.Type is HistoryEventType.ParallelStateSucceeded or HistoryEventType.ParallelStateExited).Select(one => one.PreviousEventId));
    }

    [Fact]
    public async Task A_single_branch_has_the_whole_history_in_order()
    {
        var machine = Parallel("""{"StartAt": "P", "States": {"P": {"Type": "Pass", "Result": 1, "End": true}}}""");

        await machine.RunAsync().Output();

        Assert.Equal(
            """
            1<0 ExecutionStarted {"input":"{}"}
            2<0 ParallelStateEntered {"name":"A","input":"{}"}
            3<2 ParallelStateStarted
            4<3 PassStateEntered {"name":"P","input":"{}"}
            5<4 PassStateExited {"name":"P","output":"1"}
            6<5 ParallelStateSucceeded
            7<5 ParallelStateExited {"name":"A","output":"[1]"}
            8<7 ExecutionSucceeded {"output":"[1]"}
            """,
            machine.History);
    }

    [Fact]
    public async Task The_first_failure_aborts_the_other_branches_and_keeps_its_name()
    {
        var machine = Parallel(Branch("f"), Branch("g"), """{"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 77, "End": true}}}""");
        var execution = machine.Start();
        var f = await machine.Tasks.Called("f");
        await machine.Tasks.Called("g");
        await machine.Clock.WaitedFor(77);

        f.Fail("E", "why");

        Assert.Equal("E: why", await execution.Ended().Failure());
        Assert.Single(machine.Types, HistoryEventType.TaskStateAborted);
        Assert.Single(machine.Types, HistoryEventType.WaitStateAborted);
        var failed = machine.Events.Single(one => one.Type == HistoryEventType.LambdaFunctionFailed);
        Assert.Equal($"{machine.Events.Count - 1}<{failed.Id} ParallelStateFailed", Machine.Line(machine.Events[^2]));
        Assert.Equal($$"""{{machine.Events.Count}}<{{machine.Events.Count - 1}} ExecutionFailed {"error":"E","cause":"why"}""", Machine.Line(machine.Events[^1]));
    }

    [Fact]
    public async Task A_state_that_is_aborted_hangs_on_its_own_last_event()
    {
        var machine = Parallel(Branch("f"), """{"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 77, "End": true}}}""");
        var execution = machine.Start();
        var f = await machine.Tasks.Called("f");
        await machine.Clock.WaitedFor(77);

        f.Fail("E");

        await execution.Ended().Failure();
        var entered = machine.Events.Single(one => one.Type == HistoryEventType.WaitStateEntered);
        Assert.Equal(entered.Id, machine.Events.Single(one => one.Type == HistoryEventType.WaitStateAborted).PreviousEventId);
    }

    [Fact]
    public async Task A_branch_within_a_branch_is_aborted_too()
    {
        var inner = """{"StartAt": "I", "States": {"I": {"Type": "Parallel", "End": true, "Branches": [""" + Branch("g") + "," + Branch("h") + "]}}}";
        var machine = Parallel(Branch("f"), inner);
        var execution = machine.Start();
        var f = await machine.Tasks.Called("f");
        await Task.WhenAll(machine.Tasks.Called("g"), machine.Tasks.Called("h"));

        f.Fail("E");

        await execution.Ended().Failure();
        Assert.Equal(2, machine.Types.Count(type => type == HistoryEventType.TaskStateAborted));
        Assert.Single(machine.Types, HistoryEventType.ParallelStateAborted);
        Assert.Single(machine.Types, HistoryEventType.ParallelStateFailed);
    }

    [Fact]
    public async Task A_failure_of_a_branch_can_be_caught()
    {
        var machine = new Machine("""
            {
              "StartAt": "A",
              "States": {
                "A": {
                  "Type": "Parallel", "End": true,
                  "Branches": [{"StartAt": "F", "States": {"F": {"Type": "Fail", "Error": "E", "Cause": "why"}}}],
                  "Catch": [{"ErrorEquals": ["E"], "Next": "B"}]
                },
                "B": {"Type": "Succeed"}
              }
            }
            """);

        Assert.Equal("""{"Error":"E","Cause":"why"}""", await machine.RunAsync().Output());
        Assert.Equal(
            """
            4<3 FailStateEntered {"name":"F","input":"{}"}
            5<4 ParallelStateFailed
            6<5 ParallelStateExited {"name":"A","output":"{\"Error\":\"E\",\"Cause\":\"why\"}"}
            """,
            string.Join('\n', machine.History.Split('\n')[3..6]));
    }

    [Fact]
    public async Task Something_unforeseen_in_a_branch_ends_the_others_and_the_execution()
    {
        var machine = Parallel(Branch("f"), Branch("g"));
        var execution = machine.Start();
        await machine.Tasks.Called("f");

        (await machine.Tasks.Called("g")).Break(new InvalidOperationException("out of order"));

        Assert.Equal("States.Runtime: The execution failed unexpectedly: out of order", await execution.Ended().Failure());
    }

    [Fact]
    public async Task An_execution_that_is_stopped_says_so_whatever_its_branches_say()
    {
        var machine = Parallel(Branch("f"), Branch("g"));
        var execution = machine.Start();
        await Task.WhenAll(machine.Tasks.Called("f"), machine.Tasks.Called("g"));

        execution.Stop("E", null);

        Assert.Equal(ExecutionStatus.Aborted, (await execution.Ended()).Status);
        Assert.DoesNotContain(HistoryEventType.TaskStateAborted, machine.Types);
        Assert.Equal("""<0 ExecutionAborted {"error":"E"}""", Machine.Line(machine.Events[^1])[$"{machine.Events.Count}".Length..]);
    }

    private static Machine Parallel(params IEnumerable<string> branches) => Machine.OfState($""" "Type": "Parallel", "Branches": [{string.Join(',', branches)}] """);

    private static string Branch(string function) => $$$"""
        {"StartAt": "{{{function}}}", "States": {"{{{function}}}": {"Type": "Task", "Resource": "{{{Functions}}}{{{function}}}", "End": true}} }
        """;
}
