namespace Ensemble.Models.Inference;

/// <summary>How a classifier runs.</summary>
public sealed record ClassifierOptions
{
    private readonly int _threads;
    private readonly int? _microBatch;

    /// <summary>
    /// Threads that share the work of one operator, at least 1; the calling thread is one of them. With 1 nothing waits
    /// by spinning, so that a share of a CPU is not burnt on waiting.
    /// </summary>
    public required int Threads
    {
        get => _threads;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            _threads = value;
        }
    }

    /// <summary>
    /// Items per run of the network, at least 1; null: the size that is fastest on this machine, measured once
    /// (<see cref="MicroBatchCalibration"/>).
    /// </summary>
    public int? MicroBatch
    {
        get => _microBatch;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value ?? 1, 1);
            _microBatch = value;
        }
    }

    /// <summary>
    /// The folder that keeps optimised graphs and calibrations; null: both are made anew each time. Several processes may
    /// share it; a folder that cannot be written only means that nothing is kept.
    /// </summary>
    public string? CacheFolder { get; init; }

    /// <summary>
    /// What tells the model file's content from any other, such as the SHA-256 that the catalog has just checked; null:
    /// the file is read and hashed, which a cached graph makes unnecessary otherwise.
    /// </summary>
    public string? ModelId { get; init; }

    /// <summary>The threads that a CPU share can keep busy: <c>max(1, floor(vCPU))</c>.</summary>
    public static int ThreadsFor(double vCpu) => Math.Max(1, (int)Math.Floor(vCpu));
}
