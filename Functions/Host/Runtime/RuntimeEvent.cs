namespace Ensemble.Functions.Runtime;

/// <summary>An event of the Runtime API.</summary>
/// <param name="RequestId">The request's id.</param>
/// <param name="Deadline">When it is given up.</param>
/// <param name="InvokedFunctionArn">The function's ARN as it was invoked.</param>
/// <param name="TraceId">The trace header; empty: none.</param>
/// <param name="ClientContext">The client's context as JSON text; null: none.</param>
/// <param name="Payload">The event; valid until the next one is asked for.</param>
internal sealed record RuntimeEvent(
    string RequestId, DateTimeOffset Deadline, string InvokedFunctionArn, string TraceId, string? ClientContext, ReadOnlyMemory<byte> Payload);
