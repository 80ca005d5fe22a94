namespace Ensemble.Lambda.Isolation;

/// <summary>A share of the machine's CPUs.</summary>
/// <param name="VCpus">CPUs' worth of time, e.g. 0.5 for half of one.</param>
/// <param name="Period">The interval within which the share is given out.</param>
public readonly record struct CpuQuota(double VCpus, TimeSpan Period);
