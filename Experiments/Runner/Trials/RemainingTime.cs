namespace Ensemble.Runner.Trials;

/// <summary>About how long work still takes, from what has been done of it.</summary>
/// <param name="weights">How much each piece is, in any unit.</param>
/// <param name="time">The clock.</param>
internal sealed class RemainingTime(IEnumerable<double> weights, TimeProvider time)
{
    private readonly double _total = weights.Sum();
    private readonly long _start = time.GetTimestamp();
    private double _done;

    /// <summary>The share that is done, from 0 to 1.</summary>
    public double Share => _total > 0 ? _done / _total : 1;

    /// <summary>The rest; null: nothing has been done yet.</summary>
    public TimeSpan? Left => _done > 0 ? time.GetElapsedTime(_start) * ((_total - _done) / _done) : null;

    /// <summary>A piece has been done.</summary>
    public void Done(double weight) => _done += weight;
}
