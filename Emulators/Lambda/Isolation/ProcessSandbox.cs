using System.Diagnostics;

namespace Ensemble.Lambda.Isolation;

/// <summary>A sandbox without a control group: the worker and, where <c>setsid</c> is there, its process group.</summary>
internal sealed class ProcessSandbox : Sandbox
{
    private static readonly string? SetSid = new[] { "/usr/bin/setsid", "/bin/setsid" }.FirstOrDefault(File.Exists);

    private readonly long _memoryLimit;
    private readonly Action<Process> _note;
    private readonly Action<ProcessSandbox> _forget;
    private readonly DutyCycle? _cycle;
    private int _process;
    private long _outOfMemoryKills;

    public ProcessSandbox(
        bool hasDutyCycle,
        long memoryLimit,
        string folder,
        Action<Process> note,
        Action<ProcessSandbox> forget,
        OutputPump? pump,
        TimeProvider time)
        : base(folder, pump, time)
    {
        _memoryLimit = memoryLimit;
        _note = note;
        _forget = forget;
        _cycle = hasDutyCycle ? new(Signal, time) : null;
    }

    protected override string Enter { get; } = SetSid is null ? "exec \"$0\" \"$@\"" : $"exec '{SetSid}' \"$0\" \"$@\"";

    public override void SetCpu(CpuQuota? quota) => _cycle?.SetShare(quota?.VCpus ?? 1);

    public override void Freeze()
    {
        if (_cycle is not null)
        {
            _cycle.Pause();
        }
        else
        {
            Signal(Native.SigStop);
        }
    }

    public override void Thaw()
    {
        if (_cycle is not null)
        {
            _cycle.Resume();
        }
        else
        {
            Signal(Native.SigContinue);
        }
    }

    public override CpuUsage ReadCpu()
    {
        try
        {
            using var process = _process == 0 ? null : Process.GetProcessById(_process);
            return new(process?.TotalProcessorTime ?? TimeSpan.Zero, TimeSpan.Zero, 0);
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            return default;
        }
    }

    public override async ValueTask DisposeAsync()
    {
        _forget(this);
        _cycle?.Dispose();
        await base.DisposeAsync();
    }

    /// <summary>Kills the worker if it holds more memory than it may.</summary>
    public void CheckMemory()
    {
        try
        {
            using var process = _process == 0 ? null : Process.GetProcessById(_process);
            if (process?.WorkingSet64 > _memoryLimit)
            {
                Interlocked.Increment(ref _outOfMemoryKills);
                KillAll();
            }
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            // It has just ended.
        }
    }

    protected override IReadOnlyList<int> Processes() => _process == 0 ? [] : [_process];

    protected override long OutOfMemoryKills() => Interlocked.Read(ref _outOfMemoryKills);

    protected override void Started(Process process)
    {
        _process = process.Id;
        _note(process);
    }

    protected override bool KillAll() => _process != 0 && (OperatingSystem.IsWindows() ? KillTree() : Signal(Native.SigKill));

    // The group if there is one, else the worker alone. False: neither is there any more.
    private bool Signal(int signal) =>
        _process != 0 && ((SetSid is not null && Native.Kill(-_process, signal) == 0) || Native.Kill(_process, signal) == 0);

    private bool KillTree()
    {
        try
        {
            using var process = Process.GetProcessById(_process);
            process.Kill(entireProcessTree: true);
            return !process.HasExited;
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }
}
