namespace Ensemble.Functions.Runtime;

/// <summary>A function. One event at a time.</summary>
public interface IHandler : IDisposable
{
    /// <summary>Handles an event. What it throws is reported as the function's error.</summary>
    /// <param name="payload">The event, JSON in UTF-8; valid until the answer has been sent.</param>
    /// <param name="context">About the invocation.</param>
    ValueTask<HandlerResult> HandleAsync(ReadOnlyMemory<byte> payload, HandlerContext context);
}

/// <summary>What a handler answers: all at once, or piece by piece.</summary>
/// <param name="Payload">The answer, JSON in UTF-8; unused where it is streamed.</param>
/// <param name="Stream">Writes the answer piece by piece; null: it is the payload.</param>
public readonly record struct HandlerResult(ReadOnlyMemory<byte> Payload, Func<Stream, CancellationToken, Task>? Stream = null);
