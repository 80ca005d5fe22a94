namespace Ensemble.Lambda.Isolation;

/// <summary>
/// Where the worker processes of one execution environment run, one after another. It outlives its processes: a worker
/// that failed is followed by another in the same sandbox, which finds the files of the one before and none of its memory.
/// Members may be called from any thread; none of them waits for the worker, but for <see cref="KillAsync"/>.
/// </summary>
public interface ISandbox : IAsyncDisposable
{
    /// <summary>The folder that stands for <c>/tmp</c> of the environment; deleted with the sandbox.</summary>
    string TemporaryFolder { get; }

    /// <summary>Starts a process that is inside the sandbox before it executes its first own instruction.</summary>
    /// <exception cref="InvalidEntrypointException">The program is missing or cannot be executed.</exception>
    IWorkerProcess Start(WorkerStart start);

    /// <summary>Sets the CPU quota from now on; null: none.</summary>
    void SetCpu(CpuQuota? quota);

    /// <summary>Stops every process where it is, within moments. Does nothing if it is frozen.</summary>
    void Freeze();

    /// <summary>Lets every process go on. Does nothing if it is not frozen.</summary>
    void Thaw();

    /// <summary>Kills every process in the sandbox, frozen or not, and returns when none is left.</summary>
    Task KillAsync();

    /// <summary>
    /// What its processes have used since the sandbox was made. Cheap enough to be read twice per invocation.
    /// </summary>
    CpuUsage ReadCpu();

    /// <summary>
    /// The most memory in bytes that its processes were seen to use: the sum of their peak resident sizes, without file
    /// caches that the kernel could drop.
    /// </summary>
    long ReadPeakMemory();
}
