using System.Collections.Concurrent;
using System.Diagnostics;

namespace Ensemble.ServiceDefaults.Tracing;

/// <summary>
/// The spans of the traces that a host took part in last, of its own sources (<c>Ensemble.*</c>): what is exported over OTLP where
/// that is asked for, and shown by <c>GET /traces/{id}</c> everywhere. A trace that is continued is recorded if its caller records it.
/// </summary>
public sealed class TraceStore : IDisposable
{
    /// <summary>What the names of the sources begin with.</summary>
    public const string Sources = "Ensemble.";

    private const int MostSpans = 50_000;
    private const int MostSpansOfTrace = 500;

    private readonly string _service;
    private readonly ActivityListener _listener;
    private readonly ConcurrentDictionary<string, ConcurrentQueue<TraceSpan>> _traces = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _order = new();
    private int _spans;

    /// <summary>Begins to record.</summary>
    /// <param name="service">What the host is called.</param>
    public TraceStore(string service)
    {
        _service = service;
        _listener = new()
        {
            ShouldListenTo = source => source.Name.StartsWith(Sources, StringComparison.Ordinal),
            Sample = (ref options) => options.Parent == default || options.Parent.TraceFlags.HasFlag(ActivityTraceFlags.Recorded) ? ActivitySamplingResult.AllDataAndRecorded : ActivitySamplingResult.None,
            ActivityStopped = Add,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>The spans of a trace that have ended, in the order in which they ended.</summary>
    /// <param name="traceId">32 hexadecimal digits.</param>
    public IReadOnlyList<TraceSpan> Find(string traceId) => _traces.TryGetValue(traceId, out var spans) ? [.. spans] : [];

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private void Add(Activity activity)
    {
        var trace = activity.TraceId.ToHexString();
        if (!_traces.TryGetValue(trace, out var spans))
        {
            spans = new();
            if (_traces.TryAdd(trace, spans))
            {
                _order.Enqueue(trace);
            }
            else
            {
                spans = _traces.GetValueOrDefault(trace, spans);
            }
        }

        if (spans.Count >= MostSpansOfTrace)
        {
            return;
        }

        spans.Enqueue(TraceSpan.Of(activity, _service));
        if (Interlocked.Increment(ref _spans) > MostSpans && _order.TryDequeue(out var oldest) && _traces.TryRemove(oldest, out var forgotten))
        {
            Interlocked.Add(ref _spans, -forgotten.Count);
        }
    }
}
