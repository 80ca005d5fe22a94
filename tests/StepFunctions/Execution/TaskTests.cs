using Ensemble.StepFunctions.Execution;
using Ensemble.StepFunctions.History;
using Ensemble.StepFunctions.Json;
using Ensemble.StepFunctions.Tests.Fakes;

namespace Ensemble.StepFunctions.Tests.Execution;

/// <summary>Task: functions and services that succeed, fail or take too long.</summary>
public sealed class TaskTests
{
    private const string Function = """ "Type": "Task", "Resource": "arn:aws:lambda:us-east-1:000000000000:function:f" """;
    private const string Invoke = """ "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke" """;

    [Fact]
    public async Task A_function_by_its_ARN_has_events_of_functions()
    {
        var machine = Machine.OfState(Function + """, "TimeoutSeconds": 9, "ResultPath": "$.result" """);
        machine.Tasks.Script("f", input => $"{{\"got\": {input.ToJson()}}}");

        await machine.RunAsync("""{"x":1}""").Output();

        Assert.Equal(
            """
            1<0 ExecutionStarted {"input":"{\"x\":1}"}
            2<0 TaskStateEntered {"name":"A","input":"{\"x\":1}"}
            3<2 LambdaFunctionScheduled {"resource":"arn:aws:lambda:us-east-1:000000000000:function:f","input":"{\"x\":1}","timeoutInSeconds":9}
            4<3 LambdaFunctionStarted
            5<4 LambdaFunctionSucceeded {"output":"{\"got\": {\"x\":1}}"}
            6<5 TaskStateExited {"name":"A","output":"{\"x\":1,\"result\":{\"got\":{\"x\":1}}}"}
            7<6 ExecutionSucceeded {"output":"{\"x\":1,\"result\":{\"got\":{\"x\":1}}}"}
            """,
            machine.History);
    }

    [Fact]
    public async Task A_service_has_events_of_tasks_with_its_name()
    {
        var machine = Machine.OfState(Invoke + """, "Parameters": {"Payload.$": "$.x"}, "ResultSelector": {"y.$": "$.Payload"} """);
        machine.Tasks.Return("invoke", """{"Payload":2,"StatusCode":200}""");

        await machine.RunAsync("""{"x":1}""").Output();

        Assert.Equal(
            """
            1<0 ExecutionStarted {"input":"{\"x\":1}"}
            2<0 TaskStateEntered {"name":"A","input":"{\"x\":1}"}
            3<2 TaskScheduled {"resourceType":"lambda","resource":"invoke","region":"us-east-1","parameters":"{\"Payload\":1}"}
            4<3 TaskStarted {"resourceType":"lambda","resource":"invoke"}
            5<4 TaskSucceeded {"resourceType":"lambda","resource":"invoke","output":"{\"Payload\":2,\"StatusCode\":200}"}
            6<5 TaskStateExited {"name":"A","output":"{\"y\":2}"}
            7<6 ExecutionSucceeded {"output":"{\"y\":2}"}
            """,
            machine.History);
    }

    [Fact]
    public async Task A_task_that_fails_fails_the_execution_with_its_error_and_cause()
    {
        var machine = Machine.OfState(Invoke);
        machine.Tasks.Fail("invoke", "Boom", "too loud");

        Assert.Equal("Boom: too loud", await machine.RunAsync().Failure());
        Assert.EndsWith(
            """
            5<4 TaskFailed {"resourceType":"lambda","resource":"invoke","error":"Boom","cause":"too loud"}
            6<5 ExecutionFailed {"error":"Boom","cause":"too loud"}
            """,
            machine.History,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(""" "TimeoutSeconds": 30 """)]
    [InlineData(""" "TimeoutSecondsPath": "$.limit" """)]
    [InlineData(""" "QueryLanguage": "JSONata", "TimeoutSeconds": "{% $states.input.limit %}" """)]
    public async Task A_task_that_takes_too_long_ends_with_a_timeout_that_has_no_cause(string timeout)
    {
        var machine = Machine.OfState($"{Function}, {timeout}");
        var execution = machine.Start("""{"limit":30}""");
        await machine.Tasks.Called("f");

        machine.Clock.Advance(29);
        Assert.False(execution.Completion.IsCompleted);
        machine.Clock.Advance(1);

        Assert.Equal(new(ExecutionStatus.Failed, null, "States.Timeout", null), await execution.Ended());
        Assert.EndsWith(
            """
            5<4 LambdaFunctionTimedOut {"error":"States.Timeout"}
            6<5 ExecutionFailed {"error":"States.Timeout"}
            """,
            machine.History,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_task_may_take_longer_than_any_timer_of_the_platform()
    {
        var machine = Machine.OfState(Function + """, "TimeoutSeconds": 20000000 """);
        var execution = machine.Start();
        await machine.Tasks.Called("f");

        machine.Clock.Advance(19_999_999);
        Assert.False(execution.Completion.IsCompleted);
        machine.Clock.Advance(1);

        Assert.Equal("States.Timeout", (await execution.Ended()).Error);
    }

    [Fact]
    public async Task A_service_that_breaks_ends_the_execution()
    {
        var machine = Machine.OfState(Function);
        var execution = machine.Start();

        (await machine.Tasks.Called("f")).Break(new InvalidOperationException("out of order"));

        Assert.Equal("States.Runtime: The execution failed unexpectedly: out of order", await execution.Ended().Failure());
    }

    [Fact]
    public async Task The_context_object_tells_of_execution_machine_and_state()
    {
        var machine = Machine.OfState(Invoke + """, "Parameters": {"context.$": "$$"} """);
        machine.Tasks.Script("invoke", input => input.ToJson());

        Assert.Equal(
            JsonValue.Parse("""
                {
                  "context": {
                    "Execution": {
                      "Id": "arn:aws:states:us-east-1:000000000000:execution:machine:execution",
                      "Input": {"x": 1},
                      "StartTime": "2000-01-01T00:00:00Z",
                      "Name": "execution",
                      "RoleArn": "arn:aws:iam::000000000000:role/role",
                      "RedriveCount": 0
                    },
                    "StateMachine": {"Id": "arn:aws:states:us-east-1:000000000000:stateMachine:machine", "Name": "machine"},
                    "State": {"Name": "A", "EnteredTime": "2000-01-01T00:00:00Z", "RetryCount": 0}
                  }
                }
                """),
            JsonValue.Parse((await machine.RunAsync("""{"x":1}""").Output()).Replace(".000Z", "Z", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_job_is_waited_for_after_it_was_submitted()
    {
        var machine = Machine.OfState(""" "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken" """);
        machine.Tasks.Return("invoke", "{}");
        var execution = machine.Start();

        Assert.False(execution.Completion.IsCompleted);
        Assert.Equal(HistoryEventType.TaskSubmitted, machine.Types.Last());

        execution.Stop(null, null);
        await execution.Ended();
    }
}
