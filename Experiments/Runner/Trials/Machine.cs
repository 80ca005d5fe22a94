using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Ensemble.Runner.Trials;

/// <summary>Where an experiment runs.</summary>
/// <param name="Cpu">The processor.</param>
/// <param name="Cores">How many of them.</param>
/// <param name="System">The operating system.</param>
/// <param name="Runtime">The .NET runtime.</param>
/// <param name="Version">The version of this program, with its commit.</param>
/// <param name="CpuControl">How functions are held to their share of the CPU.</param>
/// <param name="Contention">How much longer than at best the same work usually took before the experiment: 1 on an idle machine.</param>
public sealed record Machine(string Cpu, int Cores, string System, string Runtime, string Version, string CpuControl, double Contention)
{
    private const int Probes = 40;
    private const int ProbeIterations = 4_000_000;
    private const string CpuFile = "/proc/cpuinfo";

    /// <summary>This machine.</summary>
    public static Machine Current(string cpuControl) => new(
        Model(),
        Environment.ProcessorCount,
        RuntimeInformation.OSDescription,
        RuntimeInformation.FrameworkDescription,
        (Assembly.GetEntryAssembly() ?? typeof(Machine).Assembly).GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown",
        cpuControl,
        Probe());

    private static string Model()
    {
        var line = File.Exists(CpuFile) ? File.ReadLines(CpuFile).FirstOrDefault(one => one.StartsWith("model name", StringComparison.Ordinal)) : null;
        return line?[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
    }

    // All cores at once: a neighbour on any of them is seen.
    private static double Probe()
    {
        var times = new double[Probes * Environment.ProcessorCount];
        Parallel.For(0, Environment.ProcessorCount, core =>
        {
            for (var i = 0; i < Probes; i++)
            {
                var start = Stopwatch.GetTimestamp();
                var value = 1u;
                for (var step = 0; step < ProbeIterations; step++)
                {
                    value = (value * 1664525) + 1013904223;
                }

                times[(core * Probes) + i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds + (value == 0 ? 1e-9 : 0);
            }
        });
        Array.Sort(times);
        return Math.Round(times[times.Length / 2] / times[0], 3);
    }
}
