using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json;

namespace Ensemble.Functions.Runtime;

/// <summary>
/// What the function did in a request, as a subsegment of X-Ray that is sent to its daemon
/// (https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html): on AWS with active tracing a part of the
/// trace there. Sent when the answer has been given; where the trace is not sampled or there is no daemon, nothing is done.
/// </summary>
internal sealed class FunctionTrace : IDisposable
{
    private const int LargestDocument = 60_000;
    private const double MillisecondsPerSecond = 1000;

    private readonly FunctionSettings _settings;
    private readonly TimeProvider _time;
    private readonly List<(string Name, double From, double To)> _parts = [];
    private readonly List<(string Name, double Value)> _annotations = [];
    private readonly IPEndPoint? _daemon;
    private Socket? _socket;
    private string? _root;
    private string? _parent;
    private DateTimeOffset _begun;
    private long _start;
    private double _milliseconds;

    public FunctionTrace(FunctionSettings settings, TimeProvider time)
    {
        _settings = settings;
        _time = time;
        _daemon = IPEndPoint.TryParse(settings["AWS_XRAY_DAEMON_ADDRESS"] ?? string.Empty, out var daemon) ? daemon : null;
    }

    /// <summary>Whether anybody wants to know.</summary>
    public bool IsSampled => _root is not null;

    /// <summary>A request begins.</summary>
    /// <param name="header">Its trace header; empty: none.</param>
    public void Begin(string header)
    {
        _parts.Clear();
        _annotations.Clear();
        var isSampled = _daemon is not null && header.Contains("Sampled=1", StringComparison.Ordinal);
        (_root, _parent) = isSampled ? (Field(header, "Root="), Field(header, "Parent=")) : (null, null);
        (_begun, _start) = (_time.GetUtcNow(), _time.GetTimestamp());
    }

    /// <summary>A part of it has ended just now.</summary>
    /// <param name="name">What was done.</param>
    /// <param name="from">The timestamp at which it began.</param>
    public void Part(string name, long from)
    {
        if (IsSampled)
        {
            _parts.Add((name, _time.GetElapsedTime(_start, from).TotalMilliseconds, _time.GetElapsedTime(_start).TotalMilliseconds));
        }
    }

    /// <summary>A number that belongs to it.</summary>
    public void Annotate(string name, double value)
    {
        if (IsSampled)
        {
            _annotations.Add((name, value));
        }
    }

    /// <summary>The handler has ended; its answer is still to be given.</summary>
    public void End() => _milliseconds = _time.GetElapsedTime(_start).TotalMilliseconds;

    /// <summary>The request has been answered.</summary>
    /// <param name="error">The type of its error; null: none.</param>
    public void Send(string? error)
    {
        if (!IsSampled)
        {
            return;
        }

        using var document = new MemoryStream();
        document.Write("{\"format\":\"json\",\"version\":1}\n"u8);
        using (var json = new Utf8JsonWriter(document))
        {
            json.WriteStartObject();
            json.WriteString("type", "subsegment");
            json.WriteString("trace_id", _root);
            json.WriteString("parent_id", _parent);
            json.WriteBoolean("fault", error is not null);
            Interval(json, _settings.Handler, 0, _milliseconds);
            json.WriteStartObject("annotations");
            foreach (var (name, value) in _annotations)
            {
                json.WriteNumber(name, value);
            }

            json.WriteEndObject();
            json.WriteStartArray("subsegments");
            foreach (var (name, from, to) in _parts)
            {
                json.WriteStartObject();
                Interval(json, name, from, to);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        if (document.Length > LargestDocument)
        {
            return;
        }

        try
        {
            _socket ??= new(_daemon!.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            _socket.SendTo(document.GetBuffer().AsSpan(0, (int)document.Length), _daemon!);
        }
        catch (SocketException)
        {
            // There is no daemon after all.
        }
    }

    public void Dispose() => _socket?.Dispose();

    private void Interval(Utf8JsonWriter json, string name, double from, double to)
    {
        Span<byte> id = stackalloc byte[8];
        RandomNumberGenerator.Fill(id);
        json.WriteString("id", Convert.ToHexStringLower(id));
        json.WriteString("name", name);
        json.WriteNumber("start_time", Seconds(from));
        json.WriteNumber("end_time", Seconds(to));
    }

    private double Seconds(double milliseconds) => (_begun - DateTimeOffset.UnixEpoch).TotalSeconds + (milliseconds / MillisecondsPerSecond);

    private static string? Field(string header, string name) =>
        header.IndexOf(name, StringComparison.Ordinal) is var at and >= 0 ? header[(at + name.Length)..].Split(';')[0] : null;
}
