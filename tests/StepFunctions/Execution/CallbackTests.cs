using Ensemble.StepFunctions.Execution;
using Ensemble.StepFunctions.Json;
using Ensemble.StepFunctions.Tasks;
using Ensemble.StepFunctions.Tests.Fakes;

namespace Ensemble.StepFunctions.Tests.Execution;

/// <summary>Tasks that somebody else ends: with a task token, or as an activity's worker.</summary>
public sealed class CallbackTests
{
    private const string Activity = "arn:aws:states:us-east-1:000000000000:activity:work";

    private const string Callback = """
        "Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
        "Parameters": {"MessageBody.$": "$$.Task.Token"}
        """;

    private const string Work = $$""" "Type": "Task", "Resource": "{{Activity}}" """;

    [Fact]
    public async Task A_token_that_comes_back_brings_the_result()
    {
        var machine = Machine.OfState(Callback);
        var (execution, task) = Submitted(machine);

        Assert.True(task.Succeed(Payload.Parse("""{"done":true}""")));

        Assert.Equal("""{"done":true}""", await execution.Ended().Output());
        Assert.Equal(
            $$"""
            1<0 ExecutionStarted {"input":"{}"}
            2<0 TaskStateEntered {"name":"A","input":"{}"}
            3<2 TaskScheduled {"resourceType":"sqs","resource":"sendMessage.waitForTaskToken","region":"us-east-1","parameters":"{\"MessageBody\":\"{{task.Token}}\"}"}
            4<3 TaskStarted {"resourceType":"sqs","resource":"sendMessage.waitForTaskToken"}
            5<4 TaskSubmitted {"resourceType":"sqs","resource":"sendMessage.waitForTaskToken","output":"{}"}
            6<5 TaskSucceeded {"resourceType":"sqs","resource":"sendMessage.waitForTaskToken","output":"{\"done\":true}"}
            7<6 TaskStateExited {"name":"A","output":"{\"done\":true}"}
            8<7 ExecutionSucceeded {"output":"{\"done\":true}"}
            """,
            machine.History);
    }

    [Fact]
    public async Task A_token_that_comes_back_with_an_error_fails_the_task()
    {
        var machine = Machine.OfState(Callback);
        var (execution, task) = Submitted(machine);

        task.Fail("E", "why");

        Assert.Equal("E: why", await execution.Ended().Failure());
        Assert.Equal("""6<5 TaskFailed {"resourceType":"sqs","resource":"sendMessage.waitForTaskToken","error":"E","cause":"why"}""", Machine.Line(machine.Events[5]));
    }

    [Fact]
    public async Task A_token_counts_once_and_is_then_forgotten()
    {
        var machine = Machine.OfState(Callback);
        var (execution, task) = Submitted(machine);

        Assert.True(task.Succeed(Payload.Parse("1")));
        Assert.False(task.Succeed(Payload.Parse("2")));
        Assert.False(task.Fail("E", null));

        Assert.Equal("1", await execution.Ended().Output());
        Assert.False(machine.Tokens.TryGet(task.Token, out _));
    }

    [Fact]
    public async Task Heartbeats_put_the_end_off()
    {
        var machine = Machine.OfState(Callback + """, "HeartbeatSeconds": 10 """);
        var (execution, task) = Submitted(machine);

        for (var i = 0; i < 5; i++)
        {
            machine.Clock.Advance(9);
            task.Beat();
        }

        task.Succeed(Payload.Parse("1"));
        Assert.Equal("1", await execution.Ended().Output());
        task.Beat();
    }

    [Theory]
    [InlineData(10)]
    [InlineData(10_000_000)]
    public async Task A_heartbeat_that_does_not_come_ends_the_task(int seconds)
    {
        var machine = Machine.OfState($"{Callback}, \"HeartbeatSeconds\": {seconds}");
        var (execution, task) = Submitted(machine);
        machine.Clock.Advance(seconds - 1);
        task.Beat();

        machine.Clock.Advance(seconds - 1);
        Assert.False(execution.Completion.IsCompleted);
        machine.Clock.Advance(1);

        Assert.Equal(new(ExecutionStatus.Failed, null, "States.HeartbeatTimeout", null), await execution.Ended());
        Assert.Equal("""6<5 TaskTimedOut {"resourceType":"sqs","resource":"sendMessage.waitForTaskToken","error":"States.HeartbeatTimeout"}""", Machine.Line(machine.Events[5]));
    }

