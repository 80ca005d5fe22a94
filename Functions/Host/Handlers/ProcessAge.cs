using System.Diagnostics;
using System.Globalization;

namespace Ensemble.Functions.Handlers;

/// <summary>How long the process has been running.</summary>
internal static class ProcessAge
{
    // The kernel counts a process' start in hundredths of a second, on every architecture that Lambda has.
    private const double TicksPerSecond = 100;

    /// <summary>
    /// Milliseconds since the process was started, to about ten. On Linux by the kernel's own clock: the time of day that
    /// the runtime derives from it is wrong on a machine that has slept.
    /// </summary>
    public static double Milliseconds(TimeProvider time)
    {
        try
        {
            if (OperatingSystem.IsLinux())
            {
                var uptime = double.Parse(File.ReadAllText("/proc/uptime").Split(' ')[0], CultureInfo.InvariantCulture);
                var stat = File.ReadAllText("/proc/self/stat");

                // The name in parentheses may hold spaces; the start is the 20th field after it.
                var started = double.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[19], CultureInfo.InvariantCulture) / TicksPerSecond;
                return Math.Max(0, 1000 * (uptime - started));
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or FormatException or IndexOutOfRangeException)
        {
            // Without /proc the time of day has to do.
        }

        using var process = Process.GetCurrentProcess();
        return Math.Max(0, (time.GetUtcNow() - process.StartTime.ToUniversalTime()).TotalMilliseconds);
    }
}
