using Microsoft.Extensions.Time.Testing;

namespace Ensemble.Testing.Time;

/// <summary>A clock that stands still until it is moved, and that says when somebody waits for it.</summary>
internal sealed class Clock(DateTimeOffset start) : FakeTimeProvider(start)
{
    private readonly Lock _lock = new();
    private readonly List<TimeSpan> _timers = [];
    private readonly List<(TimeSpan Due, int Count, TaskCompletionSource Signal)> _waiting = [];

    /// <summary>A clock that begins at the turn of the millennium.</summary>
    public Clock()
        : this(new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero))
    {
    }

    /// <summary>How long the timers that were set so far were to run.</summary>
    public IReadOnlyList<TimeSpan> Timers
    {
        get
        {
            lock (_lock)
            {
                return [.. _timers];
            }
        }
    }

    /// <summary>Ends when somebody, or as many as are said, wait for so many seconds.</summary>
    public Task WaitedFor(double seconds, int count = 1)
    {
        var due = TimeSpan.FromSeconds(seconds);
        var signal = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            _waiting.Add((due, count, signal));
            Tell();
        }

        return signal.Task.WaitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Moves the clock.</summary>
    public void Advance(double seconds) => Advance(TimeSpan.FromSeconds(seconds));

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        lock (_lock)
        {
            _timers.Add(dueTime);
            Tell();
        }

        return timer;
    }

    private void Tell()
    {
        foreach (var (due, count, signal) in _waiting)
        {
            if (_timers.Count(one => one == due) >= count)
            {
                signal.TrySetResult();
            }
        }
    }
}
