using System.Collections.Concurrent;
using Ensemble.Lambda.Invocations;

namespace Ensemble.Lambda.Observation;

/// <summary>Remembers invocations and log lines, within bounds.</summary>
public sealed class Journal
{
    private readonly RingBuffer<InvocationRecord> _invocations;
    private readonly ConcurrentDictionary<string, RingBuffer<LogEvent>> _logs = new(StringComparer.Ordinal);
    private readonly int _logLines;

    internal Journal(EmulatorOptions options)
    {
        _invocations = new(options.RememberedInvocations);
        _logLines = options.RememberedLogLines;
    }

    /// <summary>How many invocations have ended since the start.</summary>
    public long Total => _invocations.Total;

    /// <summary>The last invocations that ended, newest first.</summary>
    /// <param name="limit">How many at most.</param>
    /// <param name="functionName">Of which function; null: of all.</param>
    public IReadOnlyList<InvocationRecord> Invocations(int limit, string? functionName = null) => _invocations.Newest(
        limit, functionName is null ? null : record => record.FunctionName == functionName);

    /// <summary>The last lines of a function's log, newest first.</summary>
    public IReadOnlyList<LogEvent> Log(string functionName, int limit) =>
        _logs.TryGetValue(functionName, out var log) ? log.Newest(limit) : [];

    internal void Add(InvocationRecord record) => _invocations.Add(record);

    internal RingBuffer<LogEvent> LogOf(string functionName) =>
        _logs.GetOrAdd(functionName, static (_, lines) => new(lines), _logLines);
}
