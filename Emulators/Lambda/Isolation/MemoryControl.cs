namespace Ensemble.Lambda.Isolation;

/// <summary>What holds a worker to its memory.</summary>
public enum MemoryControl
{
    /// <summary>Linux control groups, version 2: <c>memory.max</c>.</summary>
    CGroup2,

    /// <summary>Linux control groups, version 1: <c>memory.limit_in_bytes</c>.</summary>
    CGroup1,

    /// <summary>Resident memory is read at intervals, and a worker above its limit is killed.</summary>
    Polling,
}
