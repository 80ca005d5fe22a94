using Ensemble.Contracts;
using Ensemble.Functions.Runtime;

namespace Ensemble.Functions.Handlers;

/// <summary>Measures the parts of an invocation and what the process has become.</summary>
internal sealed class Ledger(HandlerContext context, double initMilliseconds, int threads, TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();

    /// <summary>A moment to measure from.</summary>
    public long Now => time.GetTimestamp();

    /// <summary>A part has ended, which began at a moment.</summary>
    /// <returns>Its milliseconds.</returns>
    public double Part(string name, long moment)
    {
        context.Trace.Part(name, moment);
        return time.GetElapsedTime(moment).TotalMilliseconds;
    }

    /// <summary>What is known now, the total included: the parts, which the handler adds, have been measured before.</summary>
    public Timing ToTiming() => new()
    {
        ColdStart = context.IsFirst,
        Init = initMilliseconds,
        Total = time.GetElapsedTime(_start).TotalMilliseconds,
        MemorySize = context.Settings.MemorySize,
        PeakMemory = Math.Round(Environment.WorkingSet / 1048576.0, 1),
        Threads = threads,
    };
}
