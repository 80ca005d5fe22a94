using Ensemble.StepFunctions.Execution;
using Ensemble.StepFunctions.Tests.Fakes;

namespace Ensemble.StepFunctions.Tests.Execution;

/// <summary>Executions that are stopped.</summary>
public sealed class StopTests
{
    private const string Waiting = """{"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 60, "End": true}}}""";

    [Fact]
    public async Task The_last_event_hangs_on_nothing_and_tells_why()
    {
        var machine = new Machine(Waiting);
        var execution = machine.Start();

        execution.Stop("E", "enough");

        Assert.Equal(new(ExecutionStatus.Aborted, null, "E", "enough"), await execution.Ended());
        Assert.Equal(
            """
            1<0 ExecutionStarted {"input":"{}"}
            2<0 WaitStateEntered {"name":"W","input":"{}"}
            3<0 ExecutionAborted {"error":"E","cause":"enough"}
            """,
            machine.History);
    }

    [Fact]
    public async Task Nothing_is_said_where_no_reason_is_given()
    {
        var machine = new Machine(Waiting);
        var execution = machine.Start();

        execution.Stop(null, null);
        await execution.Ended();

        Assert.Equal("3<0 ExecutionAborted {}", Machine.Line(machine.Events[^1]));
    }

    [Fact]
    public async Task What_has_ended_stays_as_it_is()
    {
        var machine = new Machine("""{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}""");
        var execution = machine.Start();
        await execution.Ended();
        var history = machine.History;

        execution.Stop("E", null);

        Assert.Equal(ExecutionStatus.Succeeded, (await execution.Ended()).Status);
        Assert.Equal(history, machine.History);
    }

    [Fact]
    public async Task The_first_reason_counts()
    {
        var machine = new Machine("""{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:000000000000:function:f", "End": true}}}""");
        var execution = machine.Start();
        await machine.Tasks.Called("f");

        execution.Stop("First", null);
        execution.Stop("Second", null);

        Assert.Equal("First", (await execution.Ended()).Error);
    }

    [Theory]
    [InlineData(""" "Type": "Parallel", "Branches": [{ """, """ }] """)]
    [InlineData(""" "Type": "Parallel", "Branches": [{"StartAt": "S", "States": {"S": {"Type": "Succeed"}}}, { """, """ }] """)]
    [InlineData(""" "Type": "Map", "ItemProcessor": { """, """ } """)]
    [InlineData(""" "Type": "Map", "MaxConcurrency": 1, "ItemProcessor": { """, """ } """)]
    [InlineData(""" "Type": "Map", "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, """, """ } """)]
    public async Task What_runs_within_a_state_is_stopped_without_further_events(string begin, string end)
    {
        var machine = Machine.OfState(begin + """ "StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 60, "End": true}} """ + end);
        var execution = machine.Start("[1]");
        await machine.Clock.WaitedFor(60);

        execution.Stop("E", "enough");

        Assert.Equal(new(ExecutionStatus.Aborted, null, "E", "enough"), await execution.Ended());
        Assert.EndsWith("""<0 ExecutionAborted {"error":"E","cause":"enough"}""", machine.History, StringComparison.Ordinal);
        Assert.DoesNotContain("StateSucceeded", machine.History, StringComparison.Ordinal);
        Assert.DoesNotContain("Failed", machine.History, StringComparison.Ordinal);
    }
}
