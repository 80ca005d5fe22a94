using Ensemble.StepFunctions.Execution;
using Ensemble.StepFunctions.History;
using Ensemble.StepFunctions.Tests.Fakes;

namespace Ensemble.StepFunctions.Tests.Execution;

/// <summary>Retry: what is tried again, when, and how often.</summary>
public sealed class RetryTests
{
    private const string Function = """ "Type": "Task", "Resource": "arn:aws:lambda:us-east-1:000000000000:function:f", """;

    [Fact]
    public async Task Each_wait_is_longer_than_the_last_by_the_backoff_rate_up_to_the_longest()
    {
        var machine = Machine.OfState(Function + """
            "Retry": [{"ErrorEquals": ["E"], "IntervalSeconds": 3, "BackoffRate": 1.5, "MaxDelaySeconds": 6, "MaxAttempts": 4}]
            """);
        machine.Tasks.Fail("f", "E");
        var execution = machine.Start();

        foreach (var (attempt, seconds) in new[] { 3, 4.5, 6, 6 }.Index())
        {
            Assert.Equal(attempt + 1, machine.Tasks.Count("f"));
            machine.Clock.Advance(seconds - 0.001);
            Assert.Equal(attempt + 1, machine.Tasks.Count("f"));
            machine.Clock.Advance(0.001);
        }

        Assert.Equal("E: ", await execution.Ended().Failure());
        Assert.Equal(5, machine.Tasks.Count("f"));
    }

    [Fact]
    public async Task Trying_again_is_seen_only_in_that_the_task_is_scheduled_again()
    {
        var machine = Machine.OfState(Function + """ "Retry": [{"ErrorEquals": ["States.ALL"]}] """);
        machine.Tasks.Fail("f", ["E"], "1");
        var execution = machine.Start();
        machine.Clock.Advance(1);
        await execution.Ended().Output();

        Assert.Equal(
            """
            1<0 ExecutionStarted {"input":"{}"}
            2<0 TaskStateEntered {"name":"A","input":"{}"}
            3<2 LambdaFunctionScheduled {"resource":"arn:aws:lambda:us-east-1:000000000000:function:f","input":"{}"}
            4<3 LambdaFunctionStarted
            5<4 LambdaFunctionFailed {"error":"E"}
            6<5 LambdaFunctionScheduled {"resource":"arn:aws:lambda:us-east-1:000000000000:function:f","input":"{}"}
            7<6 LambdaFunctionStarted
            8<7 LambdaFunctionSucceeded {"output":"1"}
            9<8 TaskStateExited {"name":"A","output":"1"}
            10<9 ExecutionSucceeded {"output":"1"}
            """,
            machine.History);
    }

    [Fact]
    public async Task Without_numbers_there_are_three_repetitions_after_one_two_and_four_seconds()
    {
        var machine = Machine.OfState(Function + """ "Retry": [{"ErrorEquals": ["E"]}] """);
        machine.Tasks.Fail("f", "E");
        var execution = machine.Start();

        machine.Clock.Advance(1);
        machine.Clock.Advance(2);
        machine.Clock.Advance(4);

        await execution.Ended().Failure();
        Assert.Equal(4, machine.Tasks.Count("f"));
        Assert.Equal([0, 1, 3, 7], Scheduled(machine));
    }

    [Fact]
    public async Task MaxAttempts_0_means_never()
    {
        var machine = Machine.OfState(Function + """ "Retry": [{"ErrorEquals": ["E"], "MaxAttempts": 0}, {"ErrorEquals": ["States.ALL"]}] """);
        machine.Tasks.Fail("f", "E");

        await machine.RunAsync().Failure();

        Assert.Equal(1, machine.Tasks.Count("f"));
    }

    [Fact]
    public async Task Every_retrier_counts_for_itself()
    {
        var machine = Machine.OfState(Function + """
            "Retry": [
              {"ErrorEquals": ["E"], "IntervalSeconds": 1, "BackoffRate": 10, "MaxAttempts": 2},
              {"ErrorEquals": ["F", "G"], "IntervalSeconds": 5, "BackoffRate": 2, "MaxAttempts": 2}
            ]
            """);
        machine.Tasks.Fail("f", ["E", "F", "E", "G", "E"], "1");
        var execution = machine.Start();

        foreach (var seconds in new[] { 1, 5, 10, 10 })
        {
            machine.Clock.Advance(seconds);
        }

        await execution.Ended().Failure();
        Assert.Equal([0, 1, 6, 16, 26], Scheduled(machine));
    }

