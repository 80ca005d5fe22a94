using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace Ensemble.Models.Tests.Import;

/// <summary>
/// A web server for one file on this machine: announces its length and version, answers ranges, and can break off in the
/// middle of an answer as networks do.
/// </summary>
internal sealed partial class FileServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;

    public FileServer(byte[] content)
    {
        Content = content;
        _listener.Start();
        _loop = ServeAsync(_stop.Token);
    }

    public byte[] Content { get; set; }

    public string? Mark { get; set; } = "\"first\"";

    /// <summary>Whether it answers ranges.</summary>
    public bool KnowsRanges { get; init; } = true;

    /// <summary>How many bytes of the body each answer in turn brings before the connection breaks; then none breaks.</summary>
    public Queue<int> BreaksAfter { get; init; } = new();

    /// <summary>Whether a connection that should break stays open instead and brings nothing more.</summary>
    public bool Stalls { get; init; }

    public string Status { get; init; } = "200 OK";

    /// <summary>The first byte asked for in each request; 0: the whole file.</summary>
    public List<int> Requests { get; } = [];

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/files/weights.h5");

    public async ValueTask DisposeAsync()
    {
        // The loop first: a listener that stops between two accepts refuses the next one.
        await _stop.CancelAsync();
        await _loop;
        _listener.Stop();
        _stop.Dispose();
    }

    private async Task ServeAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(cancellationToken);
                await AnswerAsync(client.GetStream(), cancellationToken);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private async Task AnswerAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var request = await ReadRequestAsync(stream, cancellationToken);
        var from = Range().Match(request) is { Success: true } range ? int.Parse(range.Groups[1].Value, CultureInfo.InvariantCulture) : 0;
        Requests.Add(from);
        var sameVersion = IfRange().Match(request) is not { Success: true } condition || condition.Groups[1].Value.Trim() == Mark;
        var start = KnowsRanges && sameVersion ? from : 0;
        var head = start >= Content.Length && start > 0
            ? "HTTP/1.1 416 Range Not Satisfiable\r\nContent-Length: 0\r\n"
            : (start > 0 ? $"HTTP/1.1 206 Partial Content\r\nContent-Range: bytes {start}-{Content.Length - 1}/{Content.Length}\r\n" : $"HTTP/1.1 {Status}\r\n")
                + $"Content-Length: {Content.Length - start}\r\n{(Mark is null ? string.Empty : $"ETag: {Mark}\r\n")}";
        var body = Content.AsMemory(Math.Min(start, Content.Length));
        var breaks = BreaksAfter.Count > 0;
        if (BreaksAfter.TryDequeue(out var limit))
        {
            body = body[..Math.Min(limit, body.Length)];
        }

        await stream.WriteAsync(Encoding.ASCII.GetBytes(head + "Connection: close\r\n\r\n"), cancellationToken);
        await stream.WriteAsync(body, cancellationToken);
        if (breaks && Stalls)
        {
            await UntilClosedAsync(stream, cancellationToken);
        }
    }

    private static async Task UntilClosedAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        try
        {
            _ = await stream.ReadAsync(new byte[1], cancellationToken);
        }
        catch (IOException)
        {
            // The other side gave up.
        }
    }

    private static async Task<string> ReadRequestAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var request = new StringBuilder();
        var buffer = new byte[4096];
        while (!request.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal)
            && await stream.ReadAsync(buffer, cancellationToken) is > 0 and var read)
        {
            request.Append(Encoding.ASCII.GetString(buffer, 0, read));
        }

        return request.ToString();
    }

    [GeneratedRegex(@"^Range: bytes=(\d+)-", RegexOptions.Multiline | RegexOptions.IgnoreCase)]
    private static partial Regex Range();

    [GeneratedRegex("^If-Range: (.*)$", RegexOptions.Multiline | RegexOptions.IgnoreCase)]
    private static partial Regex IfRange();
}
