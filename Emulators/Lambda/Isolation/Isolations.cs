namespace Ensemble.Lambda.Isolation;

/// <summary>Chooses how workers are held to their share, by trying.</summary>
public static class Isolations
{
    /// <summary>The best isolation that this machine allows.</summary>
    /// <param name="wanted">The one that it has to be; null: any.</param>
    /// <param name="run">The files of this run.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="IsolationException">The wanted one is not possible here.</exception>
    public static async Task<IIsolation> CreateAsync(CpuControl? wanted, RunFolder run, TimeProvider time)
    {
        if (OperatingSystem.IsLinux() && wanted is null or CpuControl.CGroup2 && await ControlGroup2Isolation.TryCreateAsync(run, time) is { } second)
        {
            return second;
        }

        if (OperatingSystem.IsLinux() && wanted is null or CpuControl.CGroup1 && await ControlGroup1Isolation.TryCreateAsync(run, time) is { } first)
        {
            return first;
        }

        if (wanted is CpuControl.CGroup1 or CpuControl.CGroup2)
        {
            throw new IsolationException(
                $"Workers cannot be held to their share of the CPU by {wanted.ToString()!.ToLowerInvariant()} on this machine: its control groups are missing or may not be written. "
                + "Run as root or with delegated control groups, or use '--cpu-control auto'.");
        }

        if (OperatingSystem.IsWindows())
        {
            return new ProcessIsolation(CpuControl.None, "Windows: neither CPU shares nor freezing are in force.", run, time);
        }

        return wanted == CpuControl.None
            ? new ProcessIsolation(CpuControl.None, limitation: null, run, time)
            : new ProcessIsolation(
                CpuControl.DutyCycle,
                "Control groups cannot be written here: workers are stopped and continued instead, which limits wall time, not CPU time.",
                run,
                time);
    }
}
