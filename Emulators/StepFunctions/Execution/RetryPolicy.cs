using Ensemble.StepFunctions.Language;

namespace Ensemble.StepFunctions.Execution;

/// <summary>How long is waited before something is tried again.</summary>
public static class RetryPolicy
{
    /// <summary>The delay before a repetition.</summary>
    /// <param name="retrier">The retrier.</param>
    /// <param name="attempt">Which repetition, from 0.</param>
    /// <param name="random">Where jitter is drawn from.</param>
    public static TimeSpan NextDelay(Retrier retrier, int attempt, Random random)
    {
        var seconds = Seconds(retrier, attempt);
#pragma warning disable CA5394 // jitter, not a secret
        return TimeSpan.FromSeconds(retrier.HasFullJitter ? random.NextDouble() * seconds : seconds);
#pragma warning restore CA5394
    }

    /// <summary>The delay without jitter.</summary>
    public static double Seconds(Retrier retrier, int attempt) =>
        Math.Min(retrier.IntervalSeconds * Math.Pow(retrier.BackoffRate, attempt), retrier.MaxDelaySeconds ?? 31_622_399);
}
