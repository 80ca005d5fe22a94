using System.Collections.Concurrent;
using Ensemble.Lambda.Isolation;
using Ensemble.Lambda.Runtime;

namespace Ensemble.Lambda.Tests.Fakes;

/// <summary>What a worker does: it gets its session with the Runtime API and its process.</summary>
internal delegate Task Script(RuntimeSession session, ScriptedProcess process);

/// <summary>
/// Sandboxes whose workers are tasks of the test instead of processes. They speak to the same sessions as real ones do, so
/// that everything above the process can be tested under a clock that is moved by hand.
/// </summary>
internal sealed class ScriptedIsolation : IIsolation
{
    private readonly ConcurrentQueue<ScriptedSandbox> _sandboxes = [];

    public CpuControl CpuControl => CpuControl.None;

    public MemoryControl MemoryControl => MemoryControl.Polling;

    public string? Limitation => null;

    public Func<string, RuntimeSession?> Sessions { get; set; } = _ => null;

    /// <summary>By handler: what its workers do.</summary>
    public Dictionary<string, Script> Scripts { get; } = [];

    public IReadOnlyList<ScriptedSandbox> Sandboxes => [.. _sandboxes];

    public IEnumerable<ScriptedProcess> Processes => Sandboxes.SelectMany(sandbox => sandbox.Processes);

    public ISandbox CreateSandbox(string id, long memoryLimit)
    {
        var sandbox = new ScriptedSandbox(id, this);
        _sandboxes.Enqueue(sandbox);
        return sandbox;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>Counts what is done to it.</summary>
internal sealed class ScriptedSandbox(string id, ScriptedIsolation isolation) : ISandbox
{
    private readonly ConcurrentQueue<ScriptedProcess> _processes = [];

    public IReadOnlyList<ScriptedProcess> Processes => [.. _processes];

    public string TemporaryFolder => $"sandbox-{id}";

    public bool IsFrozen { get; private set; }

    public int Freezes { get; private set; }

    public bool IsDisposed { get; private set; }

    public long PeakMemory { get; set; } = 32 * 1024 * 1024;

    public IWorkerProcess Start(WorkerStart start)
    {
        if (!isolation.Scripts.TryGetValue(start.Environment["_HANDLER"], out var script))
        {
            throw new InvalidEntrypointException("Couldn't find valid bootstrap(s): [/var/task/bootstrap /opt/bootstrap]");
        }

        if (IsFrozen)
        {
            throw new InvalidOperationException("A process that starts in a frozen sandbox never runs.");
        }

        var process = new ScriptedProcess(_processes.Count + 1, start);
        _processes.Enqueue(process);
        var token = start.Environment["AWS_LAMBDA_RUNTIME_API"].Split('/')[1];
        _ = Task.Run(() => script(isolation.Sessions(token)!, process));
        return process;
    }

    public CpuQuota? Quota { get; private set; }

    public void SetCpu(CpuQuota? quota) => Quota = quota;

    public void Freeze()
    {
        IsFrozen = true;
        Freezes++;
    }

    public void Thaw() => IsFrozen = false;

    public Task KillAsync()
    {
        foreach (var process in _processes)
        {
            process.End(new(137, "killed", OutOfMemory: false));
        }

        return Task.CompletedTask;
    }

    public CpuUsage ReadCpu() => default;

    public long ReadPeakMemory() => PeakMemory;

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return ValueTask.CompletedTask;
    }
}

/// <summary>A worker that a script plays.</summary>
internal sealed class ScriptedProcess(int id, WorkerStart start) : IWorkerProcess
{
    private readonly TaskCompletionSource<WorkerExit> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int Id => id;

    public IReadOnlyDictionary<string, string> Environment => start.Environment;

    public Task<WorkerExit> Exited => _exited.Task;

    public bool HasEnded => _exited.Task.IsCompleted;

    public void Write(string text) => start.OnOutput(System.Text.Encoding.UTF8.GetBytes(text));

    public void End(WorkerExit exit) => _exited.TrySetResult(exit);

    public ValueTask DrainOutputAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
