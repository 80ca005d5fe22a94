namespace Ensemble.Lambda.Invocations;

/// <summary>Takes an answer piece by piece.</summary>
public interface IResponseSink
{
    /// <summary>Takes a piece; returns when there is room for the next.</summary>
    ValueTask WriteAsync(ReadOnlyMemory<byte> piece, CancellationToken cancellationToken);
}
