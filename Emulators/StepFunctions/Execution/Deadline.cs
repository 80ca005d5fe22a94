namespace Ensemble.StepFunctions.Execution;

/// <summary>A token that is cancelled at a time, however far away.</summary>
internal sealed class Deadline : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private DateTimeOffset _end;

    /// <summary>A deadline after some time from now.</summary>
    public Deadline(TimeSpan after, TimeProvider time)
    {
        _time = time;
        _end = time.GetUtcNow() + after;
        _timer = time.CreateTimer(_ => Check(), null, LongDelay.Step(after), Timeout.InfiniteTimeSpan);
    }

    /// <summary>The token.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Puts it off until some time from now; one that has passed stays so.</summary>
    public void Restart(TimeSpan after)
    {
        lock (_lock)
        {
            _end = _time.GetUtcNow() + after;
        }

        _timer.Change(LongDelay.Step(after), Timeout.InfiniteTimeSpan);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer.Dispose();
        _source.Dispose();
    }

    private void Check()
    {
        TimeSpan left;
        lock (_lock)
        {
            left = _end - _time.GetUtcNow();
        }

        try
        {
            if (left <= TimeSpan.Zero)
            {
                _source.Cancel();
            }
            else
            {
                _timer.Change(LongDelay.Step(left), Timeout.InfiniteTimeSpan);
            }
        }
        catch (ObjectDisposedException)
        {
            // Nobody waits for it any more.
        }
    }
}