    [Fact]
    public async Task Full_jitter_draws_each_wait_between_nothing_and_what_it_would_be()
    {
        var machine = Machine.OfState(Function + """ "Retry": [{"ErrorEquals": ["E"], "IntervalSeconds": 10, "BackoffRate": 1, "MaxAttempts": 50, "JitterStrategy": "FULL"}] """);
        machine.Tasks.Fail("f", "E");
        var execution = machine.Start();
        while (!execution.Completion.IsCompleted)
        {
            machine.Clock.Advance(10);
        }

        await execution.Ended().Failure();
        var waits = machine.Clock.Timers.Skip(1).Select(wait => wait.TotalSeconds).ToList();
        Assert.Equal(50, waits.Count);
        Assert.All(waits, wait => Assert.InRange(wait, 0, 10));
        Assert.InRange(waits.Average(), 3, 7);
        Assert.True(waits.Distinct().Count() > 40);
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(1, 6)]
    [InlineData(2, 18)]
    [InlineData(3, 20)]
    [InlineData(2000, 20)]
    public void A_wait_never_exceeds_the_longest(int attempt, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), RetryPolicy.NextDelay(new(["E"]) { IntervalSeconds = 2, BackoffRate = 3, MaxDelaySeconds = 20 }, attempt, new Random(1)));

    [Fact]
    public async Task A_wait_may_be_longer_than_any_timer_of_the_platform()
    {
        var machine = Machine.OfState(Function + """ "Retry": [{"ErrorEquals": ["E"], "IntervalSeconds": 20000000}] """);
        machine.Tasks.Fail("f", ["E"], "1");
        var execution = machine.Start();

        machine.Clock.Advance(20_000_000);

        Assert.Equal("1", await execution.Ended().Output());
    }

    [Fact]
    public async Task A_timeout_is_tried_again_with_a_new_limit()
    {
        var machine = Machine.OfState(Function + """ "TimeoutSeconds": 5, "Retry": [{"ErrorEquals": ["States.Timeout"], "IntervalSeconds": 1}] """);
        var execution = machine.Start();
        await machine.Tasks.Called("f");
        machine.Clock.Advance(5);
        machine.Clock.Advance(1);
        var second = await machine.Tasks.Called("f");
        machine.Clock.Advance(4);

        second.Return("2");

        Assert.Equal("2", await execution.Ended().Output());
    }

    [Fact]
    public async Task A_task_can_know_how_often_it_was_tried_again()
    {
        var machine = Machine.OfState(Function + """ "Parameters": {"count.$": "$$.State.RetryCount"}, "Retry": [{"ErrorEquals": ["E"]}] """);
        var execution = machine.Start();

        (await machine.Tasks.Called("f")).Fail("E");
        await machine.Clock.WaitedFor(1);
        machine.Clock.Advance(1);
        var second = await machine.Tasks.Called("f");
        second.Return("{}");

        await execution.Ended().Output();
        Assert.Equal("""{"count":1}""", second.Input.ToJson());
    }

    [Fact]
    public async Task A_Map_that_is_tried_again_starts_again_with_no_word_of_its_failure()
    {
        var machine = Machine.OfState("""
            "Type": "Map", "Retry": [{"ErrorEquals": ["E"], "MaxAttempts": 1}],
            "ItemProcessor": {"StartAt": "F", "States": {"F": {"Type": "Fail", "Error": "E"}}}
            """);
        var execution = machine.Start("[1]");
        machine.Clock.Advance(1);

        await execution.Ended().Failure();
        Assert.Equal(
            """
            1<0 ExecutionStarted {"input":"[1]"}
            2<0 MapStateEntered {"name":"A","input":"[1]"}
            3<2 MapStateStarted {"length":1}
            4<3 MapIterationStarted {"name":"A","index":0}
            5<4 FailStateEntered {"name":"F","input":"1"}
            6<5 MapIterationFailed {"name":"A","index":0}
            7<5 MapStateStarted {"length":1}
            8<7 MapIterationStarted {"name":"A","index":0}
            9<8 FailStateEntered {"name":"F","input":"1"}
            10<9 MapIterationFailed {"name":"A","index":0}
            11<9 MapStateFailed
            12<11 ExecutionFailed {"error":"E"}
            """,
            machine.History);
    }

    [Fact]
    public async Task An_execution_can_be_stopped_while_it_waits_to_try_again()
    {
        var machine = Machine.OfState(Function + """ "Retry": [{"ErrorEquals": ["E"]}] """);
        machine.Tasks.Fail("f", "E");
        var execution = machine.Start();

        execution.Stop(null, null);

        Assert.Equal(ExecutionStatus.Aborted, (await execution.Ended()).Status);
    }

    private static IEnumerable<double> Scheduled(Machine machine) => machine.Events
        .Where(one => one.Type == HistoryEventType.LambdaFunctionScheduled)
        .Select(one => (one.Timestamp - machine.Events[0].Timestamp).TotalSeconds);
}
