using System.Globalization;
using System.Text;

namespace Ensemble.Lambda.Isolation;

/// <summary>A sandbox of a control group, version 2.</summary>
internal sealed class ControlGroup2Sandbox : Sandbox
{
    private const int MostProcesses = 1024;

    private readonly string _group;
    private readonly ControlFile _freeze;
    private readonly ControlFile _max;
    private readonly ControlFile _stat;
    private readonly ControlFile _memoryEvents;
    private readonly ControlFile? _peakMemory;
    private readonly Lock _quotaGate = new();
    private CpuQuota? _quota;

    public ControlGroup2Sandbox(string group, long memoryLimit, string folder, OutputPump pump, TimeProvider time)
        : base(folder, pump, time)
    {
        _group = group;
        Directory.CreateDirectory(group);
        ControlFile.Write(FileOf("memory.max"), memoryLimit);
        WriteIfThere("memory.swap.max", 0);
        WriteIfThere("pids.max", MostProcesses);
        _freeze = ControlFile.ForWriting(FileOf("cgroup.freeze"));
        _max = ControlFile.ForWriting(FileOf("cpu.max"));
        _stat = ControlFile.ForReading(FileOf("cpu.stat"));
        _memoryEvents = ControlFile.ForReading(FileOf("memory.events"));
        _peakMemory = File.Exists(FileOf("memory.peak")) ? ControlFile.ForReading(FileOf("memory.peak")) : null;
        Enter = $"echo $$ >'{group}/cgroup.procs' && exec \"$0\" \"$@\"; exit 125";
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

            _max.Write(Encoding.ASCII.GetBytes(quota is { } share ? Text(share) : "max 100000"));
            _quota = quota;
        }
    }

    public override void Freeze() => _freeze.Write("1"u8);

    public override void Thaw() => _freeze.Write("0"u8);

    public override CpuUsage ReadCpu()
    {
        var (used, periods, throttled) = _stat.ReadFields("usage_usec"u8, "nr_throttled"u8, "throttled_usec"u8);
        return new(TimeSpan.FromMicroseconds(used), TimeSpan.FromMicroseconds(throttled), periods);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        foreach (var file in (ReadOnlySpan<ControlFile?>)[_freeze, _max, _stat, _memoryEvents, _peakMemory])
        {
            file?.Dispose();
        }

        await GroupFolder.RemoveAsync(_group, Time);
    }

    protected override IReadOnlyList<int> Processes() => ControlFile.Processes(FileOf("cgroup.procs"));

    protected override long? ReadGroupPeakMemory() => _peakMemory?.ReadNumber();

    protected override long OutOfMemoryKills() => _memoryEvents.ReadFields("oom_kill"u8, default).First;

    private static string Text(CpuQuota share)
    {
        var (time, period) = share.ToMicroseconds();
        return string.Create(CultureInfo.InvariantCulture, $"{time} {period}");
    }

    private void WriteIfThere(string name, long value)
    {
        if (File.Exists(FileOf(name)))
        {
            ControlFile.Write(FileOf(name), value);
        }
    }

    private string FileOf(string name) => Path.Combine(_group, name);
}
