using System.Text;
using Ensemble.StepFunctions.History;

namespace Ensemble.StepFunctions.Persistence;

/// <summary>The events of one execution on their way into the store; they are written together whenever the store comes to them.</summary>
internal sealed class StoredHistory(string executionArn, ExecutionStore store) : IHistorySink
{
    private readonly Lock _lock = new();
    private List<HistoryEvent> _waiting = [];

    /// <inheritdoc/>
    public void Append(HistoryEvent historyEvent)
    {
        bool isFirst;
        lock (_lock)
        {
            _waiting.Add(historyEvent);
            isFirst = _waiting.Count == 1;
        }

        if (isFirst)
        {
            store.WriteEvents(this);
        }
    }

    /// <summary>Writes what waits.</summary>
    public void Flush(Writer writer)
    {
        List<HistoryEvent> events;
        lock (_lock)
        {
            (events, _waiting) = (_waiting, []);
        }

        if (events.Count == 0)
        {
            return;
        }

        var builder = new StringBuilder();
        foreach (var one in events)
        {
            if (builder.Length > 0)
            {
                builder.Append('\n');
            }

            builder.Append(one.ToJson());
        }

        writer.PutEvents(executionArn, events[0].Id, events[^1].Id, builder.ToString());
    }
}
