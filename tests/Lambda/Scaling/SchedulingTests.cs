using Ensemble.Lambda.Environments;
using Ensemble.Lambda.Functions;
using Ensemble.Lambda.Tests.Fakes;

namespace Ensemble.Lambda.Tests.Scaling;

public sealed class SchedulingTests
{
    [Fact]
    public async Task Invocations_at_the_same_time_get_an_environment_each()
    {
        await using var bench = new EmulatorBench();
        var gate = new Gate();
        bench.Add(Scripts.Gated(gate));

        var invocations = Enumerable.Range(0, 8).Select(i => bench.InvokeAsync($"{i}")).ToList();
        await EmulatorBench.Until(() => gate.Arrived == 8);
        gate.Open();

        Assert.Equal(Enumerable.Range(0, 8).Select(i => $"{i}"), (await Task.WhenAll(invocations)).Select(result => result.Text()));
        Assert.Equal(8, bench.Isolation.Processes.Count());
    }

    [Fact]
    public async Task The_environment_that_was_used_last_is_used_first()
    {
        await using var bench = new EmulatorBench();
        var gate = new Gate();
        bench.Add(Scripts.Gated(gate));
        var both = new[] { bench.InvokeAsync(), bench.InvokeAsync() };
        await EmulatorBench.Until(() => gate.Arrived == 2);
        gate.Open();
        await Task.WhenAll(both);
        await Idle(bench, 2);

        for (var i = 0; i < 6; i++)
        {
            await bench.InvokeAsync();
            await Idle(bench, 2);
        }

        var used = bench.Emulator.Journal.Invocations(6).Select(record => record.EnvironmentId).ToList();
        Assert.Single(used.Distinct());
    }

    [Fact]
    public async Task An_environment_that_was_idle_for_its_lifetime_is_ended()
    {
        await using var bench = new EmulatorBench(new() { IdleLifetime = TimeSpan.FromMinutes(6) });
        bench.Add(Scripts.Echo);
        await bench.InvokeAsync();
        await Idle(bench, 1);

        bench.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Single(bench.Emulator.Environments());
        bench.Time.Advance(TimeSpan.FromMinutes(1));

        await EmulatorBench.Until(() => bench.Isolation.Sandboxes.Single().IsDisposed);
        Assert.Empty(bench.Emulator.Environments());
    }

    [Fact]
    public async Task An_invocation_in_between_starts_the_lifetime_again()
    {
        await using var bench = new EmulatorBench(new() { IdleLifetime = TimeSpan.FromMinutes(6) });
        bench.Add(Scripts.Echo);
        for (var i = 0; i < 3; i++)
        {
            await bench.InvokeAsync();
            await Idle(bench, 1);
            bench.Time.Advance(TimeSpan.FromMinutes(5));
        }

        Assert.Single(bench.Isolation.Processes);
        bench.Time.Advance(TimeSpan.FromMinutes(1));
        await EmulatorBench.Until(() => bench.Isolation.Sandboxes.Single().IsDisposed);
    }

    [Theory]
    [InlineData(2, 1000, "ReservedFunctionConcurrentInvocationLimitExceeded")]
    [InlineData(null, 2, "ConcurrentInvocationLimitExceeded")]
    public async Task An_invocation_beyond_a_limit_is_refused_at_once(int? reserved, int account, string reason)
    {
        await using var bench = new EmulatorBench(account: new() { ConcurrentExecutions = account });
        var gate = new Gate();
        bench.Add(Scripts.Gated(gate), reserved: reserved);
        var running = new[] { bench.InvokeAsync(), bench.InvokeAsync() };

        var refusal = await Assert.ThrowsAsync<LambdaServiceException>(() => bench.InvokeAsync());

        Assert.Equal((429, "TooManyRequestsException", reason, "Rate Exceeded."), (refusal.StatusCode, refusal.Code, refusal.Reason, refusal.Message));
        gate.Open();
        await Task.WhenAll(running);
        await bench.InvokeAsync();
    }

    [Fact]
    public async Task Reserved_concurrency_is_kept_free_for_its_function()
    {
        await using var bench = new EmulatorBench(account: new() { ConcurrentExecutions = 3 });
        var gate = new Gate();
        bench.Add(Scripts.Gated(gate), name: "kept", reserved: 2);
        bench.Add(Scripts.Gated(gate), name: "other");
        var running = new List<Task> { bench.InvokeAsync(name: "other") };

        await Assert.ThrowsAsync<LambdaServiceException>(() => bench.InvokeAsync(name: "other"));
        running.Add(bench.InvokeAsync(name: "kept"));
        running.Add(bench.InvokeAsync(name: "kept"));

        gate.Open();
        await Task.WhenAll(running);
    }

