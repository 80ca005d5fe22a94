namespace Ensemble.StepFunctions.Execution;

/// <summary>Waits that may be longer than the timers of .NET, which reach only 49 days.</summary>
internal static class LongDelay
{
    /// <summary>The longest that one timer is set for.</summary>
    public static readonly TimeSpan LongestTimer = TimeSpan.FromDays(40);

    /// <summary>Waits until a time.</summary>
    public static async Task UntilAsync(this TimeProvider time, DateTimeOffset end, CancellationToken cancellationToken)
    {
        for (var left = end - time.GetUtcNow(); left > TimeSpan.Zero; left = end - time.GetUtcNow())
        {
            await Task.Delay(left < LongestTimer ? left : LongestTimer, time, cancellationToken);
        }
    }
}
