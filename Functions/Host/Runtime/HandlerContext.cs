namespace Ensemble.Functions.Runtime;

/// <summary>What a handler is told about its invocation.</summary>
public sealed class HandlerContext
{
    private readonly TimeProvider _time;

    internal HandlerContext(RuntimeEvent runtimeEvent, bool isFirst, FunctionSettings settings, FunctionTrace trace, TimeProvider time, CancellationToken cancellationToken)
    {
        _time = time;
        RequestId = runtimeEvent.RequestId;
        InvokedFunctionArn = runtimeEvent.InvokedFunctionArn;
        TraceId = runtimeEvent.TraceId;
        ClientContext = runtimeEvent.ClientContext;
        Deadline = runtimeEvent.Deadline;
        IsFirst = isFirst;
        Settings = settings;
        Trace = trace;
        CancellationToken = cancellationToken;
    }

    /// <summary>The request's id.</summary>
    public string RequestId { get; }

    /// <summary>The function's ARN as it was invoked.</summary>
    public string InvokedFunctionArn { get; }

    /// <summary>The trace header of X-Ray; empty: none.</summary>
    public string TraceId { get; }

    /// <summary>The client's context as JSON text; null: none.</summary>
    public string? ClientContext { get; }

    /// <summary>When the platform gives the invocation up.</summary>
    public DateTimeOffset Deadline { get; }

    /// <summary>The time until then; never negative.</summary>
    public TimeSpan RemainingTime => Deadline - _time.GetUtcNow() is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;

    /// <summary>Whether this is the first invocation of the process.</summary>
    public bool IsFirst { get; }

    /// <summary>How the function is configured.</summary>
    public FunctionSettings Settings { get; }

    /// <summary>Takes the parts of what is done.</summary>
    internal FunctionTrace Trace { get; }

    /// <summary>Cancelled at the deadline, when the platform is about to end the process.</summary>
    public CancellationToken CancellationToken { get; }
}
