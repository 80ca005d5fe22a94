using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Ensemble.Tracing;

namespace Ensemble.Lambda.Server.Observation;

/// <summary>
/// The daemon of X-Ray, which functions send what they did to: a datagram each, of a header and a segment document
/// (https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html). Its address is theirs as
/// <c>AWS_XRAY_DAEMON_ADDRESS</c>. What is no such document is ignored, as by the daemon.
/// </summary>
internal sealed class XRayDaemon : IAsyncDisposable
{
    private const string Separator = "\n";
    private const int DeepestNesting = 16;
    private static readonly ActivitySource Source = new("Ensemble.Functions");

    private readonly UdpClient _socket = new(new IPEndPoint(IPAddress.Loopback, 0));
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _receiving;

    public XRayDaemon() => _receiving = ReceiveAsync();

    /// <summary>Where it listens, e.g. <c>127.0.0.1:2000</c>.</summary>
    public string Address => _socket.Client.LocalEndPoint!.ToString()!;

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _receiving;
        _socket.Dispose();
        _stopping.Dispose();
    }

    private async Task ReceiveAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                Record((await _socket.ReceiveAsync(_stopping.Token)).Buffer);
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException or JsonException or InvalidOperationException)
            {
                // The emulator stops, or it was no document.
            }
        }
    }

    private static void Record(byte[] datagram)
    {
        if (datagram.AsSpan().IndexOf("\n"u8) is var end && end < 0)
        {
            return;
        }

        using var document = JsonDocument.Parse(datagram.AsMemory(end + Separator.Length));
        var segment = document.RootElement;
        if (segment.ValueKind == JsonValueKind.Object
            && XRayTrace.Context($"Root={Text(segment, "trace_id")};Parent={Text(segment, "parent_id")};Sampled=1") is { } parent)
        {
            Record(segment, parent, 0);
        }
    }

    private static void Record(JsonElement segment, ActivityContext parent, int depth)
    {
        if (Text(segment, "name") is not { Length: > 0 } name || Moment(segment, "start_time") is not { } start || Moment(segment, "end_time") is not { } end || depth > DeepestNesting)
        {
            return;
        }

        var current = Activity.Current;
        using var span = Source.StartActivity(name, ActivityKind.Internal, parent, startTime: start);
        Activity.Current = current;
        if (span is null)
        {
            return;
        }

        if (segment.TryGetProperty("annotations", out var annotations) && annotations.ValueKind == JsonValueKind.Object)
        {
            foreach (var annotation in annotations.EnumerateObject())
            {
                span.SetTag(annotation.Name, annotation.Value.ValueKind == JsonValueKind.Number ? annotation.Value.GetDouble() : annotation.Value.ToString());
            }
        }

        if (segment.TryGetProperty("fault", out var fault) && fault.ValueKind == JsonValueKind.True)
        {
            span.SetStatus(ActivityStatusCode.Error, "fault");
        }

        if (segment.TryGetProperty("subsegments", out var parts) && parts.ValueKind == JsonValueKind.Array)
        {
            foreach (var part in parts.EnumerateArray().Where(part => part.ValueKind == JsonValueKind.Object))
            {
                Record(part, span.Context, depth + 1);
            }
        }

        span.SetEndTime(end.UtcDateTime);
    }

    private static string? Text(JsonElement segment, string name) =>
        segment.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    // Seconds since 1970 with a fraction.
    private static DateTimeOffset? Moment(JsonElement segment, string name) =>
        segment.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.GetDouble() is >= 0 and < 1e11 and var seconds
            ? DateTimeOffset.UnixEpoch.AddTicks((long)(seconds * TimeSpan.TicksPerSecond))
            : null;
}
