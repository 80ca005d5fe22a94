namespace Ensemble.Statistics;

/// <summary>How a bootstrap interval is made of the resampled statistics.</summary>
public enum BootstrapMethod
{
    /// <summary>Bias-corrected and accelerated (BCa): the percentiles are moved by the bias and the skewness.</summary>
    BiasCorrectedAccelerated,

    /// <summary>The plain percentiles.</summary>
    Percentile,
}

/// <summary>How a bootstrap is done; the same plan and sample always have the same result.</summary>
public sealed record BootstrapPlan
{
    /// <summary>Seed of the resampling.</summary>
    public required int Seed { get; init; }

    /// <summary>How many times to resample, at least <see cref="Bootstrap.LeastResamples"/>.</summary>
    public int Resamples { get; init; } = 10_000;

    /// <summary>The interval's confidence, two-sided, strictly between 0 and 1.</summary>
    public double Confidence { get; init; } = 0.95;

    /// <summary>How the interval is made.</summary>
    public BootstrapMethod Method { get; init; } = BootstrapMethod.BiasCorrectedAccelerated;
}

/// <summary>A statistic with its bootstrap interval.</summary>
/// <param name="Estimate">The statistic of the sample itself.</param>
/// <param name="Low">The interval's lower end.</param>
/// <param name="High">The interval's upper end.</param>
/// <param name="StandardError">The standard deviation of the resampled statistics.</param>
/// <param name="BiasCorrection">
/// z0, the normal quantile of the share of resampled statistics below the estimate; 0 by the percentile method.
/// </param>
/// <param name="Acceleration">a, a sixth of the skewness by the jackknife; 0 by the percentile method.</param>
/// <param name="Plan">How it was done.</param>
public sealed record BootstrapInterval(
    double Estimate, double Low, double High, double StandardError, double BiasCorrection, double Acceleration, BootstrapPlan Plan);
