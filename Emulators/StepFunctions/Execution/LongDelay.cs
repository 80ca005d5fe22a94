namespace Ensemble.StepFunctions.Execution;

/// <summary>Waits that may be longer than the timers of .NET, which reach only 49 days.</summary>
internal static class LongDelay
{
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(40);

    /// <summary>Waits until a time.</summary>
    public static async Task UntilAsync(this TimeProvider time, DateTimeOffset end, CancellationToken cancellationToken)
    {
        for (var left = end - time.GetUtcNow(); left > TimeSpan.Zero; left = end - time.GetUtcNow())
        {
            await Task.Delay(Step(left), time, cancellationToken);
        }
    }

    /// <summary>How much of a time one timer takes, in the whole milliseconds that timers count.</summary>
    public static TimeSpan Step(TimeSpan left) => left < LongestTimer ? TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds)) : LongestTimer;
}
