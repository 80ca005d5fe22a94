using System.Diagnostics;
using System.Globalization;

namespace Ensemble.Lambda.Isolation;

/// <summary>What all sandboxes share: starting and ending processes, and their folder.</summary>
internal abstract class Sandbox : ISandbox
{
    // Lambda's limit of open files; the program replaces the shell, so that the process that is started is the worker.
    private const string Launch = "exec </dev/null 2>&1; ulimit -n 1024 2>/dev/null; ";

    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(20);

    private readonly OutputPump? _pump;
    private readonly TimeProvider _time;
    private WorkerProcess? _worker;
    private long _peakMemory;
    private long? _groupPeakMemory;

    protected Sandbox(string folder, OutputPump? pump, TimeProvider time)
    {
        TemporaryFolder = folder;
        _pump = pump;
        _time = time;
        Directory.CreateDirectory(folder);
    }

    public string TemporaryFolder { get; }

    protected TimeProvider Time => _time;

    public IWorkerProcess Start(WorkerStart start)
    {
        if (!Directory.Exists(start.Directory))
        {
            throw new InvalidEntrypointException($"Couldn't find valid bootstrap(s): [{Path.Combine(start.Directory, start.Command[0])}]");
        }

        var info = StartInfo(start, ProgramFile.Find(start.Command[0], start.Directory, start.Environment.GetValueOrDefault("PATH")));
        var kills = OutOfMemoryKills();
        Process process;
        try
        {
            process = Process.Start(info)!;
        }
        catch (Exception exception) when (exception is System.ComponentModel.Win32Exception or IOException or InvalidOperationException)
        {
            throw new InvalidEntrypointException($"fork/exec {start.Command[0]}: {exception.Message}");
        }

        Started(process);
        return _worker = new WorkerProcess(process, start, _pump, () => OutOfMemoryKills() > kills);
    }

    public async Task KillAsync()
    {
        for (var wait = FirstWait; ; wait = wait * 2 < LongestWait ? wait * 2 : LongestWait)
        {
            // A worker that was only just started may not have entered its group yet.
            var isStarting = !OperatingSystem.IsWindows() && _worker is { HasEnded: false } && Native.Kill(_worker.Id, Native.SigKill) == 0;
            if (!KillAll() && !isStarting)
            {
                return;
            }

            // A process that is frozen by its group dies when it is thawed.
            Thaw();
            await Task.Delay(wait, _time);
        }
    }

    public long ReadPeakMemory()
    {
        // Reading every process is slow; it is worth it only if the whole has grown.
        var group = ReadGroupPeakMemory();
        if (group is not null && group == _groupPeakMemory)
        {
            return _peakMemory;
        }

        _groupPeakMemory = group;
        var sum = Processes().Sum(PeakResident);

        // Processes that have ended tell no more: what their group had, file caches included, is then the best guess.
        return _peakMemory = Math.Max(_peakMemory, sum == 0 && _peakMemory == 0 ? group ?? 0 : sum);
    }

    public abstract void SetCpu(CpuQuota? quota);

    public abstract void Freeze();

    public abstract void Thaw();

    public abstract CpuUsage ReadCpu();

    public virtual async ValueTask DisposeAsync()
    {
        await KillAsync();
        try
        {
            Directory.Delete(TemporaryFolder, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // The worker may remove its own folder.
        }
    }

    private ProcessStartInfo StartInfo(WorkerStart start, string program)
    {
        var info = new ProcessStartInfo(_pump is null ? program : "/bin/sh")
        {
            WorkingDirectory = start.Directory,
            RedirectStandardOutput = true,
            RedirectStandardError = _pump is null,
        };
        string[] arguments = [.. _pump is null ? [] : (string[])["-c", Launch + Enter, program], .. start.Command.Skip(1)];
        foreach (var argument in arguments)
        {
            info.ArgumentList.Add(argument);
        }

        info.Environment.Clear();
        foreach (var (name, value) in start.Environment)
        {
            info.Environment[name] = value;
        }

        return info;
    }

    /// <summary>The rest of the shell's script: it makes the shell enter the sandbox and becomes the program.</summary>
    protected abstract string Enter { get; }

    /// <summary>The processes in the sandbox.</summary>
    protected abstract IReadOnlyList<int> Processes();

    /// <summary>The most memory that the sandbox as a whole has held, file caches included; null: nobody counts it.</summary>
    protected virtual long? ReadGroupPeakMemory() => null;

    /// <summary>How often the memory limit has cost a process its life.</summary>
    protected abstract long OutOfMemoryKills();

    /// <summary>Kills every process; false: there was none.</summary>
    protected virtual bool KillAll()
    {
        var processes = Processes();
        foreach (var process in processes)
        {
            _ = Native.Kill(process, Native.SigKill);
        }

        return processes.Count > 0;
    }

    /// <summary>A worker was started.</summary>
    protected virtual void Started(Process process)
    {
    }

    /// <summary>The most memory in bytes that a process has held at once; 0: it is gone.</summary>
    protected static long PeakResident(int process)
    {
        try
        {
            if (!OperatingSystem.IsLinux())
            {
                using var other = Process.GetProcessById(process);
                return other.PeakWorkingSet64;
            }

            foreach (var line in File.ReadLines($"/proc/{process.ToString(CultureInfo.InvariantCulture)}/status"))
            {
                if (line.StartsWith("VmHWM:", StringComparison.Ordinal))
                {
                    return 1024 * long.Parse(line.AsSpan("VmHWM:".Length).Trim("\t kB"), CultureInfo.InvariantCulture);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or InvalidOperationException)
        {
            // It has just ended.
        }

        return 0;
    }
}
