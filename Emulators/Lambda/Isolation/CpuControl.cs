namespace Ensemble.Lambda.Isolation;

/// <summary>What holds a worker to its share of the CPU, best first in the order of preference.</summary>
public enum CpuControl
{
    /// <summary>Linux control groups, version 2: <c>cpu.max</c>.</summary>
    CGroup2,

    /// <summary>Linux control groups, version 1: <c>cpu.cfs_quota_us</c>.</summary>
    CGroup1,

    /// <summary>
    /// The worker is stopped and continued in proportion. It caps wall time, not CPU time: a worker that waits for I/O
    /// loses too, and one with two threads gets twice its share.
    /// </summary>
    DutyCycle,

    /// <summary>Nothing does.</summary>
    None,
}
