using Ensemble.StepFunctions.Language;

namespace Ensemble.StepFunctions.Execution;

/// <summary>
/// The time that AWS takes between two states, for studies that want it: log-normal, per workflow type. Standard adds about
/// 20 to 60 ms, Express 5 to 15 ms; the medians and spreads here put 80 % of transitions into these ranges.
/// </summary>
public sealed class TransitionLatency(int seed, TimeProvider time)
{
    private const double StandardMedianMilliseconds = 35;
    private const double ExpressMedianMilliseconds = 8.7;

    // ln(60 / 35) / 1.2816: the 90th percentile of a log-normal lies 1.2816 spreads above its median.
    private const double Spread = 0.42;

    private readonly Random _random = new(seed);
    private readonly Lock _lock = new();

    /// <summary>Draws a delay.</summary>
    public TimeSpan Next(WorkflowType type)
    {
        double normal;
        lock (_lock)
        {
#pragma warning disable CA5394 // a simulated delay, not a secret
            normal = Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
#pragma warning restore CA5394
        }

        var median = type == WorkflowType.Express ? ExpressMedianMilliseconds : StandardMedianMilliseconds;
        return TimeSpan.FromMilliseconds(median * Math.Exp(Spread * normal));
    }

    /// <summary>Waits for a delay.</summary>
    public Task DelayAsync(WorkflowType type, CancellationToken cancellationToken) => Task.Delay(Next(type), time, cancellationToken);
}
