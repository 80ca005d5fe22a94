namespace Ensemble.Lambda.Isolation;

/// <summary>A worker process that was started.</summary>
public interface IWorkerProcess
{
    /// <summary>Its process id.</summary>
    int Id { get; }

    /// <summary>Completes when the process has ended and all of its output has been delivered. Never fails.</summary>
    Task<WorkerExit> Exited { get; }

    /// <summary>Returns when the output that the process had written before this call has been delivered.</summary>
    ValueTask DrainOutputAsync(CancellationToken cancellationToken);
}
