using Ensemble.Lambda.Environments;
using Ensemble.Lambda.Invocations;
using Ensemble.Lambda.Tests.Fakes;

namespace Ensemble.Lambda.Tests.Environments;

public sealed class LifecycleTests
{
    [Fact]
    public async Task The_first_invocation_starts_an_environment_and_the_second_uses_it()
    {
        await using var bench = new EmulatorBench();
        bench.Add(Scripts.Echo);

        Assert.Equal("""{"a":1}""", (await bench.InvokeAsync("""{"a":1}""")).Text());
        Assert.Equal("2", (await bench.InvokeAsync("2")).Text());

        Assert.Single(bench.Isolation.Processes);
        await EmulatorBench.Until(() => bench.Emulator.Journal.Total == 2);
        Assert.Equal([false, true], bench.Emulator.Journal.Invocations(2).Select(record => record.ColdStart));
        Assert.Equal((2, 1, 0), bench.Emulator.CountsOf(bench.Functions.List().Single()));
    }

    [Fact]
    public async Task Init_is_reported_and_paid_for_once()
    {
        await using var bench = new EmulatorBench();
        bench.Add(async (session, process) =>
        {
            bench.Time.Advance(TimeSpan.FromMilliseconds(250));
            await Scripts.Echo(session, process);
        });

        await bench.InvokeAsync();
        await EmulatorBench.Until(() => bench.Emulator.Journal.Total == 1);

        Assert.Equal(TimeSpan.FromMilliseconds(250), bench.LastRecord.InitDuration);
        Assert.Equal(250, bench.LastRecord.BilledMilliseconds);
        Assert.EndsWith("\tInit Duration: 250.00 ms\t", bench.LastRecord.Report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_environment_is_frozen_between_invocations_and_thawed_for_the_next()
    {
        await using var bench = new EmulatorBench();
        bench.Add(Scripts.Echo);
        await bench.InvokeAsync();
        await EmulatorBench.Until(() => bench.Emulator.Environments().Single().State == EnvironmentState.Idle);
        var sandbox = bench.Isolation.Sandboxes.Single();

        bench.Time.Advance(TimeSpan.FromMilliseconds(9));
        Assert.False(sandbox.IsFrozen);
        bench.Time.Advance(TimeSpan.FromMilliseconds(2));
        Assert.True(sandbox.IsFrozen);

        await bench.InvokeAsync();
        Assert.False(sandbox.IsFrozen);
    }

    [Fact]
    public async Task A_handler_that_does_not_answer_is_ended_at_its_timeout()
    {
        await using var bench = new EmulatorBench();
        bench.Add(Scripts.InTurn(Scripts.Silent, Scripts.Echo), timeout: 3);
        var request = bench.Request();

        var result = await bench.AdvanceUntil(bench.Emulator.InvokeAsync(request), TimeSpan.FromSeconds(1));

        Assert.Equal(
            $$"""{"errorType":"Sandbox.Timedout","errorMessage":"RequestId: {{request.RequestId}} Error: Task timed out after 3.00 seconds"}""",
            result.Text());
        Assert.Equal(InvocationStatus.Timeout, bench.LastRecord.Status);
        Assert.Equal(TimeSpan.FromSeconds(3), bench.LastRecord.Duration);
        Assert.EndsWith("\tStatus: timeout", bench.LastRecord.Report, StringComparison.Ordinal);
        Assert.True(bench.Isolation.Processes.Single().HasEnded);
    }

    [Fact]
    public async Task After_a_failure_the_sandbox_gets_a_new_process_within_the_next_invocation()
    {
        await using var bench = new EmulatorBench();
        bench.Add(Scripts.InTurn(Scripts.ExitInHandler(7), Scripts.Echo));
        var request = bench.Request();

        var failed = await bench.Emulator.InvokeAsync(request);
        var next = await bench.InvokeAsync("1");

        Assert.Equal(
            $$"""{"errorType":"Runtime.ExitError","errorMessage":"RequestId: {{request.RequestId}} Error: Runtime exited with error: exit status 7"}""",
            failed.Text());
        Assert.Equal("1", next.Text());
        Assert.Equal(2, bench.Isolation.Sandboxes.Single().Processes.Count);
        await EmulatorBench.Until(() => bench.Emulator.Journal.Total == 2);
        Assert.False(bench.LastRecord.ColdStart);
        Assert.NotNull(bench.LastRecord.SuppressedInitDuration);
        Assert.Contains(bench.Log(), line => line.EndsWith("\tStatus: error\tError Type: Runtime.ExitError", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0, null, false, "Runtime exited without providing a reason", "Runtime.ExitError")]
    [InlineData(137, "killed", false, "Runtime exited with error: signal: killed", "Runtime.ExitError")]
    [InlineData(137, "killed", true, "Runtime exited with error: signal: killed", "Runtime.OutOfMemory")]
    [InlineData(139, "segmentation fault", false, "Runtime exited with error: signal: segmentation fault", "Runtime.ExitError")]
    public async Task The_way_a_process_ends_is_told(int code, string? signal, bool outOfMemory, string message, string type)
    {
        await using var bench = new EmulatorBench();
        bench.Add(Scripts.ExitInHandler(code, signal, outOfMemory));

        var result = await bench.InvokeAsync();

        Assert.EndsWith($"Error: {message}\"}}", result.Text(), StringComparison.Ordinal);
        Assert.Equal(type, bench.LastRecord.ErrorType);
        Assert.Equal(outOfMemory ? 128 : 32, bench.LastRecord.MaxMemoryUsed);
    }

    [Fact]
    public async Task An_init_that_crashes_is_repeated_within_the_invocation()
    {
        await using var bench = new EmulatorBench();
        bench.Add(Scripts.InTurn(Scripts.ExitInInit(1), Scripts.Echo));

        var result = await bench.InvokeAsync("5");

        Assert.Equal("5", result.Text());
        await EmulatorBench.Until(() => bench.Emulator.Journal.Total == 1);
        Assert.Null(bench.LastRecord.InitDuration);
        Assert.Contains(bench.Log(), line => line.StartsWith("INIT_REPORT", StringComparison.Ordinal)
            && line.EndsWith("\tPhase: init\tStatus: error\tError Type: Runtime.ExitError", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_init_that_crashes_twice_fails_the_invocation()
    {
        await using var bench = new EmulatorBench();
        bench.Add(Scripts.ExitInInit(1));

        var result = await bench.InvokeAsync();

        Assert.Equal("Runtime.ExitError", result.Error?.Type);
        Assert.Equal(2, bench.Isolation.Processes.Count());
        Assert.Contains(bench.Log(), line => line.EndsWith("\tPhase: invoke\tStatus: error\tError Type: Runtime.ExitError", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_init_that_takes_ten_seconds_is_repeated_under_the_timeout_of_the_function()
    {
        await using var bench = new EmulatorBench();
        bench.Add(Scripts.Hang, timeout: 3);

        var result = await bench.AdvanceUntil(bench.InvokeAsync(), TimeSpan.FromMilliseconds(500));

        Assert.Equal("Sandbox.Timedout", result.Error?.Type);
        Assert.Equal(2, bench.Isolation.Processes.Count());
        Assert.Contains(bench.Log(), line => line.EndsWith("\tPhase: init\tStatus: timeout", StringComparison.Ordinal));
        Assert.Equal(TimeSpan.FromSeconds(3), bench.LastRecord.Duration);
    }

    [Fact]
    public async Task A_reported_init_error_is_the_answer()
    {
        await using var bench = new EmulatorBench();
        bench.Add(Scripts.InitError("""{"errorType":"Broken","errorMessage":"no model"}"""));

        var result = await bench.InvokeAsync();

        Assert.Equal("""{"errorType":"Broken","errorMessage":"no model"}""", result.Text());
        Assert.Single(bench.Isolation.Processes);
        Assert.True(bench.LastRecord.ColdStart);
    }

    [Fact]
    public async Task A_reported_init_error_is_repeated_where_that_is_asked_for()
    {
        await using var bench = new EmulatorBench(new() { RepeatReportedInitError = true });
        bench.Add(Scripts.InitError("{}"));

        await bench.InvokeAsync();

        Assert.Equal(2, bench.Isolation.Processes.Count());
    }

    [Fact]
    public async Task A_missing_program_fails_the_invocation_and_nothing_else()
    {
        await using var bench = new EmulatorBench();
        bench.AddUnscripted("broken");
        bench.Add(Scripts.Echo);

        var result = await bench.InvokeAsync(name: "broken");

        Assert.Equal("Runtime.InvalidEntrypoint", result.Error?.Type);
        Assert.Contains("Couldn't find valid bootstrap(s): [/var/task/bootstrap /opt/bootstrap]", result.Text(), StringComparison.Ordinal);
        Assert.Equal("1", (await bench.InvokeAsync("1")).Text());
    }

    [Fact]
    public async Task An_error_that_the_function_reports_is_passed_on_as_it_is_and_has_no_status_in_the_log()
    {
        await using var bench = new EmulatorBench();
        bench.Add(Scripts.HandlerError("""{"errorType":"E","errorMessage":"m"}"""));

        var result = await bench.InvokeAsync();

        Assert.Equal("""{"errorType":"E","errorMessage":"m"}""", result.Text());
        Assert.NotNull(result.Error);
        await EmulatorBench.Until(() => bench.Emulator.Journal.Total == 1);
        Assert.DoesNotContain("Status:", bench.LastRecord.Report, StringComparison.Ordinal);
        Assert.Single(bench.Isolation.Processes);
    }

    [Fact]
    public async Task A_process_that_ends_between_invocations_is_started_again_with_the_next()
    {
        await using var bench = new EmulatorBench();
        bench.Add(Scripts.Echo);
        await bench.InvokeAsync();
        await EmulatorBench.Until(() => bench.Emulator.Environments().Single().State == EnvironmentState.Idle);

        bench.Isolation.Processes.Single().End(new(0, null, OutOfMemory: false));
        await EmulatorBench.Until(() => bench.Emulator.Environments().Single().ProcessId is null);

        Assert.Equal("1", (await bench.InvokeAsync("1")).Text());
        Assert.Equal(2, bench.Isolation.Processes.Count());
    }

    [Fact]
    public async Task A_process_that_ends_while_it_is_frozen_leaves_no_frozen_sandbox_to_the_next()
    {
        await using var bench = new EmulatorBench();
        bench.Add(Scripts.Echo);
        await bench.InvokeAsync();
        await EmulatorBench.Until(() => bench.Emulator.Environments().Single().State == EnvironmentState.Idle);
        bench.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(bench.Isolation.Sandboxes.Single().IsFrozen);

        bench.Isolation.Processes.Single().End(new(137, "killed", OutOfMemory: false));
        await EmulatorBench.Until(() => bench.Emulator.Environments().Single().ProcessId is null);

        Assert.Equal("1", (await bench.InvokeAsync("1")).Text());
    }

    [Fact]
    public async Task The_log_tail_holds_everything_from_START_to_REPORT()
    {
        await using var bench = new EmulatorBench();
        bench.Add(async (session, process) =>
        {
            process.Write("before\n");
            while (await session.NextAsync(CancellationToken.None) is { } next)
            {
                process.Write("within\n");
                Scripts.Answer(session, next, next.Payload);
            }
        });
        var request = bench.Request(tail: true);

        var result = await bench.Emulator.InvokeAsync(request);

        var lines = System.Text.Encoding.UTF8.GetString(result.LogTail!.Value.Span).Split('\n');
        Assert.Equal($"START RequestId: {request.RequestId} Version: $LATEST", lines[0]);
        Assert.Equal("within", lines[1]);
        Assert.Equal($"END RequestId: {request.RequestId}", lines[2]);
        Assert.StartsWith($"REPORT RequestId: {request.RequestId}\tDuration: ", lines[3], StringComparison.Ordinal);
        Assert.Equal(["before", "within"], bench.Log().Where(line => line is "before" or "within"));
    }

    [Fact]
    public async Task Stopping_ends_every_process_and_answers_every_caller()
    {
        var bench = new EmulatorBench();
        bench.Add(Scripts.Silent);
        var waiting = bench.InvokeAsync();
        await EmulatorBench.Until(() => bench.Emulator.Environments().Any(environment => environment.State == EnvironmentState.Busy));

        await bench.DisposeAsync();

        Assert.Equal(500, (await Assert.ThrowsAsync<LambdaServiceException>(() => waiting)).StatusCode);
        Assert.All(bench.Isolation.Processes, process => Assert.True(process.HasEnded));
        Assert.All(bench.Isolation.Sandboxes, sandbox => Assert.True(sandbox.IsDisposed));
    }
}
