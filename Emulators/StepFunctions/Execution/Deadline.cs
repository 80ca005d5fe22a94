namespace Ensemble.StepFunctions.Execution;

/// <summary>A token that is cancelled at a time, however far away; timers of .NET reach only 49 days.</summary>
internal sealed class Deadline : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly TimeProvider _time;
    private readonly DateTimeOffset _end;
    private readonly ITimer _timer;

    /// <summary>A deadline after some time from now.</summary>
    public Deadline(TimeSpan after, TimeProvider time)
    {
        _time = time;
        _end = time.GetUtcNow() + after;
        _timer = time.CreateTimer(_ => Check(), null, after < LongDelay.LongestTimer ? after : LongDelay.LongestTimer, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The token.</summary>
    public CancellationToken Token => _source.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer.Dispose();
        _source.Dispose();
    }

    private void Check()
    {
        var left = _end - _time.GetUtcNow();
        try
        {
            if (left <= TimeSpan.Zero)
            {
                _source.Cancel();
            }
            else
            {
                _timer.Change(left < LongDelay.LongestTimer ? left : LongDelay.LongestTimer, Timeout.InfiniteTimeSpan);
            }
        }
        catch (ObjectDisposedException)
        {
            // Nobody waits for it any more.
        }
    }
}
