using Ensemble.StepFunctions.History;

namespace Ensemble.StepFunctions.Tests.Fakes;

/// <summary>A history that says when something is recorded.</summary>
internal sealed class WatchedHistory : IHistorySink
{
    private readonly Lock _lock = new();
    private readonly InMemoryHistory _history = new();
    private readonly List<(HistoryEventType Type, TaskCompletionSource Signal)> _waiting = [];

    /// <summary>The events.</summary>
    public IReadOnlyList<HistoryEvent> Events => _history.Events;

    /// <summary>Ends when an event of a type has been recorded.</summary>
    public Task Recorded(HistoryEventType type)
    {
        var signal = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            _waiting.Add((type, signal));
            Tell();
        }

        return signal.Task.WaitAsync(TestContext.Current.CancellationToken);
    }

    /// <inheritdoc/>
    public void Append(HistoryEvent historyEvent)
    {
        lock (_lock)
        {
            _history.Append(historyEvent);
            Tell();
        }
    }

    private void Tell()
    {
        foreach (var (type, signal) in _waiting)
        {
            if (_history.Events.Any(one => one.Type == type))
            {
                signal.TrySetResult();
            }
        }
    }
}
