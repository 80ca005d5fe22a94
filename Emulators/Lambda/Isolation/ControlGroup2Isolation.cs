namespace Ensemble.Lambda.Isolation;

/// <summary>
/// Sandboxes of Linux control groups, version 2
/// (<see href="https://docs.kernel.org/admin-guide/cgroup-v2.html">kernel documentation</see>): one group per sandbox. Groups
/// are made below the hierarchy's root, or below the outermost group that was delegated to the user.
/// </summary>
internal sealed class ControlGroup2Isolation : IIsolation
{
    private readonly string _group;
    private readonly RunFolder _run;
    private readonly OutputPump _pump = new();
    private readonly TimeProvider _time;

    internal ControlGroup2Isolation(string group, RunFolder run, TimeProvider time)
    {
        _group = group;
        _run = run;
        _time = time;
    }

    public CpuControl CpuControl => CpuControl.CGroup2;

    public MemoryControl MemoryControl => MemoryControl.CGroup2;

    public string? Limitation => null;

    /// <summary>Makes it, if this machine allows it; what earlier runs left is removed first.</summary>
    public static async Task<ControlGroup2Isolation?> TryCreateAsync(RunFolder run, TimeProvider time)
    {
        if (Mounts.Version2() is not { } mount)
        {
            return null;
        }

        foreach (var folder in Mounts.Candidates(mount, controller: string.Empty))
        {
            if (TryMake(folder, run.Id) is not { } group)
            {
                continue;
            }

            var isolation = new ControlGroup2Isolation(group, run, time);
            if (await Probe.WorksAsync(isolation))
            {
                foreach (var dead in Directory.GetDirectories(Path.GetDirectoryName(group)!).Where(dead => !run.IsAlive(Path.GetFileName(dead))))
                {
                    run.Killed += await GroupFolder.RemoveTreeAsync(dead, Thaw, time);
                }

                return isolation;
            }

            await isolation.DisposeAsync();
        }

        return null;
    }

    public ISandbox CreateSandbox(string id, long memoryLimit) =>
        new ControlGroup2Sandbox(Path.Combine(_group, id), memoryLimit, _run.TemporaryFolder(id), _pump, _time);

    public async ValueTask DisposeAsync()
    {
        _pump.Dispose();
        await GroupFolder.RemoveTreeAsync(_group, Thaw, _time);
    }

    /// <summary>Makes the run's group; its own groups have the controllers that its parents pass on.</summary>
    private static string? TryMake(string folder, string runId)
    {
        try
        {
            if (!HasControllers(folder))
            {
                return null;
            }

            var all = Path.Combine(folder, Mounts.GroupName);
            var group = Path.Combine(all, runId);
            Directory.CreateDirectory(group);
            foreach (var parent in (ReadOnlySpan<string>)[folder, all, group])
            {
                ControlFile.Write(Path.Combine(parent, "cgroup.subtree_control"), "+cpu +memory");
                TryPassOnPids(parent);
            }

            return group;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static bool HasControllers(string folder)
    {
        var file = Path.Combine(folder, "cgroup.controllers");
        var controllers = File.Exists(file) ? File.ReadAllText(file).Split(' ', '\n') : [];
        return controllers.Contains("cpu") && controllers.Contains("memory");
    }

    private static void TryPassOnPids(string parent)
    {
        try
        {
            ControlFile.Write(Path.Combine(parent, "cgroup.subtree_control"), "+pids");
        }
        catch (IOException)
        {
            // It only limits the number of processes.
        }
    }

    private static void Thaw(string group) => ControlFile.Write(Path.Combine(group, "cgroup.freeze"), "0");
}
