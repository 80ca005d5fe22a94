namespace Ensemble.Lambda.Isolation;

/// <summary>
/// Sandboxes of Linux control groups, version 1
/// (<see href="https://docs.kernel.org/admin-guide/cgroup-v1/index.html">kernel documentation</see>): one group per sandbox
/// and controller.
/// </summary>
internal sealed class ControlGroup1Isolation : IIsolation
{
    private static readonly string[] Needed = ["cpu", "memory", "freezer"];
    private static readonly string[] Useful = ["cpuacct", "pids"];

    private readonly IReadOnlyDictionary<string, string> _groups;
    private readonly RunFolder _run;
    private readonly OutputPump _pump = new();
    private readonly TimeProvider _time;

    private ControlGroup1Isolation(IReadOnlyDictionary<string, string> groups, RunFolder run, TimeProvider time)
    {
        _groups = groups;
        _run = run;
        _time = time;
    }

    public CpuControl CpuControl => CpuControl.CGroup1;

    public MemoryControl MemoryControl => MemoryControl.CGroup1;

    public string? Limitation => null;

    /// <summary>Makes it, if this machine allows it; what earlier runs left is removed first.</summary>
    public static async Task<ControlGroup1Isolation?> TryCreateAsync(RunFolder run, TimeProvider time)
    {
        var mounts = Mounts.Version1();
        var groups = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var controller in Needed.Concat(Useful).Where(mounts.ContainsKey))
        {
            if (Mounts.Candidates(mounts[controller], controller).Select(folder => TryMake(folder, run.Id)).FirstOrDefault(made => made is not null) is { } group)
            {
                groups[controller] = group;
            }
        }

        var isolation = new ControlGroup1Isolation(groups, run, time);
        if (Needed.All(groups.ContainsKey) && await Probe.WorksAsync(isolation))
        {
            foreach (var root in groups.Values.Select(group => Path.GetDirectoryName(group)!).Distinct())
            {
                run.Killed += await isolation.RemoveDeadRunsAsync(root);
            }

            return isolation;
        }

        await isolation.DisposeAsync();
        return null;
    }

    public ISandbox CreateSandbox(string id, long memoryLimit) => new ControlGroup1Sandbox(
        _groups.ToDictionary(group => group.Key, group => Path.Combine(group.Value, id), StringComparer.Ordinal),
        memoryLimit, _run.TemporaryFolder(id), _pump, _time);

    public async ValueTask DisposeAsync()
    {
        _pump.Dispose();
        foreach (var group in _groups.Values.Distinct())
        {
            await GroupFolder.RemoveTreeAsync(group, Thaw, _time);
        }
    }

    private static string? TryMake(string folder, string runId)
    {
        try
        {
            var group = Path.Combine(folder, Mounts.GroupName, runId);
            Directory.CreateDirectory(group);
            return File.Exists(Path.Combine(group, "cgroup.procs")) ? group : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private async Task<int> RemoveDeadRunsAsync(string root)
    {
        var killed = 0;
        foreach (var folder in Directory.GetDirectories(root).Where(folder => !_run.IsAlive(Path.GetFileName(folder))))
        {
            killed += await GroupFolder.RemoveTreeAsync(folder, Thaw, _time);
        }

        return killed;
    }

    // The freezer's group of the same sandbox, whichever controller's group is being removed.
    private void Thaw(string group)
    {
        var freezer = Path.Combine(
            Path.GetDirectoryName(_groups["freezer"])!, Path.GetFileName(Path.GetDirectoryName(group)!), Path.GetFileName(group), "freezer.state");
        if (File.Exists(freezer))
        {
            ControlFile.Write(freezer, "THAWED");
        }
    }
}
