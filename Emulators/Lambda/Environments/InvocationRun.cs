using Ensemble.Lambda.Functions;
using Ensemble.Lambda.Invocations;
using Ensemble.Lambda.Isolation;
using Ensemble.Lambda.Runtime;

namespace Ensemble.Lambda.Environments;

/// <summary>One invocation in one environment, from its beginning there to its record.</summary>
internal sealed class InvocationRun(Invocation invocation, FunctionVersion version, string environmentId, TimeProvider time)
{
    private const long Megabyte = 1024 * 1024;

    private long _begun;
    private CpuUsage _cpuAtStart;
    private CpuLease? _lease;
    private TimeSpan? _answered;
    private InvocationStatus _status;
    private FunctionError? _error;
    private long _peakMemory;
    private bool _outOfMemory;

    public Invocation Invocation => invocation;

    /// <summary>Set for a cold start.</summary>
    public TimeSpan? InitDuration { get; set; }

    public TimeSpan? SpawnDuration { get; set; }

    public TimeSpan? SuppressedInitDuration { get; private set; }

    public bool HasBegun => _lease is not null;

    public TimeSpan Timeout { get; } = TimeSpan.FromSeconds(version.Configuration.Timeout);

    public TimeSpan Elapsed => time.GetElapsedTime(_begun);

    /// <summary>The answer that the caller gets.</summary>
    public InvocationResult? Result { get; private set; }

    /// <summary>The clock of the invocation starts: the function has its timeout from here on.</summary>
    /// <param name="sandbox">Where the function runs.</param>
    /// <param name="cpu">Gives it its share of the CPU.</param>
    /// <param name="use">What part of that share it is likely to use.</param>
    /// <param name="log">The environment's log.</param>
    public void Begin(ISandbox sandbox, CpuLedger cpu, double use, EnvironmentLog log)
    {
        if (invocation.Tail is { } tail)
        {
            log.Follow(tail);
        }

        log.Write(LogLines.Start(invocation.RequestId, version.Version));
        _cpuAtStart = sandbox.ReadCpu();
        _lease = cpu.Enter(sandbox, version.Configuration.VCpus, use);
        _begun = time.GetTimestamp();
        invocation.Deadline = time.GetUtcNow() + Timeout;
    }

    /// <summary>An init within the invocation is over.</summary>
    public void EndSuppressedInit() => SuppressedInitDuration = Elapsed;

    /// <summary>The function has answered.</summary>
    public void Answer(InvocationResult result, InvocationStatus status)
    {
        _answered = Elapsed;
        _status = status;
        _error = result.Error;
        Result = result;
    }

    /// <summary>The function has failed. An answer that it has given stays the answer.</summary>
    public void Fail(WorkerFailure failure)
    {
        _status = failure.Status;
        _error = failure.Error;
        _outOfMemory = failure.OutOfMemory;
        Result ??= failure.Result(invocation.RequestId);
    }

    /// <summary>Reads how much memory was used, before the processes are gone.</summary>
    public void NotePeakMemory(ISandbox sandbox) => _peakMemory = Math.Max(_peakMemory, sandbox.ReadPeakMemory());

    public RuntimeEvent ToEvent() => new(
        invocation.RequestId,
        invocation.Request.Payload,
        invocation.Deadline.ToUnixTimeMilliseconds(),
        invocation.Request.Target.InvokedArn,
        invocation.TraceHeader,
        invocation.Request.ClientContext);

    /// <summary>The clock stops. A timeout's duration is exactly the timeout, as in AWS's logs.</summary>
    public InvocationRecord End(ISandbox sandbox, EnvironmentLog log)
    {
        var record = Measure(sandbox);
        log.Write(LogLines.End(record.RequestId));
        log.Write(record.Report);
        if (invocation.Trace is { } trace)
        {
            InvocationTrace.End(trace, record);
        }

        if (invocation.Tail is { } tail)
        {
            log.Follow(null);
            Result = Result! with { LogTail = tail.ToArray() };
        }

        return record;
    }

    private InvocationRecord Measure(ISandbox sandbox)
    {
        var duration = _status == InvocationStatus.Timeout ? Timeout : Elapsed;
        NotePeakMemory(sandbox);
        var used = sandbox.ReadCpu() - _cpuAtStart;
        _lease!.Dispose();
        var configuration = version.Configuration;
        return new()
        {
            RequestId = invocation.RequestId,
            FunctionName = configuration.Name,
            Version = version.Version,
            EnvironmentId = environmentId,
            TraceHeader = invocation.TraceHeader,
            Accepted = invocation.AcceptedAt,
            Queued = time.GetElapsedTime(invocation.Accepted, _begun),
            Duration = duration,
            Answered = _answered,
            InitDuration = InitDuration,
            SpawnDuration = SpawnDuration,
            SuppressedInitDuration = SuppressedInitDuration,
            MemorySize = configuration.MemorySize,
            MaxMemoryUsed = _outOfMemory
                ? configuration.MemorySize
                : Math.Clamp((int)((_peakMemory + Megabyte - 1) / Megabyte), 1, configuration.MemorySize),
            Status = _status,
            ErrorType = _error?.Type,
            VCpus = configuration.VCpus,
            CpuTime = used.Used,
            CpuThrottled = used.Throttled,
            CpuThrottledPeriods = used.ThrottledPeriods,
            CpuContended = _lease.WasContended,
            RequestBytes = invocation.Request.Payload.Length,
            ResponseBytes = Result?.Payload.Length ?? 0,
            Asynchronous = invocation.Request.IsAsynchronous,
        };
    }

}
