using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Ensemble.Models.Catalog;

namespace Ensemble.Models.Import;

/// <summary>How far a download is.</summary>
/// <param name="Received">Bytes that are there, those of earlier attempts included.</param>
/// <param name="Total">Bytes of the whole file; null: the server does not say.</param>
public readonly record struct DownloadProgress(long Received, long? Total);

/// <summary>
/// Fetches published weights and imports them. What has arrived lies in <c>FILE.part</c>, with the server's mark of the
/// version (ETag) beside it in <c>FILE.part.etag</c>, until the whole file is there and checked; a broken download goes
/// on where it stopped if the server still has that version, and else starts again.
/// </summary>
/// <param name="client">Makes the requests.</param>
/// <param name="folder">Where files are kept; made when needed.</param>
/// <param name="time">The clock by which a connection stalls; null: the system's.</param>
public sealed class ModelDownload(HttpClient client, string folder, TimeProvider? time = null)
{
    /// <summary>How long nothing may arrive before a connection counts as broken.</summary>
    public static readonly TimeSpan StallTimeout = TimeSpan.FromMinutes(1);

    /// <summary>Connections per call; another is only made after one that brought something.</summary>
    private const int Attempts = 5;

    /// <summary>Fetches the weights of a network and imports them.</summary>
    /// <param name="catalog">Where the model goes.</param>
    /// <param name="weights">What to fetch.</param>
    /// <param name="options">As for a file; the source becomes the address.</param>
    /// <param name="progress">Told after every piece.</param>
    /// <param name="cancellationToken">Stops it; what has arrived is kept.</param>
    /// <exception cref="EnsembleException">It cannot be fetched, is not the published file, or cannot be imported.</exception>
    public async Task<CatalogEntry> ImportAsync(
        ModelCatalog catalog,
        PublishedWeights weights,
        KerasImportOptions? options = null,
        IProgress<DownloadProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        var path = await FetchAsync(weights, progress, cancellationToken);
        options = (options ?? new()) with { Source = weights.Address.ToString(), ForImageNetWeights = true };
        return KerasImporter.Import(catalog, weights.Network, path, options);
    }

    /// <summary>Fetches a file, unless it is there already, and checks it; gives its path.</summary>
    /// <exception cref="EnsembleException">It cannot be fetched or is not the published file.</exception>
    public async Task<string> FetchAsync(
        PublishedWeights weights, IProgress<DownloadProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var path = Path.Combine(folder, weights.FileName);
        if (File.Exists(path) && await ProblemAsync(path, weights, cancellationToken) is null)
        {
            return path;
        }

        var part = new PartialFile(path + ".part");
        await ReceiveAsync(weights, part, progress, cancellationToken);
        if (await ProblemAsync(part.Path, weights, cancellationToken) is { } problem)
        {
            part.Delete();
            throw new EnsembleException($"What {weights.Address} gave is not the published file: {problem}. It was deleted; try again later, or {Otherwise(weights)}");
        }

        part.Complete(path);
        return path;
    }

    private async Task ReceiveAsync(
        PublishedWeights weights, PartialFile part, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var before = part.Length;
            try
            {
                await ReceiveOnceAsync(weights, part, progress, cancellationToken);
                return;
            }
            catch (Exception exception) when (IsBrokenConnection(exception) && !cancellationToken.IsCancellationRequested)
            {
                if (attempt == Attempts || part.Length == before)
                {
                    throw new EnsembleException(
                        $"{weights.Address} cannot be fetched: {exception.Message.TrimEnd('.')}. {(part.Length > 0 ? $"{part.Length} bytes are kept and the same command goes on from there. " : string.Empty)}"
                        + $"Without a network, {Otherwise(weights)}",
                        exception);
                }
            }
        }
    }

    private async Task ReceiveOnceAsync(
        PublishedWeights weights, PartialFile part, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        using var response = await RequestAsync(weights, part, cancellationToken);
        if (response.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.PartialContent))
        {
            throw new EnsembleException($"{weights.Address} answers {(int)response.StatusCode} {response.ReasonPhrase}; {Otherwise(weights)}");
        }

        var goesOn = response.StatusCode == HttpStatusCode.PartialContent && response.Content.Headers.ContentRange?.From == part.Length;
        if (response.StatusCode == HttpStatusCode.PartialContent && !goesOn)
        {
            part.Delete();
            throw new HttpIOException(HttpRequestError.InvalidResponse, "the server sent another part than was asked for");
        }

        var total = goesOn ? response.Content.Headers.ContentRange?.Length : response.Content.Headers.ContentLength;
        using var target = part.Open(goesOn, response.Headers.ETag);
        await using var source = await response.Content.ReadAsStreamAsync(cancellationToken);
        progress?.Report(new(target.Length, total));
        var buffer = new byte[81920];
        while (await ReadAsync(source, buffer, cancellationToken) is > 0 and var read)
        {
            PartialFile.Append(target, buffer.AsSpan(0, read));
            progress?.Report(new(target.Length, total));
        }

        if (total is { } expected && target.Length < expected)
        {
            throw new HttpIOException(HttpRequestError.ResponseEnded, $"the connection ended after {target.Length} of {expected} bytes");
        }
    }

    private async Task<int> ReadAsync(Stream source, byte[] buffer, CancellationToken cancellationToken)
    {
        using var stalled = new CancellationTokenSource(StallTimeout, time ?? TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stalled.Token, cancellationToken);
        try
        {
            return await source.ReadAsync(buffer, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HttpIOException(
                HttpRequestError.ResponseEnded, FormattableString.Invariant($"nothing arrived for {StallTimeout.TotalSeconds:0} s"));
        }
    }

    private async Task<HttpResponseMessage> RequestAsync(PublishedWeights weights, PartialFile part, CancellationToken cancellationToken)
    {
        var mark = part.Mark;
        using var request = new HttpRequestMessage(HttpMethod.Get, weights.Address);
        if (mark is not null && part.Length > 0)
        {
            request.Headers.Range = new(part.Length, null);
            request.Headers.IfRange = new RangeConditionHeaderValue(mark);
        }

        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (request.Headers.Range is null || response.StatusCode != HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            return response;
        }

        // There is nothing behind what we have: it is whole already, or not that file at all. Begin again.
        response.Dispose();
        part.Delete();
        return await RequestAsync(weights, part, cancellationToken);
    }

    [SuppressMessage("Security", "CA5351", Justification = "MD5 is what Keras publishes.")]
    private static async Task<string?> ProblemAsync(string path, PublishedWeights weights, CancellationToken cancellationToken)
    {
        await using var stream = Open(path);
        if (weights.Bytes is { } bytes && stream.Length != bytes)
        {
            return $"it has {stream.Length} bytes and should have {bytes}";
        }

        if (weights.Md5 is null)
        {
            return null;
        }

        var found = Convert.ToHexStringLower(await MD5.HashDataAsync(stream, cancellationToken));
        return found == weights.Md5 ? null : $"its MD5 is {found} and should be {weights.Md5}";
    }

    private static FileStream Open(string path)
    {
        try
        {
            return File.OpenRead(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new EnsembleException($"The downloaded file {path} cannot be read: {exception.Message.TrimEnd('.')}. Delete it, then download again.", exception);
        }
    }

    /// <summary>A wait that was not ours to end counts: the client's own time limit.</summary>
    private static bool IsBrokenConnection(Exception exception) => exception is HttpRequestException or IOException or OperationCanceledException;

    private static string Otherwise(PublishedWeights weights) =>
        $"fetch {weights.Address} in another way and run: ensemble models import {weights.Network} --weights {weights.FileName}";
}
