using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Ensemble.Functions.Runtime;

/// <summary>
/// The function's log on standard output: one write per line, with the request and the trace that it belongs to. Text by
/// default, JSON where <c>AWS_LAMBDA_LOG_FORMAT</c> is <c>JSON</c>; from <c>AWS_LAMBDA_LOG_LEVEL</c> on.
/// </summary>
public sealed class FunctionLog
{
    private static readonly string[] Levels = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"];

    private readonly Stream _output;
    private readonly TimeProvider _time;
    private readonly bool _isJson;
    private readonly int _least;
    private string _requestId = string.Empty;
    private string _traceId = string.Empty;

    internal FunctionLog(Stream output, FunctionSettings settings, TimeProvider time)
    {
        _output = output;
        _time = time;
        _isJson = string.Equals(settings["AWS_LAMBDA_LOG_FORMAT"], "JSON", StringComparison.OrdinalIgnoreCase);
        _least = Math.Max(0, Array.IndexOf(Levels, settings["AWS_LAMBDA_LOG_LEVEL"]?.ToUpperInvariant() ?? "INFO"));
    }

    /// <summary>Writes a line that is of use to whoever looks after the function.</summary>
    public void Information(string message) => Write(2, message);

    /// <summary>Writes a line about a failure.</summary>
    public void Error(string message) => Write(4, message);

    internal void Begin(string requestId, string traceId)
    {
        _requestId = requestId;
        _traceId = traceId;
    }

    private void Write(int level, string message)
    {
        if (level < _least)
        {
            return;
        }

        var time = _time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        var line = _isJson
            ? Json(time, Levels[level], message)
            : Encoding.UTF8.GetBytes($"{time}\t{_requestId}\t{Levels[level].ToLowerInvariant()}\t{message.ReplaceLineEndings("\r")}\n");
        _output.Write(line);
        _output.Flush();
    }

    private byte[] Json(string time, string level, string message)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("timestamp", time);
            json.WriteString("level", level);
            json.WriteString("requestId", _requestId);
            json.WriteString("traceId", _traceId);
            json.WriteString("message", message);
            json.WriteEndObject();
        }

        buffer.WriteByte((byte)'\n');
        return buffer.ToArray();
    }
}
