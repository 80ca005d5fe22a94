namespace Ensemble.Lambda.Isolation;

/// <summary>
/// Holds processes to a share of wall time by stopping and continuing them. What is not used while they run is lost, and
/// two threads get twice the share: an approximation, for machines without control groups.
/// </summary>
internal sealed class DutyCycle : IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private readonly Func<int, bool> _signal;
    private readonly ITimer _timer;
    private double _share = 1;
    private bool _isPaused;
    private bool _isStopped;
    private bool _ticks;

    /// <param name="signal">Sends a signal to the processes.</param>
    /// <param name="time">The clock.</param>
    public DutyCycle(Func<int, bool> signal, TimeProvider time)
    {
        _signal = signal;
        _timer = time.CreateTimer(_ => Tick(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Sets the share; 1 or more: all of the time.</summary>
    public void SetShare(double share)
    {
        lock (_gate)
        {
            _share = share;
            if (!_ticks && !_isPaused)
            {
                Run();
            }
        }
    }

    /// <summary>Stops the processes until <see cref="Resume"/>.</summary>
    public void Pause()
    {
        lock (_gate)
        {
            _isPaused = true;
            _ticks = false;
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _signal(Native.SigStop);
        }
    }

    /// <summary>Lets the processes go on, with their share.</summary>
    public void Resume()
    {
        lock (_gate)
        {
            _isPaused = false;
            Run();
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Tick()
    {
        lock (_gate)
        {
            if (_isPaused || !_ticks)
            {
                return;
            }

            if (_isStopped || _share >= 1)
            {
                Run();
            }
            else
            {
                _isStopped = true;
                _signal(Native.SigStop);
                _timer.Change(Period * (1 - _share), Timeout.InfiniteTimeSpan);
            }
        }
    }

    private void Run()
    {
        _isStopped = false;
        _signal(Native.SigContinue);
        _ticks = _share < 1;
        if (_ticks)
        {
            _timer.Change(Period * _share, Timeout.InfiniteTimeSpan);
        }
    }
}
