using Ensemble.Lambda.Functions;

namespace Ensemble.Lambda.Invocations;

/// <summary>One call of a function, as it was asked for.</summary>
public sealed record InvokeRequest
{
    /// <summary>What runs.</summary>
    public required Invocable Target { get; init; }

    /// <summary>The event, JSON in UTF-8. Must not change afterwards.</summary>
    public required ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>The request's id.</summary>
    public required string RequestId { get; init; }

    /// <summary>The trace it belongs to, a complete header.</summary>
    public required string TraceHeader { get; init; }

    /// <summary>The client's context as JSON text; null: none.</summary>
    public string? ClientContext { get; init; }

    /// <summary>Whether the answer carries the end of the log. It then waits until the function asks for its next event.</summary>
    public bool WantsLogTail { get; init; }

    /// <summary>Takes the answer piece by piece as the function streams it; null: the answer is wanted in one piece.</summary>
    public IResponseSink? Sink { get; init; }

    /// <summary>Whether nobody waits for the answer.</summary>
    public bool IsAsynchronous { get; init; }
}
