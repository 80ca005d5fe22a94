namespace Ensemble.Lambda.Environments;

/// <summary>
/// A timer that is armed again and again. A callback that was on its way when it was armed anew is told apart by the time:
/// it finds that nothing is due yet.
/// </summary>
internal sealed class DueTimer : IAsyncDisposable
{
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private TimeSpan _due;
    private long _armed;

    public DueTimer(Action onDue, TimeProvider time)
    {
        _time = time;
        _timer = time.CreateTimer(_ => onDue(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Arm(TimeSpan due)
    {
        _due = due;
        _armed = _time.GetTimestamp();
        Change(due);
    }

    public void Disarm() => _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    /// <summary>Whether the time has come; if not, the timer goes on.</summary>
    public bool IsDue()
    {
        var left = _due - _time.GetElapsedTime(_armed);
        if (left <= TimeSpan.Zero)
        {
            return true;
        }

        Change(left);
        return false;
    }

    public ValueTask DisposeAsync() => _timer.DisposeAsync();

    // Timers count whole milliseconds and may not fire early.
    private void Change(TimeSpan due) => _timer.Change(TimeSpan.FromMilliseconds(Math.Ceiling(due.TotalMilliseconds)), Timeout.InfiniteTimeSpan);
}
