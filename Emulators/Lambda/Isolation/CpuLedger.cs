namespace Ensemble.Lambda.Isolation;

/// <summary>
/// The shares of the CPU that are in use, and the period in which they are given out: 20 ms, as Lambda does, while what is
/// likely to be used of them sums to at most four fifths of the cores, which is exact and fine-grained; 100 ms beyond, since
/// what nearly fills the machine cannot be moved between cores within a short period (measured with three shares on two cores:
/// 0.533 gives 0.533 each at 20 ms, 0.55 gives 0.545, 0.6 gives 0.57, and 0.60 at 100 ms). Shares may sum to more than the
/// cores; it is then noted that they competed.
/// </summary>
public sealed class CpuLedger
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Long = TimeSpan.FromMilliseconds(100);

    // Requests come and go in less than a millisecond; quotas are not rewritten for each.
    private static readonly TimeSpan Calm = TimeSpan.FromMilliseconds(250);

    // Three functions of 885 MB are three halves and a little.
    private const double Tolerance = 0.01;
    private const double MostAtShort = 0.8;

    private readonly Lock _gate = new();
    private readonly HashSet<CpuLease> _leases = [];
    private readonly double _cores;
    private readonly TimeProvider _time;
    private double _demand;
    private long _lastHigh;

    /// <summary>Makes an empty ledger.</summary>
    /// <param name="cores">The machine's cores.</param>
    /// <param name="time">The clock.</param>
    public CpuLedger(double cores, TimeProvider time)
    {
        _cores = cores;
        _time = time;
    }

    /// <summary>CPUs' worth of time that are in use.</summary>
    public double Sum { get; private set; }

    /// <summary>Whether more is in use than there is.</summary>
    public bool IsContended => Sum > _cores + Tolerance;

    /// <summary>The period in which shares are given out now.</summary>
    public TimeSpan Period { get; private set; } = Short;

    /// <summary>How often more came into use than there is; tells whether it happened between two readings.</summary>
    internal long Contentions { get; private set; }

    /// <summary>Holds a sandbox to a share until the lease is disposed of. The quota itself stays in force.</summary>
    /// <param name="sandbox">The sandbox.</param>
    /// <param name="vCpus">Its share, in CPUs' worth of time.</param>
    /// <param name="use">What part of the share is likely to be used, 0 to 1: a function that waits for others uses little.</param>
    public CpuLease Enter(ISandbox sandbox, double vCpus, double use = 1) => Enter(new(this, sandbox, vCpus, vCpus * use, vCpus));

    /// <summary>Lets a sandbox use the whole machine until the lease is disposed of; it counts as one CPU or its share.</summary>
    public CpuLease EnterUnthrottled(ISandbox sandbox, double vCpus) => Enter(new(this, sandbox, Math.Max(1, vCpus), Math.Max(1, vCpus), quota: null));

    internal void Leave(CpuLease lease)
    {
        lock (_gate)
        {
            if (_leases.Remove(lease))
            {
                (Sum, _demand) = _leases.Count == 0 ? (0, 0) : (Sum - lease.VCpus, _demand - lease.Demand);
            }
        }
    }

    private CpuLease Enter(CpuLease lease)
    {
        // A clock that is moved by hand may run what is due as it is read, and that must not find the lock held.
        var now = _time.GetTimestamp();
        lock (_gate)
        {
            _leases.Add(lease);
            Sum += lease.VCpus;
            _demand += lease.Demand;
            if (IsContended)
            {
                Contentions++;
            }

            if (ChoosePeriod(now) is var period && period != Period)
            {
                Period = period;
                foreach (var running in _leases)
                {
                    running.Apply(period);
                }
            }
            else
            {
                lease.Apply(Period);
            }

            lease.Begin();
            return lease;
        }
    }

    // One sandbox alone has nobody to make room for.
    private TimeSpan ChoosePeriod(long now)
    {
        if (_leases.Count > 1 && _demand > (MostAtShort * _cores) + Tolerance)
        {
            _lastHigh = now;
            return Long;
        }

        return Period == Long && _time.GetElapsedTime(_lastHigh, now) < Calm ? Long : Short;
    }
}
