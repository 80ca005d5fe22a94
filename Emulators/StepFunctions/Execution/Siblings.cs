namespace Ensemble.StepFunctions.Execution;

/// <summary>Branches or items that run at the same time, of which the first that fails ends the others.</summary>
internal sealed class Siblings(CancellationToken outer)
{
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(outer);
    private readonly Lock _lock = new();

    /// <summary>The first failure.</summary>
    public StatesException? Failure { get; private set; }

    /// <summary>The last event of the one that failed, else the last of all.</summary>
    public long? LastEventId { get; private set; }

    /// <summary>Whether the rest shall not begin any more.</summary>
    public bool IsStopped => _stop.IsCancellationRequested;

    /// <summary>Notes that one ended well.</summary>
    public void Finished(long lastEventId)
    {
        lock (_lock)
        {
            if (Failure is null)
            {
                LastEventId = Math.Max(LastEventId ?? 0, lastEventId);
            }
        }
    }

    /// <summary>Notes that one failed, and ends the others.</summary>
    public void Failed(StatesException failure, long? lastEventId)
    {
        lock (_lock)
        {
            if (Failure is not null)
            {
                return;
            }

            Failure = failure;
            LastEventId = lastEventId;
        }

        _stop.Cancel();
    }

    /// <summary>Runs them and waits until all have ended, whichever way.</summary>
    public async Task RunAsync(int count, Func<int, CancellationToken, Task> run)
    {
        using (_stop)
        {
            // One alone needs no thread of its own.
            await (count == 1
                ? OneAsync(run(0, _stop.Token))
                : Task.WhenAll(Enumerable.Range(0, count).Select(index => OneAsync(Task.Run(() => run(index, _stop.Token), CancellationToken.None)))));
        }

        outer.ThrowIfCancellationRequested();
    }

    private async Task OneAsync(Task task)
    {
        try
        {
            await task;
        }
        catch (OperationCanceledException) when (Failure is not null || outer.IsCancellationRequested)
        {
            // Ended with the others.
        }
#pragma warning disable CA1031 // whatever happens to one, the others must not be waited for in vain
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Failed(exception as StatesException ?? StatesException.Unforeseen(exception), LastEventId);
        }
    }
}