    [Fact]
    public async Task A_function_with_no_reserved_concurrency_is_switched_off()
    {
        await using var bench = new EmulatorBench();
        bench.Add(Scripts.Echo, reserved: 0);

        Assert.Equal(429, (await Assert.ThrowsAsync<LambdaServiceException>(() => bench.InvokeAsync())).StatusCode);
    }

    [Fact]
    public async Task New_environments_start_in_a_burst_and_then_at_a_rate()
    {
        await using var bench = new EmulatorBench(new() { ScalingBurst = 10 }, new() { ConcurrentExecutions = 1000 });
        var gate = new Gate();
        bench.Add(Scripts.Gated(gate));
        var running = Enumerable.Range(0, 10).Select(_ => bench.InvokeAsync()).ToList();

        await Assert.ThrowsAsync<LambdaServiceException>(() => bench.InvokeAsync());
        bench.Time.Advance(TimeSpan.FromSeconds(2));
        running.Add(bench.InvokeAsync());
        running.Add(bench.InvokeAsync());
        await Assert.ThrowsAsync<LambdaServiceException>(() => bench.InvokeAsync());

        gate.Open();
        await Task.WhenAll(running);
    }

    [Fact]
    public async Task A_thousand_environments_may_start_at_once_by_default()
    {
        await using var bench = new EmulatorBench(account: new() { ConcurrentExecutions = 2000 });
        bench.Add(Scripts.Silent);

        for (var i = 0; i < 1000; i++)
        {
            _ = bench.InvokeAsync();
        }

        var refusal = await Assert.ThrowsAsync<LambdaServiceException>(() => bench.InvokeAsync());
        Assert.Equal("ConcurrentInvocationLimitExceeded", refusal.Reason);
    }

    [Fact]
    public async Task A_caller_who_comes_again_at_once_gets_the_environment_that_is_finishing()
    {
        await using var bench = new EmulatorBench();
        var next = new Gate();
        bench.Add(async (session, _) =>
        {
            var first = await session.NextAsync(CancellationToken.None);
            Scripts.Answer(session, first!, first!.Payload);
            await next.PassAsync();
            await Scripts.Echo(session, null!);
        });
        await bench.InvokeAsync("1");

        var second = bench.InvokeAsync("2");
        next.Open();

        Assert.Equal("2", (await second).Text());
        Assert.Single(bench.Isolation.Processes);
    }

    [Fact]
    public async Task A_caller_does_not_wait_for_ever_for_an_environment_that_is_finishing()
    {
        await using var bench = new EmulatorBench();
        bench.Add(Scripts.InTurn(
            async (session, _) =>
            {
                var first = await session.NextAsync(CancellationToken.None);
                Scripts.Answer(session, first!, first!.Payload);
            },
            Scripts.Echo));
        await bench.InvokeAsync("1");

        var second = bench.InvokeAsync("2");
        bench.Time.Advance(TimeSpan.FromMilliseconds(500));

        Assert.Equal("2", (await second).Text());
        Assert.Equal(2, bench.Isolation.Sandboxes.Count);
    }

    [Fact]
    public async Task Provisioned_environments_start_ahead_and_serve_without_a_cold_start()
    {
        await using var bench = new EmulatorBench(new() { IdleLifetime = TimeSpan.FromMinutes(6) });
        var function = bench.Add(Scripts.Echo, provisioned: 2);
        await EmulatorBench.Until(() => bench.Emulator.Provisioned(function.Latest).Status == "READY");

        await bench.InvokeAsync();
        await EmulatorBench.Until(() => bench.Emulator.Journal.Total == 1);
        bench.Time.Advance(TimeSpan.FromHours(1));

        Assert.False(bench.LastRecord.ColdStart);
        Assert.Equal(2, bench.Emulator.Environments().Count(environment => environment.Provisioned));
        Assert.All(bench.Isolation.Processes, process => Assert.Equal("provisioned-concurrency", process.Environment["AWS_LAMBDA_INITIALIZATION_TYPE"]));
        Assert.Equal(new ProvisionedStatus(2, 2, 2, "READY", null), bench.Emulator.Provisioned(function.Latest));
    }

