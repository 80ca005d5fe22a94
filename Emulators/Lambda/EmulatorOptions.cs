namespace Ensemble.Lambda;

/// <summary>How the emulator behaves where AWS leaves it open, or where a user may want it otherwise.</summary>
public sealed record EmulatorOptions
{
    /// <summary>How long an environment may stay idle before it is shut down. AWS does not say; minutes are seen.</summary>
    public TimeSpan IdleLifetime { get; init; } = TimeSpan.FromMinutes(6);

    /// <summary>How long init may take before the environment is reset and init is repeated within the invocation.</summary>
    public TimeSpan InitTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Whether init runs at full CPU, as on AWS, and the function's share applies from its first <c>next</c>; else the
    /// share applies from the first instruction.
    /// </summary>
    public bool InitAtFullCpu { get; init; } = true;

    /// <summary>
    /// Whether init is repeated within the invocation after <c>/init/error</c> too, as AWS does; else the first error is
    /// the answer.
    /// </summary>
    public bool RepeatReportedInitError { get; init; }

    /// <summary>Whether environments are frozen between invocations.</summary>
    public bool Freeze { get; init; } = true;

    /// <summary>
    /// How long an environment must be idle before it is frozen. An environment that gets its next event sooner is not
    /// stopped and started in between.
    /// </summary>
    public TimeSpan FreezeDelay { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>
    /// How long an invocation waits for an environment that has given its answer but not yet asked for the next event,
    /// before a new environment is started for it. Callers of AWS are never that quick; callers on the same machine are.
    /// </summary>
    public TimeSpan FinishingPatience { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>New environments per function that may start in a burst, refilled at a tenth of it per second.</summary>
    public int ScalingBurst { get; init; } = 1000;

    /// <summary>Events that may wait for asynchronous invocation; beyond it they are refused with 429.</summary>
    public int AsynchronousQueueCapacity { get; init; } = 10_000;

    /// <summary>How long to wait before the first and the second retry of a failed asynchronous event.</summary>
    public IReadOnlyList<TimeSpan> AsynchronousRetryDelays { get; init; } = [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(2)];

    /// <summary>Finished invocations that are remembered for observation.</summary>
    public int RememberedInvocations { get; init; } = 20_000;

    /// <summary>Log lines that are remembered per function.</summary>
    public int RememberedLogLines { get; init; } = 2_000;
}
