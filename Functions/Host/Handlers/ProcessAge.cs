using System.Diagnostics;

namespace Ensemble.Functions.Handlers;

/// <summary>How long the process has been running.</summary>
internal static class ProcessAge
{
    /// <summary>Milliseconds since the process was started, to about ten.</summary>
    public static double Milliseconds(TimeProvider time)
    {
        using var process = Process.GetCurrentProcess();
        return Math.Max(0, (time.GetUtcNow() - process.StartTime.ToUniversalTime()).TotalMilliseconds);
    }
}
