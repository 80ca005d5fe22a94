using Ensemble.Lambda.Isolation;

namespace Ensemble.Lambda.Tests.Isolation;

/// <summary>
/// What is written to and read from a control group of version 2, in a folder that looks like one: for machines whose
/// controllers are bound to version 1. Where version 2 can be used, <see cref="SandboxTests"/> uses it.
/// </summary>
public sealed class ControlGroup2SandboxTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("group2-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task Limits_quotas_and_counters_are_those_of_version_2()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Control groups are Linux'.");
        var group = Directory.CreateDirectory(Path.Combine(_root, "group")).FullName;
        foreach (var (name, content) in new[]
        {
            ("memory.max", "max"), ("memory.swap.max", "max"), ("pids.max", "max"), ("cpu.max", "max 100000"), ("cgroup.freeze", "0"), ("cgroup.procs", string.Empty),
            ("memory.peak", "4096"),
            ("cpu.stat", "usage_usec 1500\nuser_usec 1000\nsystem_usec 500\nnr_periods 9\nnr_throttled 3\nthrottled_usec 250\n"),
            ("memory.events", "low 0\nhigh 0\nmax 5\noom 1\noom_kill 1\n"),
        })
        {
            await File.WriteAllTextAsync(Path.Combine(group, name), content, TestContext.Current.CancellationToken);
        }

        using var pump = new OutputPump();
        var sandbox = new ControlGroup2Sandbox(group, 885L * 1024 * 1024, Path.Combine(_root, "tmp"), pump, TimeProvider.System);

        Assert.Equal(("927989760", "0", "1024"), (Read("memory.max"), Read("memory.swap.max")[..1], Read("pids.max")));
        sandbox.SetCpu(new(0.5, TimeSpan.FromMilliseconds(20)));
        Assert.StartsWith("10000 20000", Read("cpu.max"), StringComparison.Ordinal);
        sandbox.SetCpu(new(0.01, TimeSpan.FromMilliseconds(20)));
        Assert.StartsWith("1000 100000", Read("cpu.max"), StringComparison.Ordinal);
        sandbox.SetCpu(null);
        Assert.StartsWith("max 100000", Read("cpu.max"), StringComparison.Ordinal);
        sandbox.Freeze();
        Assert.Equal("1", Read("cgroup.freeze"));
        sandbox.Thaw();
        Assert.Equal("0", Read("cgroup.freeze"));
        Assert.Equal(new CpuUsage(TimeSpan.FromMicroseconds(1500), TimeSpan.FromMicroseconds(250), 3), sandbox.ReadCpu());
        Assert.Equal(4096, sandbox.ReadPeakMemory());

        string Read(string name) => File.ReadAllText(Path.Combine(group, name));
    }
}
