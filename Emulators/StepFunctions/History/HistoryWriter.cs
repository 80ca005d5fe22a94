using Ensemble.StepFunctions.Execution;

namespace Ensemble.StepFunctions.History;

/// <summary>Where the events of an execution go, in order.</summary>
public interface IHistorySink
{
    /// <summary>Takes an event; called for one event at a time.</summary>
    void Append(HistoryEvent historyEvent);
}

/// <summary>Events that are kept in memory.</summary>
public sealed class InMemoryHistory : IHistorySink
{
    private readonly List<HistoryEvent> _events = [];

    /// <summary>The events.</summary>
    public IReadOnlyList<HistoryEvent> Events => _events;

    /// <inheritdoc/>
    public void Append(HistoryEvent historyEvent) => _events.Add(historyEvent);
}

/// <summary>Gives events their ids and times; the only way into a history.</summary>
internal sealed class HistoryWriter(IHistorySink sink, TimeProvider time, long maxEvents, long lastId = 0)
{
    /// <summary>How many events an execution of a standard workflow may have.</summary>
    public const long StandardLimit = 25_000;

    private readonly Lock _lock = new();
    private long _lastId = lastId;

    /// <summary>Writes an event and returns its id.</summary>
    /// <exception cref="StatesException">The history is full; the last place is kept for the event that says so.</exception>
    public long Append(HistoryEventType type, long previousEventId, EventDetails? details)
    {
        lock (_lock)
        {
            if (_lastId + 1 >= maxEvents && !IsLast(type))
            {
                throw new StatesException(StatesErrors.Runtime, FormattableString.Invariant($"The execution reached the maximum number of history events ({maxEvents})."));
            }

            sink.Append(new(++_lastId, previousEventId, type, time.GetUtcNow(), details));
            return _lastId;
        }
    }

    private static bool IsLast(HistoryEventType type) =>
        type is HistoryEventType.ExecutionFailed or HistoryEventType.ExecutionSucceeded or HistoryEventType.ExecutionAborted or HistoryEventType.ExecutionTimedOut;
}