    [Fact]
    public async Task What_is_beyond_the_provisioned_environments_starts_on_demand()
    {
        await using var bench = new EmulatorBench();
        var gate = new Gate();
        var function = bench.Add(Scripts.Gated(gate), provisioned: 1);
        await EmulatorBench.Until(() => bench.Emulator.Provisioned(function.Latest).Status == "READY");

        var both = new[] { bench.InvokeAsync(), bench.InvokeAsync() };
        gate.Open();
        await Task.WhenAll(both);

        Assert.Equal([false, true], bench.Emulator.Environments().Select(environment => environment.Provisioned).Order());
    }

    [Fact]
    public async Task Provisioned_concurrency_that_takes_all_reserved_leaves_none_on_demand()
    {
        await using var bench = new EmulatorBench();
        var function = bench.Add(Scripts.Silent, reserved: 1, provisioned: 1);
        await EmulatorBench.Until(() => bench.Emulator.Provisioned(function.Latest).Status == "READY");

        _ = bench.InvokeAsync();

        await Assert.ThrowsAsync<LambdaServiceException>(() => bench.InvokeAsync());
    }

    [Fact]
    public async Task A_provisioned_environment_that_cannot_start_is_reported()
    {
        await using var bench = new EmulatorBench();
        var function = bench.Add(Scripts.ExitInInit(1), provisioned: 1);

        await EmulatorBench.Until(() => bench.Emulator.Provisioned(function.Latest).Status == "FAILED");

        Assert.Equal("FUNCTION_ERROR_INIT_FAILURE", bench.Emulator.Provisioned(function.Latest).StatusReason);
    }

    [Fact]
    public async Task A_provisioned_environment_that_fails_is_started_again_ahead()
    {
        await using var bench = new EmulatorBench();
        var function = bench.Add(Scripts.InTurn(Scripts.ExitInHandler(1), Scripts.Echo), provisioned: 1);
        await EmulatorBench.Until(() => bench.Emulator.Provisioned(function.Latest).Status == "READY");

        await bench.InvokeAsync();
        await EmulatorBench.Until(() => bench.Emulator.Environments().Single() is { State: EnvironmentState.Idle, ProcessId: not null });

        Assert.Equal("1", (await bench.InvokeAsync("1")).Text());
        Assert.Null(bench.LastRecord.SuppressedInitDuration);
    }

    [Fact]
    public async Task A_function_that_is_deleted_finishes_what_runs_and_keeps_nothing()
    {
        await using var bench = new EmulatorBench();
        var gate = new Gate();
        bench.Add(Scripts.Gated(gate));
        var running = bench.InvokeAsync("1");
        await EmulatorBench.Until(() => gate.Arrived == 1);

        bench.Functions.Delete("f", qualifier: null);
        gate.Open();

        Assert.Equal("1", (await running).Text());
        await EmulatorBench.Until(() => bench.Isolation.Sandboxes.Single().IsDisposed);
    }

    [Fact]
    public async Task Under_random_load_everything_is_answered_once_with_its_own_answer()
    {
        await using var bench = new EmulatorBench(new() { FreezeDelay = TimeSpan.Zero });
        bench.Add(async (session, process) =>
        {
            var random = new Random(process.Id);
            while (await session.NextAsync(CancellationToken.None) is { } next)
            {
                if (random.Next(20) == 0)
                {
                    process.End(new(1, null, OutOfMemory: false));
                    return;
                }

                Scripts.Answer(session, next, next.Payload);
                if (random.Next(4) == 0)
                {
                    await Task.Yield();
                }
            }
        });

        await Parallel.ForEachAsync(Enumerable.Range(0, 2000), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, _) =>
        {
            var result = await bench.InvokeAsync($"{i}");
            Assert.Equal(result.Error is null ? $"{i}" : "Runtime.ExitError", result.Error?.Type ?? result.Text());
        });

        await EmulatorBench.Until(() => bench.Emulator.Journal.Total == 2000);
        Assert.Equal(2000, bench.Emulator.Journal.Invocations(10_000).Select(record => record.RequestId).Distinct().Count());
        Assert.InRange(bench.Isolation.Sandboxes.Count, 1, 32);
    }

    private static Task Idle(EmulatorBench bench, int count) => EmulatorBench.Until(
        () => bench.Emulator.Environments().Count(environment => environment.State == EnvironmentState.Idle) == count);
}
