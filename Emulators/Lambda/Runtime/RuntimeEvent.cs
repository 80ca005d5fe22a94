namespace Ensemble.Lambda.Runtime;

/// <summary>What a worker is given to do: the answer to <c>GET /runtime/invocation/next</c>.</summary>
/// <param name="RequestId">The request's id.</param>
/// <param name="Payload">The event.</param>
/// <param name="DeadlineMilliseconds">When it will be given up, in milliseconds since 1970.</param>
/// <param name="InvokedArn">The function's ARN as it was invoked.</param>
/// <param name="TraceHeader">The trace it belongs to.</param>
/// <param name="ClientContext">The client's context as JSON text; null: none.</param>
public sealed record RuntimeEvent(
    string RequestId, ReadOnlyMemory<byte> Payload, long DeadlineMilliseconds, string InvokedArn, string TraceHeader, string? ClientContext);
