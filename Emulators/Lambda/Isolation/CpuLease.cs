namespace Ensemble.Lambda.Isolation;

/// <summary>A share of the CPU that is in use until it is disposed of.</summary>
public sealed class CpuLease : IDisposable
{
    private readonly CpuLedger _ledger;
    private readonly ISandbox _sandbox;
    private readonly double? _quota;
    private long _contentions;
    private bool _ended;

    internal CpuLease(CpuLedger ledger, ISandbox sandbox, double vCpus, double demand, double? quota)
    {
        _ledger = ledger;
        _sandbox = sandbox;
        VCpus = vCpus;
        Demand = demand;
        _quota = quota;
    }

    /// <summary>CPUs' worth of time that it counts as.</summary>
    public double VCpus { get; }

    /// <summary>CPUs' worth of time that are likely to be used of it.</summary>
    internal double Demand { get; }

    /// <summary>Whether more was in use than the machine has, at some time during the lease.</summary>
    public bool WasContended { get; private set; }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_ended)
        {
            _ended = true;
            WasContended |= _ledger.Contentions != _contentions;
            _ledger.Leave(this);
        }
    }

    internal void Begin()
    {
        WasContended = _ledger.IsContended;
        _contentions = _ledger.Contentions;
    }

    internal void Apply(TimeSpan period) => _sandbox.SetCpu(_quota is { } share ? new(share, period) : null);
}