    [Fact]
    public async Task A_token_that_never_comes_back_is_waited_for_until_the_task_has_taken_too_long()
    {
        var machine = Machine.OfState(Callback + """, "TimeoutSeconds": 10 """);
        var (execution, _) = Submitted(machine);

        machine.Clock.Advance(10);

        Assert.Equal("States.Timeout", (await execution.Ended()).Error);
    }

    [Fact]
    public async Task A_worker_takes_the_task_of_an_activity_and_returns_its_result()
    {
        var machine = Machine.OfState(Work + """, "HeartbeatSeconds": 5, "TimeoutSeconds": 50 """);
        machine.Activities.Add(Activity);
        var execution = machine.Start("""{"x":1}""");

        var task = await machine.Activities.TakeAsync(Activity, "worker", TestContext.Current.CancellationToken);
        Assert.Equal("""{"x":1}""", task.Input);
        Assert.True(machine.Tokens.TryGet(task.Token, out var pending));
        pending.Succeed(Payload.Parse("2"));

        Assert.Equal("2", await execution.Ended().Output());
        Assert.Equal(
            $$"""
            1<0 ExecutionStarted {"input":"{\"x\":1}"}
            2<0 TaskStateEntered {"name":"A","input":"{\"x\":1}"}
            3<2 ActivityScheduled {"resource":"{{Activity}}","input":"{\"x\":1}","timeoutInSeconds":50,"heartbeatInSeconds":5}
            4<3 ActivityStarted {"workerName":"worker"}
            5<4 ActivitySucceeded {"output":"2"}
            6<5 TaskStateExited {"name":"A","output":"2"}
            7<6 ExecutionSucceeded {"output":"2"}
            """,
            machine.History);
    }

    [Fact]
    public async Task Heartbeats_of_an_activity_are_awaited_from_when_a_worker_has_its_task()
    {
        var machine = Machine.OfState(Work + """, "HeartbeatSeconds": 5 """);
        machine.Activities.Add(Activity);
        var execution = machine.Start();
        machine.Clock.Advance(1000);
        Assert.False(execution.Completion.IsCompleted);

        await machine.Activities.TakeAsync(Activity, null, TestContext.Current.CancellationToken);
        await machine.Clock.WaitedFor(5);
        machine.Clock.Advance(4);
        Assert.False(execution.Completion.IsCompleted);
        machine.Clock.Advance(1);

        Assert.Equal("States.HeartbeatTimeout", (await execution.Ended()).Error);
        Assert.Equal("4<3 ActivityStarted {}", Machine.Line(machine.Events[3]));
        Assert.Equal("""5<4 ActivityTimedOut {"error":"States.HeartbeatTimeout"}""", Machine.Line(machine.Events[4]));
    }

    [Fact]
    public async Task A_task_that_no_worker_took_in_time_is_given_to_none()
    {
        var machine = Machine.OfState(Work + """, "TimeoutSeconds": 5 """);
        machine.Activities.Add(Activity);
        var late = machine.Start();
        machine.Clock.Advance(5);
        Assert.Equal("States.Timeout", (await late.Ended()).Error);
        var execution = machine.Start("2");

        var task = await machine.Activities.TakeAsync(Activity, null, TestContext.Current.CancellationToken);

        Assert.Equal("2", task.Input);
        Assert.True(machine.Tokens.TryGet(task.Token, out var pending));
        pending.Fail("E", null);
        Assert.Equal("E: ", await execution.Ended().Failure());
    }

    [Fact]
    public async Task An_activity_that_does_not_exist_fails_the_execution()
    {
        Assert.Equal(
            $"States.Runtime: An error occurred while executing the state 'A' (entered at the event id #2). The activity {Activity} does not exist.",
            await Machine.OfState(Work).RunAsync().Failure());
    }

    // The message is sent at once, so that the task waits for its token when the execution was started.
    private static (ExecutionHandle Execution, PendingTask Task) Submitted(Machine machine)
    {
        var token = string.Empty;
        machine.Tasks.Script("sendMessage", input =>
        {
            token = ((JsonString)((JsonObject)input)["MessageBody"]!).Value;
            return "{}";
        });
        var execution = machine.Start();
        Assert.True(machine.Tokens.TryGet(token, out var task));
        return (execution, task);
    }
}
