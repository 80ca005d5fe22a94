namespace Ensemble.Lambda.Isolation;

/// <summary>A sandbox of control groups, version 1.</summary>
internal sealed class ControlGroup1Sandbox : Sandbox
{
    private const int MostProcesses = 1024;

    private readonly IReadOnlyDictionary<string, string> _groups;
    private readonly string _processes;
    private readonly ControlFile _freezer;
    private readonly ControlFile _cpuStat;
    private readonly ControlFile _outOfMemory;
    private readonly ControlFile? _cpuUsage;
    private readonly ControlFile _peakMemory;
    private readonly Lock _quotaGate = new();
    private CpuQuota? _quota;

    public ControlGroup1Sandbox(IReadOnlyDictionary<string, string> groups, long memoryLimit, string folder, OutputPump pump, TimeProvider time)
        : base(folder, pump, time)
    {
        _groups = groups;
        foreach (var group in groups.Values.Distinct())
        {
            Directory.CreateDirectory(group);
        }

        ControlFile.Write(FileOf("memory", "memory.limit_in_bytes"), memoryLimit);
        if (File.Exists(FileOf("memory", "memory.memsw.limit_in_bytes")))
        {
            ControlFile.Write(FileOf("memory", "memory.memsw.limit_in_bytes"), memoryLimit);
        }

        if (groups.ContainsKey("pids"))
        {
            ControlFile.Write(FileOf("pids", "pids.max"), MostProcesses);
        }

        _processes = FileOf("freezer", "cgroup.procs");
        _freezer = ControlFile.ForWriting(FileOf("freezer", "freezer.state"));
        _cpuStat = ControlFile.ForReading(FileOf("cpu", "cpu.stat"));
        _outOfMemory = ControlFile.ForReading(FileOf("memory", "memory.oom_control"));
        _peakMemory = ControlFile.ForReading(FileOf("memory", "memory.max_usage_in_bytes"));
        _cpuUsage = groups.ContainsKey("cpuacct") ? ControlFile.ForReading(FileOf("cpuacct", "cpuacct.usage")) : null;
        Enter = string.Join(" && ", groups.Values.Distinct().Select(group => $"echo $$ >'{group}/cgroup.procs'")) + " && exec \"$0\" \"$@\"; exit 125";
    }

    protected override string Enter { get; }

    public override void SetCpu(CpuQuota? quota)
    {
        lock (_quotaGate)
        {
            if (quota == _quota)
            {
                return;
            }

            // A quota must fit its period at every moment: the old one goes first.
            ControlFile.Write(FileOf("cpu", "cpu.cfs_quota_us"), "-1");
            if (quota is { } share)
            {
                var (time, period) = share.ToMicroseconds();
                ControlFile.Write(FileOf("cpu", "cpu.cfs_period_us"), period);
                ControlFile.Write(FileOf("cpu", "cpu.cfs_quota_us"), time);
            }

            _quota = quota;
        }
    }

    public override void Freeze() => _freezer.Write("FROZEN"u8);

    public override void Thaw() => _freezer.Write("THAWED"u8);

    public override CpuUsage ReadCpu()
    {
        var (periods, nanoseconds, _) = _cpuStat.ReadFields("nr_throttled"u8, "throttled_time"u8);
        var used = _cpuUsage?.ReadNumber() ?? 0;
        return new(TimeSpan.FromTicks(used / 100), TimeSpan.FromTicks(nanoseconds / 100), periods);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        foreach (var file in (ReadOnlySpan<ControlFile?>)[_freezer, _cpuStat, _outOfMemory, _cpuUsage, _peakMemory])
        {
            file?.Dispose();
        }

        foreach (var group in _groups.Values.Distinct())
        {
            await GroupFolder.RemoveAsync(group, Time);
        }
    }

    protected override IReadOnlyList<int> Processes() => ControlFile.Processes(_processes);

    protected override long? ReadGroupPeakMemory() => _peakMemory.ReadNumber();

    protected override long OutOfMemoryKills() => _outOfMemory.ReadFields("oom_kill"u8, default).First;

    private string FileOf(string controller, string name) => Path.Combine(_groups[controller], name);
}
