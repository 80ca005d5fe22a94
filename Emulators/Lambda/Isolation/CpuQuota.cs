namespace Ensemble.Lambda.Isolation;

/// <summary>A share of the machine's CPUs.</summary>
/// <param name="VCpus">CPUs' worth of time, e.g. 0.5 for half of one.</param>
/// <param name="Period">The interval within which the share is given out.</param>
public readonly record struct CpuQuota(double VCpus, TimeSpan Period)
{
    private const double ShortestQuota = 1000;
    private const double LongestPeriod = 1_000_000;

    /// <summary>
    /// The quota and its period in microseconds, as the kernel takes them. It takes no quota below a millisecond: the period is
    /// widened then.
    /// </summary>
    internal (long Quota, long Period) ToMicroseconds()
    {
        var quota = VCpus * Period.TotalMicroseconds;
        var widen = Math.Max(1, ShortestQuota / quota);
        return ((long)Math.Round(quota * widen), (long)Math.Min(LongestPeriod, Math.Round(Period.TotalMicroseconds * widen)));
    }
}
