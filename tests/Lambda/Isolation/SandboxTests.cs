using System.Text;
using Ensemble.Lambda.Isolation;
using Ensemble.Testing;

namespace Ensemble.Lambda.Tests.Isolation;

/// <summary>Real processes, under everything that can hold them on this machine.</summary>
public sealed class SandboxTests
{
    private const long Memory = 256L * 1024 * 1024;

    private static readonly Dictionary<string, string> Variables = new() { ["PATH"] = "/usr/local/bin:/usr/bin:/bin" };

    public static TheoryData<CpuControl> Controls => [CpuControl.CGroup2, CpuControl.CGroup1, CpuControl.DutyCycle, CpuControl.None];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Controls))]
    public async Task A_worker_gets_its_variables_its_folder_and_nothing_else(CpuControl control)
    {
        await using var bench = await Bench.CreateAsync(control);
        var worker = bench.Start("env | sort; pwd; echo to-stderr >&2");

        var exit = await worker.Process.Exited;

        Assert.Equal(new WorkerExit(0, null, OutOfMemory: false), exit);
        var lines = worker.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !line.StartsWith("PWD=", StringComparison.Ordinal) && !line.StartsWith("_=", StringComparison.Ordinal) && !line.StartsWith("SHLVL=", StringComparison.Ordinal) && !line.StartsWith("OLDPWD=", StringComparison.Ordinal));
        Assert.Equal(["PATH=/usr/local/bin:/usr/bin:/bin", bench.Directory, "to-stderr"], lines);
    }

    [Theory]
    [MemberData(nameof(Controls))]
    public async Task Everything_written_before_a_drain_has_been_delivered_after_it(CpuControl control)
    {
        await using var bench = await Bench.CreateAsync(control);
        var worker = bench.Start("i=0; while [ $i -lt 2000 ]; do echo line $i; i=$((i+1)); done; touch done; sleep 60");
        await Until(() => File.Exists(Path.Combine(bench.Directory, "done")));

        await worker.Process.DrainOutputAsync(Cancelled);

        Assert.Equal(Enumerable.Range(0, 2000).Select(i => $"line {i}"), worker.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [MemberData(nameof(Controls))]
    public async Task A_frozen_worker_stands_still_until_it_is_thawed(CpuControl control)
    {
        await using var bench = await Bench.CreateAsync(control);
        var worker = bench.Start("while true; do echo x; sleep 0.001; done");
        await Until(() => worker.Text.Length > 10);

        bench.Sandbox.Freeze();
        await Standstill(worker);
        var standing = worker.Text.Length;
        await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, Cancelled);
        Assert.Equal(standing, worker.Text.Length);

        bench.Sandbox.Thaw();
        await Until(() => worker.Text.Length > standing);
    }

    [Theory]
    [MemberData(nameof(Controls))]
    public async Task Killing_ends_a_frozen_worker_and_its_children(CpuControl control)
    {
        await using var bench = await Bench.CreateAsync(control);
        var worker = bench.Start("sleep 1000 & echo $!; wait");
        await Until(() => worker.Text.Contains('\n', StringComparison.Ordinal));
        var child = int.Parse(worker.Text, System.Globalization.CultureInfo.InvariantCulture);
        bench.Sandbox.Freeze();

        await bench.Sandbox.KillAsync();

        Assert.Equal("killed", (await worker.Process.Exited).Signal);
        await Until(() => !ProcessTree.IsRunning(child));
    }

    [Theory]
    [InlineData("exit 0", 0, null)]
    [InlineData("exit 7", 7, null)]
    [InlineData("exit 129", 129, null)]
    [InlineData("kill -SEGV $$", 139, "segmentation fault")]
    [InlineData("kill -TERM $$", 143, "terminated")]
    public async Task The_way_a_worker_ends_is_told(string script, int code, string? signal)
    {
        await using var bench = await Bench.CreateAsync(control: null);

        var exit = await bench.Start(script).Process.Exited;

        Assert.Equal(new WorkerExit(code, signal, OutOfMemory: false), exit);
    }

    [Theory]
    [MemberData(nameof(Controls))]
    public async Task A_worker_that_takes_too_much_memory_is_killed_for_it(CpuControl control)
    {
        await using var bench = await Bench.CreateAsync(control, memory: 32L * 1024 * 1024);

        var exit = await bench.Start("a=xxxxxxxxxxxxxxxx; while true; do a=$a$a; done").Process.Exited;

        Assert.True(exit.OutOfMemory, $"{exit}");
        Assert.Equal("killed", exit.Signal);
    }

    [Theory]
    [InlineData(CpuControl.CGroup2)]
    [InlineData(CpuControl.CGroup1)]
    public async Task A_share_of_the_CPU_is_enforced_and_its_enforcement_counted(CpuControl control)
    {
        await using var bench = await Bench.CreateAsync(control);
        bench.Sandbox.SetCpu(new(0.25, TimeSpan.FromMilliseconds(20)));
        bench.Start("while true; do :; done");
        await Until(() => bench.Sandbox.ReadCpu().ThrottledPeriods > 2);

        var start = TimeProvider.System.GetTimestamp();
        var before = bench.Sandbox.ReadCpu();
        await Until(() => (bench.Sandbox.ReadCpu() - before).ThrottledPeriods >= 20);
        var used = bench.Sandbox.ReadCpu() - before;
        var elapsed = TimeProvider.System.GetElapsedTime(start);

        // A quarter of the time and of each period that was cut short, and a period more or less at either end.
        Assert.InRange(used.Used / elapsed, 0, 0.35);
        Assert.InRange(used.Used.TotalMilliseconds / used.ThrottledPeriods, 2.5, double.MaxValue);
        Assert.InRange(used.Throttled.TotalMilliseconds / used.ThrottledPeriods, 5, 20);
    }

    [Theory]
    [MemberData(nameof(Controls))]
    public async Task At_most_1024_files_can_be_open(CpuControl control)
    {
        await using var bench = await Bench.CreateAsync(control);
        var worker = bench.Start("ulimit -n");

        await worker.Process.Exited;

        Assert.Equal("1024\n", worker.Text);
    }

    [Fact]
    public async Task Nothing_is_left_of_a_sandbox_that_was_disposed_of()
    {
        var bench = await Bench.CreateAsync(control: null);
        var worker = bench.Start("sleep 1000");
        var folder = bench.Sandbox.TemporaryFolder;

        await bench.DisposeAsync();

        Assert.False(ProcessTree.IsRunning(worker.Process.Id));
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public async Task The_folder_of_a_sandbox_outlives_its_workers()
    {
        await using var bench = await Bench.CreateAsync(control: null);
        await bench.Start($"echo kept >'{bench.Sandbox.TemporaryFolder}/file'").Process.Exited;

        var second = bench.Start($"cat '{bench.Sandbox.TemporaryFolder}/file'");
        await second.Process.Exited;

        Assert.Equal("kept\n", second.Text);
    }

    [Theory]
    [InlineData("missing", null, "Couldn't find valid bootstrap(s): [{0}]")]
    [InlineData("./missing", null, "Couldn't find valid bootstrap(s): [{0}]")]
    [InlineData("./plain", "#!/bin/sh\n", "fork/exec {0}: permission denied")]
    [InlineData("./+noformat", "echo hello\n", "fork/exec {0}: exec format error")]
    [InlineData("./+nointerpreter", "#!/no/such/program\n", "fork/exec {0}: no such file or directory")]
    [InlineData("./+foreign", "\u007fELF\u0002\u0001\u0001\0\0\0\0\0\0\0\0\0\u0002\0\u0016\0", "fork/exec {0}: exec format error")]
    public async Task A_program_that_cannot_be_executed_is_refused_before_anything_starts(string program, string? content, string message)
    {
        await using var bench = await Bench.CreateAsync(control: null);
        var path = Path.Combine(bench.Directory, program.Replace("./", string.Empty, StringComparison.Ordinal));
        if (content is not null && !OperatingSystem.IsWindows())
        {
            await File.WriteAllTextAsync(path, content, Cancelled);
            File.SetUnixFileMode(path, program.Contains('+', StringComparison.Ordinal) ? UnixFileMode.UserRead | UnixFileMode.UserExecute : UnixFileMode.UserRead);
        }

        var exception = Assert.Throws<InvalidEntrypointException>(
            () => bench.Sandbox.Start(new([program], bench.Directory, Variables, _ => { })));

        Assert.Equal(string.Format(System.Globalization.CultureInfo.InvariantCulture, message, path), exception.Message);
    }

    [Fact]
    public async Task Many_workers_take_no_threads()
    {
        await using var bench = await Bench.CreateAsync(control: null);
        bench.Start("sleep 1000");
        var before = Threads();

        for (var i = 0; i < 40; i++)
        {
            bench.Start("sleep 1000");
        }

        Assert.InRange(Threads(), 1, before + 10);

        static int Threads() => Directory.GetDirectories($"/proc/{Environment.ProcessId}/task").Length;
    }

    private static async Task Until(Func<bool> isSo)
    {
        while (!isSo())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, Cancelled);
        }
    }

    // What was on its way when the worker was stopped arrives first.
    private static async Task Standstill(Worker worker)
    {
        for (var last = -1; last != worker.Text.Length;)
        {
            await worker.Process.DrainOutputAsync(Cancelled);
            last = worker.Text.Length;
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Cancelled);
            await worker.Process.DrainOutputAsync(Cancelled);
        }
    }

    private sealed class Worker
    {
        private readonly StringBuilder _output = new();

        public IWorkerProcess Process { get; set; } = null!;

        public string Text
        {
            get
            {
                lock (_output)
                {
                    return _output.ToString();
                }
            }
        }

        public void Append(ReadOnlyMemory<byte> output)
        {
            lock (_output)
            {
                _output.Append(Encoding.UTF8.GetString(output.Span));
            }
        }
    }

    private sealed class Bench : IAsyncDisposable
    {
        private readonly RunFolder _run;
        private readonly IIsolation _isolation;
        private readonly string _root;

        private Bench(string root, RunFolder run, IIsolation isolation, long memory)
        {
            _root = root;
            _run = run;
            _isolation = isolation;
            Directory = System.IO.Directory.CreateTempSubdirectory("worker-").FullName;
            Sandbox = isolation.CreateSandbox("sandbox", memory);
        }

        public string Directory { get; }

        public ISandbox Sandbox { get; }

        public static async Task<Bench> CreateAsync(CpuControl? control, long memory = Memory)
        {
            Assert.SkipWhen(OperatingSystem.IsWindows(), "The workers of these tests are shell scripts.");
            var root = System.IO.Directory.CreateTempSubdirectory("runs-").FullName;
            var run = RunFolder.Create(root);
            try
            {
                return new(root, run, await Isolations.CreateAsync(control, run, TimeProvider.System), memory);
            }
            catch (IsolationException exception)
            {
                await run.DisposeAsync();
                Assert.Skip(exception.Message);
                throw;
            }
        }

        public Worker Start(string script)
        {
            var worker = new Worker();
            worker.Process = Sandbox.Start(new(["/bin/sh", "-c", script], Directory, Variables, worker.Append));
            return worker;
        }

        public async ValueTask DisposeAsync()
        {
            await Sandbox.DisposeAsync();
            await _isolation.DisposeAsync();
            await _run.DisposeAsync();
            System.IO.Directory.Delete(Directory, recursive: true);
            System.IO.Directory.Delete(_root, recursive: true);
        }
    }
}
