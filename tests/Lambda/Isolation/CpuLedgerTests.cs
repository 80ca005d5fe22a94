using Ensemble.Lambda.Isolation;
using Ensemble.Lambda.Tests.Fakes;
using Microsoft.Extensions.Time.Testing;

namespace Ensemble.Lambda.Tests.Isolation;

public sealed class CpuLedgerTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Long = TimeSpan.FromMilliseconds(100);

    private readonly FakeTimeProvider _time = new();
    private readonly CpuLedger _ledger;

    public CpuLedgerTests() => _ledger = new(cores: 2, _time);

    [Fact]
    public void Shares_that_leave_a_fifth_of_the_machine_are_given_out_every_20_ms()
    {
        var sandboxes = Enter(0.533, 0.533, 0.533);

        Assert.All(sandboxes, sandbox => Assert.Equal(new CpuQuota(0.533, Short), sandbox.Quota));
    }

    [Fact]
    public void A_function_that_waits_for_others_counts_as_what_it_is_likely_to_use_and_in_the_sum_as_its_share()
    {
        var waiting = Sandbox();
        using var lease = _ledger.Enter(waiting, 0.5, use: 0.1);
        var sandboxes = Enter(0.5, 0.5, 0.5).Append(waiting);

        Assert.All(sandboxes, sandbox => Assert.Equal(new CpuQuota(0.5, Short), sandbox.Quota));
        Assert.Equal(2, _ledger.Sum, 6);
    }

    [Fact]
    public void Shares_that_nearly_fill_the_machine_are_given_out_every_100_ms_also_those_that_run_already()
    {
        var sandboxes = Enter(0.6, 0.6, 0.6);

        Assert.All(sandboxes, sandbox => Assert.Equal(new CpuQuota(0.6, Long), sandbox.Quota));
        Assert.False(_ledger.IsContended);
    }

    [Fact]
    public void The_short_period_comes_back_when_it_has_been_calm_for_a_while()
    {
        var leases = Enumerable.Range(0, 3).Select(_ => _ledger.Enter(Sandbox(), 0.6)).ToList();
        leases.ForEach(lease => lease.Dispose());

        Assert.Equal(new CpuQuota(0.6, Long), Enter(0.6).Single().Quota);
        _time.Advance(TimeSpan.FromMilliseconds(250));
        Assert.Equal(new CpuQuota(0.6, Short), Enter(0.6).Single().Quota);
    }

    [Fact]
    public void A_single_share_keeps_the_short_period_however_large()
    {
        Assert.Equal(new CpuQuota(2, Short), Enter(2).Single().Quota);
    }

    [Fact]
    public void More_than_there_is_is_noted_by_all_that_ran_then_and_by_no_other()
    {
        var first = _ledger.Enter(Sandbox(), 1);
        var second = _ledger.Enter(Sandbox(), 1);
        var third = _ledger.Enter(Sandbox(), 0.5);
        Assert.True(_ledger.IsContended);
        third.Dispose();
        var fourth = _ledger.Enter(Sandbox(), 0);
        first.Dispose();
        second.Dispose();
        fourth.Dispose();

        Assert.Equal([true, true, true, false], new[] { first, second, third, fourth }.Select(lease => lease.WasContended));
        Assert.Equal(0, _ledger.Sum);
    }

    [Fact]
    public void A_lease_without_a_quota_counts_as_one_CPU()
    {
        var sandbox = Sandbox();
        sandbox.SetCpu(new(0.1, Short));

        using var lease = _ledger.EnterUnthrottled(sandbox, 0.1);

        Assert.Equal((null, 1), (sandbox.Quota, _ledger.Sum));
    }

    private List<ScriptedSandbox> Enter(params double[] shares) => [.. shares.Select(share =>
    {
        var sandbox = Sandbox();
        _ledger.Enter(sandbox, share);
        return sandbox;
    })];

    private static ScriptedSandbox Sandbox() => new("sandbox", new ScriptedIsolation());
}
