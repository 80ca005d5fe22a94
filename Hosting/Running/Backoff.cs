namespace Ensemble.Hosting.Running;

/// <summary>How long a program that has ended is left alone before it is started again.</summary>
internal static class Backoff
{
    /// <summary>A program that was healthy for so long has earned a fresh count.</summary>
    public static readonly TimeSpan Forgiven = TimeSpan.FromMinutes(1);

    private const int MostDoublings = 16;
    private static readonly TimeSpan First = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>The wait after a number of ends in a row: twice as long each time, up to half a minute.</summary>
    public static TimeSpan After(int ends)
    {
        // Beyond a few doublings it is the longest anyway, and soon more than there are ticks.
        var wait = First * Math.Pow(2, Math.Min(ends - 1, MostDoublings));
        return wait < Longest ? wait : Longest;
    }
}
