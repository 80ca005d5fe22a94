using System.Buffers;
using System.Diagnostics;

namespace Ensemble.Tracing;

/// <summary>
/// The trace context of X-Ray (https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader)
/// as that of W3C, and back: the same 32 and 16 hexadecimal digits, written differently. Compiled into each emulator and the dashboard.
/// </summary>
internal static class XRayTrace
{
    private const int EpochDigits = 8;
    private const int TraceDigits = 32;
    private const int SpanDigits = 16;
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    /// <summary>What a header continues; null: it is none, or its trace is not sampled.</summary>
    public static ActivityContext? Context(string? header)
    {
        if (header is null)
        {
            return null;
        }

        var (trace, span, isSampled) = (default(ActivityTraceId), default(ActivitySpanId), false);
        foreach (var range in header.AsSpan().Split(';'))
        {
            var part = header.AsSpan(range).Trim();
            if (part.StartsWith("Root=1-", StringComparison.Ordinal) && TraceId(part["Root=1-".Length..]) is { } root)
            {
                trace = root;
            }
            else if (part.StartsWith("Parent=", StringComparison.Ordinal) && part["Parent=".Length..] is { Length: SpanDigits } parent && IsHex(parent))
            {
                span = ActivitySpanId.CreateFromString(parent);
            }
            else if (part.SequenceEqual("Sampled=1"))
            {
                isSampled = true;
            }
        }

        return isSampled && trace != default ? new(trace, span, ActivityTraceFlags.Recorded, isRemote: true) : null;
    }

    /// <summary>Begins a span that continues a header; null: its trace is not sampled, or nobody listens to the source.</summary>
    public static Activity? Continue(ActivitySource source, string name, string? header, DateTimeOffset start) =>
        source.HasListeners() && Context(header) is { } parent ? source.StartActivity(name, ActivityKind.Server, parent, startTime: start) : null;

    /// <summary>Ends a span at a moment.</summary>
    public static void End(Activity span, DateTimeOffset end)
    {
        span.SetEndTime(end.UtcDateTime);
        span.Stop();
    }

    /// <summary>The header by which others continue a span.</summary>
    public static string Header(Activity span)
    {
        var trace = span.TraceId.ToHexString();
        return $"Root=1-{trace[..EpochDigits]}-{trace[EpochDigits..]};Parent={span.SpanId.ToHexString()};Sampled=1";
    }

    private static ActivityTraceId? TraceId(ReadOnlySpan<char> root)
    {
        if (root.Length != TraceDigits + 1 || root[EpochDigits] != '-')
        {
            return null;
        }

        Span<char> digits = stackalloc char[TraceDigits];
        root[..EpochDigits].CopyTo(digits);
        root[(EpochDigits + 1)..].CopyTo(digits[EpochDigits..]);
        return IsHex(digits) ? ActivityTraceId.CreateFromString(digits) : null;
    }

    // Upper case and all zeros are no ids of W3C.
    private static bool IsHex(ReadOnlySpan<char> digits) => !digits.ContainsAnyExcept(HexDigits) && digits.ContainsAnyExcept('0');
}
