namespace Ensemble.Lambda.Isolation;

/// <summary>
/// Sandboxes without control groups: workers are stopped and continued by signals, their share of the CPU is a share of
/// wall time or not limited at all, and their memory is read at intervals.
/// </summary>
internal sealed class ProcessIsolation : IIsolation
{
    private static readonly TimeSpan MemoryInterval = TimeSpan.FromMilliseconds(50);

    private readonly RunFolder _run;
    private readonly OutputPump? _pump = OperatingSystem.IsWindows() ? null : new();
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly HashSet<ProcessSandbox> _sandboxes = [];
    private readonly ITimer _memory;

    public ProcessIsolation(CpuControl control, string? limitation, RunFolder run, TimeProvider time)
    {
        CpuControl = control;
        Limitation = limitation;
        _run = run;
        _time = time;
        _memory = time.CreateTimer(_ => CheckMemory(), null, MemoryInterval, MemoryInterval);
    }

    public CpuControl CpuControl { get; }

    public MemoryControl MemoryControl => MemoryControl.Polling;

    public string? Limitation { get; }

    public ISandbox CreateSandbox(string id, long memoryLimit)
    {
        var sandbox = new ProcessSandbox(
            CpuControl == CpuControl.DutyCycle, memoryLimit, _run.TemporaryFolder(id), _run.NoteWorker, Forget, _pump, _time);
        lock (_gate)
        {
            _sandboxes.Add(sandbox);
        }

        return sandbox;
    }

    public async ValueTask DisposeAsync()
    {
        await _memory.DisposeAsync();
        _pump?.Dispose();
    }

    private void Forget(ProcessSandbox sandbox)
    {
        lock (_gate)
        {
            _sandboxes.Remove(sandbox);
        }
    }

    private void CheckMemory()
    {
        List<ProcessSandbox> sandboxes;
        lock (_gate)
        {
            sandboxes = [.. _sandboxes];
        }

        sandboxes.ForEach(sandbox => sandbox.CheckMemory());
    }
}
