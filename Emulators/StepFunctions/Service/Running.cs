using Ensemble.StepFunctions.Execution;
using Ensemble.StepFunctions.History;

namespace Ensemble.StepFunctions.Service;

/// <summary>An execution that was started and has not been taken out of memory.</summary>
internal sealed class Running(ExecutionRecord record, ExecutionRequest request)
{
    private readonly TaskCompletionSource<ExecutionHandle> _handle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _recorded = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What was known when it began.</summary>
    public ExecutionRecord Record => record;

    /// <summary>Its end.</summary>
    public Task<ExecutionResult> Completion { get; private set; } = null!;

    /// <summary>When its end is in the store.</summary>
    public Task Recorded => _recorded.Task;

    /// <summary>Begins, on a thread of its own unless the caller waits for it anyway.</summary>
    public void Begin(EngineServices services, IHistorySink history, bool isInline = false)
    {
        if (isInline)
        {
            var handle = ExecutionHandle.Start(request, services, history);
            _handle.SetResult(handle);
            Completion = handle.Completion;
            return;
        }

        Completion = Task.Run(async () =>
        {
            var handle = ExecutionHandle.Start(request, services, history);
            _handle.SetResult(handle);
            return await handle.Completion;
        });
    }

    /// <summary>Stops it.</summary>
    public void Stop(string? error, string? cause) =>
        _handle.Task.ContinueWith(handle => handle.Result.Stop(error, cause), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    /// <summary>Says that its end is in the store.</summary>
    public void EndRecorded() => _recorded.TrySetResult();
}
