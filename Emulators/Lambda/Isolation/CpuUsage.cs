namespace Ensemble.Lambda.Isolation;

/// <summary>Counters of a sandbox; differences of two readings belong to the time between them.</summary>
/// <param name="Used">CPU time.</param>
/// <param name="Throttled">How long its threads waited for the next period; zero where nothing counts it.</param>
/// <param name="ThrottledPeriods">In how many periods it was held back.</param>
public readonly record struct CpuUsage(TimeSpan Used, TimeSpan Throttled, long ThrottledPeriods)
{
    /// <summary>What was used between two readings.</summary>
    public static CpuUsage operator -(CpuUsage later, CpuUsage earlier) => new(
        later.Used - earlier.Used, later.Throttled - earlier.Throttled, later.ThrottledPeriods - earlier.ThrottledPeriods);
}
