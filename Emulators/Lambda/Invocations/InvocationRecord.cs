namespace Ensemble.Lambda.Invocations;

/// <summary>How an invocation ended.</summary>
public enum InvocationStatus
{
    /// <summary>The function answered.</summary>
    Success,

    /// <summary>The function reported an error of its own.</summary>
    HandlerError,

    /// <summary>The function did not answer within its timeout.</summary>
    Timeout,

    /// <summary>The function's process ended, was killed, could not be started, or answered with too much.</summary>
    Error,
}

/// <summary>What is known of an invocation that has ended: what its REPORT line says, and the evidence behind it.</summary>
public sealed record InvocationRecord
{
    /// <summary>The request's id.</summary>
    public required string RequestId { get; init; }

    /// <summary>The function's name.</summary>
    public required string FunctionName { get; init; }

    /// <summary>The version that ran.</summary>
    public required string Version { get; init; }

    /// <summary>The environment that it ran in.</summary>
    public required string EnvironmentId { get; init; }

    /// <summary>The trace header that the function was given.</summary>
    public required string TraceHeader { get; init; }

    /// <summary>When the request arrived.</summary>
    public required DateTimeOffset Accepted { get; init; }

    /// <summary>From arrival until the environment began with it, a cold start included.</summary>
    public required TimeSpan Queued { get; init; }

    /// <summary>From the event's delivery until the environment was free again, or until the timeout.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>From the event's delivery until the answer was complete; null where there was none.</summary>
    public TimeSpan? Answered { get; init; }

    /// <summary>From the start of the process to its first <c>next</c>; null unless it was a cold start.</summary>
    public TimeSpan? InitDuration { get; init; }

    /// <summary>How much of <see cref="InitDuration"/> the emulator needed to start the process.</summary>
    public TimeSpan? SpawnDuration { get; init; }

    /// <summary>How much of <see cref="Duration"/> went into an init that was repeated within the invocation.</summary>
    public TimeSpan? SuppressedInitDuration { get; init; }

    /// <summary>Whether the request had to wait for a new environment.</summary>
    public bool ColdStart => InitDuration is not null;

    /// <summary>What is paid for: duration and init, rounded up to a millisecond.</summary>
    public long BilledMilliseconds =>
        Math.Max(1, (long)Math.Ceiling((Duration + (InitDuration ?? TimeSpan.Zero)).TotalMilliseconds));

    /// <summary>MB that the function is configured with.</summary>
    public required int MemorySize { get; init; }

    /// <summary>MB that the environment was seen to use at most, in all of its life.</summary>
    public required int MaxMemoryUsed { get; init; }

    /// <summary>How it ended.</summary>
    public required InvocationStatus Status { get; init; }

    /// <summary>The kind of error; null: none.</summary>
    public string? ErrorType { get; init; }

    /// <summary>CPUs' worth of time that its memory buys.</summary>
    public required double VCpus { get; init; }

    /// <summary>CPU time that was used.</summary>
    public required TimeSpan CpuTime { get; init; }

    /// <summary>What part of its share of the CPU was used, 0 to 1.</summary>
    public double CpuUse => Duration > TimeSpan.Zero ? Math.Clamp(CpuTime / (Duration * VCpus), 0, 1) : 1;

    /// <summary>How long its threads waited for their share.</summary>
    public required TimeSpan CpuThrottled { get; init; }

    /// <summary>In how many periods its threads were held back.</summary>
    public required long CpuThrottledPeriods { get; init; }

    /// <summary>Whether the shares of all running environments exceeded the machine's cores at some time during it.</summary>
    public required bool CpuContended { get; init; }

    /// <summary>Bytes of the event.</summary>
    public required int RequestBytes { get; init; }

    /// <summary>Bytes of the answer.</summary>
    public required int ResponseBytes { get; init; }

    /// <summary>Whether nobody waited for the answer.</summary>
    public bool Asynchronous { get; init; }

    /// <summary>The REPORT line.</summary>
    public string Report => LogLines.Report(this);
}
