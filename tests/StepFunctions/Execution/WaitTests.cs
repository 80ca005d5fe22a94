using Ensemble.StepFunctions.Execution;
using Ensemble.StepFunctions.History;
using Ensemble.StepFunctions.Language;
using Ensemble.StepFunctions.Tests.Fakes;

namespace Ensemble.StepFunctions.Tests.Execution;

/// <summary>Wait, and the time that an execution may take.</summary>
public sealed class WaitTests
{
    [Fact]
    public async Task A_wait_of_almost_a_year_ends_when_its_time_has_come()
    {
        const int AlmostAYear = 364 * 24 * 60 * 60;
        var machine = Machine.OfState($""" "Type": "Wait", "Seconds": {AlmostAYear} """);
        var execution = machine.Start();

        machine.Clock.Advance(AlmostAYear - 1);
        Assert.False(execution.Completion.IsCompleted);
        machine.Clock.Advance(1);

        await execution.Ended().Output();
        Assert.Equal(
            """
            1<0 ExecutionStarted {"input":"{}"}
            2<0 WaitStateEntered {"name":"A","input":"{}"}
            3<2 WaitStateExited {"name":"A","output":"{}"}
            4<3 ExecutionSucceeded {"output":"{}"}
            """,
            machine.History);
        Assert.Equal(TimeSpan.FromSeconds(AlmostAYear), machine.Events[2].Timestamp - machine.Events[1].Timestamp);
    }

    [Theory]
    [InlineData(""" "SecondsPath": "$.seconds" """)]
    [InlineData(""" "TimestampPath": "$.time" """)]
    [InlineData(""" "Timestamp": "2000-01-01T00:01:30Z" """)]
    [InlineData(""" "QueryLanguage": "JSONata", "Seconds": "{% $states.input.seconds %}" """)]
    [InlineData(""" "QueryLanguage": "JSONata", "Timestamp": "{% $states.input.time %}" """)]
    public async Task The_time_is_given_in_many_ways(string fields)
    {
        var machine = Machine.OfState($""" "Type": "Wait", {fields} """);
        var execution = machine.Start("""{"seconds":90,"time":"2000-01-01T01:01:30+01:00"}""");

        machine.Clock.Advance(89);
        Assert.False(execution.Completion.IsCompleted);
        machine.Clock.Advance(1);

        await execution.Ended().Output();
    }

    [Fact]
    public async Task A_time_is_waited_for_to_the_last_part_of_a_millisecond()
    {
        var machine = Machine.OfState(""" "Type": "Wait", "Timestamp": "2000-01-01T00:00:01.0005Z" """);
        var execution = machine.Start();

        machine.Clock.Advance(1);
        Assert.False(execution.Completion.IsCompleted);
        machine.Clock.Advance(0.001);

        await execution.Ended().Output();
    }

    [Fact]
    public async Task A_time_that_has_passed_is_not_waited_for()
    {
        var machine = new Machine("""{"StartAt": "W", "States": {"W": {"Type": "Wait", "Timestamp": "1999-12-31T00:00:00Z", "End": true}}}""");

        await machine.RunAsync().Output();
    }

    [Theory]
    [InlineData("""{"x":-1}""", "The SecondsPath parameter references a negative value: $.x == -1")]
    [InlineData("""{"x":1.5}""", "The SecondsPath parameter cannot be parsed as a long value: $.x == 1.5")]
    [InlineData("""{"x":"no"}""", "The SecondsPath parameter cannot be parsed as a long value: $.x == no")]
    [InlineData("""{"x":2147483648}""", "Wait state delay is too long.")]
    [InlineData("""{}""", "The SecondsPath parameter does not reference an input value: $.x")]
    public async Task What_is_no_time_fails_the_execution(string input, string cause)
    {
        var machine = Machine.OfState(""" "Type": "Wait", "SecondsPath": "$.x" """);

        Assert.Equal($"States.Runtime: An error occurred while executing the state 'A' (entered at the event id #2). {cause}", await machine.RunAsync(input).Failure());
    }

    [Fact]
    public async Task The_machine_s_TimeoutSeconds_end_an_execution()
    {
        var machine = new Machine("""{"TimeoutSeconds": 5, "StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 60, "End": true}}}""");
        var execution = machine.Start();

        machine.Clock.Advance(4);
        Assert.False(execution.Completion.IsCompleted);
        machine.Clock.Advance(1);

        Assert.Equal(new(ExecutionStatus.TimedOut, null, null, null), await execution.Ended());
        Assert.Equal(
            """
            1<0 ExecutionStarted {"input":"{}"}
            2<0 WaitStateEntered {"name":"W","input":"{}"}
            3<0 ExecutionTimedOut {}
            """,
            machine.History);
    }

    [Fact]
    public async Task An_express_execution_ends_after_five_minutes()
    {
        var machine = new Machine("""{"TimeoutSeconds": 3600, "StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 600, "End": true}}}""", WorkflowType.Express);
        var execution = machine.Start();

        machine.Clock.Advance(299);
        Assert.False(execution.Completion.IsCompleted);
        machine.Clock.Advance(1);

        Assert.Equal(ExecutionStatus.TimedOut, (await execution.Ended()).Status);
    }

    [Fact]
    public async Task A_standard_execution_ends_after_a_year()
    {
        var machine = new Machine("""
            {
              "StartAt": "A",
              "States": {
                "A": {"Type": "Wait", "Seconds": 20000000, "Next": "B"},
                "B": {"Type": "Wait", "Seconds": 20000000, "End": true}
              }
            }
            """);
        var execution = machine.Start();

        machine.Clock.Advance(20_000_000);
        machine.Clock.Advance((365 * 86_400) - 20_000_000);

        Assert.Equal(ExecutionStatus.TimedOut, (await execution.Ended()).Status);
        Assert.Equal(HistoryEventType.WaitStateEntered, machine.Types.SkipLast(1).Last());
    }
}
