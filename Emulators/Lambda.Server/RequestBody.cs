using System.Buffers;

namespace Ensemble.Lambda.Server;

/// <summary>Reads bodies of requests whole, up to a limit.</summary>
internal static class RequestBody
{
    /// <summary>Reads a body.</summary>
    /// <param name="request">The request.</param>
    /// <param name="limit">The most bytes that are kept. What is beyond is read and dropped, so that the client gets to its answer.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>The bytes, which nobody else uses; null: there are more than allowed.</returns>
    /// <exception cref="IOException">The body ended before its announced length.</exception>
    public static ValueTask<byte[]?> ReadAsync(HttpRequest request, int limit, CancellationToken cancellationToken) => request.ContentLength switch
    {
        0 => ValueTask.FromResult<byte[]?>([]),
        { } length when length <= limit => ReadExactlyAsync(request.Body, (int)length, cancellationToken),
        _ => ReadToEndAsync(request.Body, limit, cancellationToken),
    };

    private static async ValueTask<byte[]?> ReadExactlyAsync(Stream body, int length, CancellationToken cancellationToken)
    {
        var bytes = GC.AllocateUninitializedArray<byte>(length);
        await body.ReadExactlyAsync(bytes, cancellationToken);
        return bytes;
    }

    private static async ValueTask<byte[]?> ReadToEndAsync(Stream body, int limit, CancellationToken cancellationToken)
    {
        var kept = new ArrayBufferWriter<byte>();
        var piece = ArrayPool<byte>.Shared.Rent(64 * 1024);
        var total = 0L;
        try
        {
            int read;
            while ((read = await body.ReadAsync(piece, cancellationToken)) > 0)
            {
                total += read;
                if (total <= limit)
                {
                    kept.Write(piece.AsSpan(0, read));
                }
            }
        }
        catch (BadHttpRequestException exception) when (exception.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            // More than the server reads at all.
            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }

        return total <= limit ? kept.WrittenSpan.ToArray() : null;
    }
}
