using System.Text;
using System.Text.Json;
using Ensemble.Lambda.Invocations;

namespace Ensemble.Lambda.Server.Invoke;

/// <summary>An answer as a stream of events: pieces of the payload as they come, at last how it ended.</summary>
internal sealed class StreamedResponse(HttpResponse response) : IResponseSink
{
    private const int LargestPiece = 64 * 1024;

    /// <inheritdoc/>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> piece, CancellationToken cancellationToken)
    {
        Start();
        await response.Body.WriteAsync(EventStreamMessage.Encode("PayloadChunk", "application/octet-stream", piece.Span), cancellationToken);
        await response.Body.FlushAsync(cancellationToken);
    }

    /// <summary>Writes what has not been written piece by piece, and the end.</summary>
    public async Task CompleteAsync(InvocationResult result, CancellationToken cancellationToken)
    {
        Start();
        for (var rest = result.Error is null ? result.Payload : default; !rest.IsEmpty; rest = rest[Math.Min(rest.Length, LargestPiece)..])
        {
            await WriteAsync(rest[..Math.Min(rest.Length, LargestPiece)], cancellationToken);
        }

        await response.Body.WriteAsync(EventStreamMessage.Encode("InvokeComplete", "application/json", End(result)), cancellationToken);
    }

    private void Start()
    {
        if (!response.HasStarted)
        {
            response.ContentType = "application/vnd.amazon.eventstream";
        }
    }

    private static byte[] End(InvocationResult result)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (result.Error is { } error)
            {
                json.WriteString("ErrorCode", error.Type);
                json.WriteString("ErrorDetails", Encoding.UTF8.GetString(result.Payload.Span));
            }

            if (result.LogTail is { } tail)
            {
                json.WriteBase64String("LogResult", tail.Span);
            }

            json.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
