using System.Collections.Concurrent;
using Ensemble.StepFunctions.Execution;
using Ensemble.StepFunctions.History;

namespace Ensemble.StepFunctions.Tests.Fakes;

/// <summary>Keeps map runs and their executions.</summary>
internal sealed class RecordedMapRuns : IMapRuns
{
    private readonly ConcurrentQueue<RecordedChild> _children = new();
    private readonly ConcurrentQueue<MapRun> _runs = new();

    /// <summary>The runs, in the order they began.</summary>
    public IReadOnlyList<MapRun> Runs => [.. _runs];

    /// <summary>The executions, in the order they began.</summary>
    public IReadOnlyList<RecordedChild> Children => [.. _children];

    /// <inheritdoc/>
    public void Started(MapRun run) => _runs.Enqueue(run);

    /// <inheritdoc/>
    public ValueTask<IHistorySink> ChildStartedAsync(MapRun run, ExecutionRequest child)
    {
        var recorded = new RecordedChild(child);
        _children.Enqueue(recorded);
        return ValueTask.FromResult<IHistorySink>(recorded.History);
    }

    /// <inheritdoc/>
    public ValueTask ChildEndedAsync(MapRun run, ExecutionRequest child, ExecutionResult result)
    {
        _children.Single(one => one.Request == child).Result = result;
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public void Ended(MapRun run)
    {
    }
}

/// <summary>An execution of a map run.</summary>
/// <param name="request">What was executed.</param>
internal sealed class RecordedChild(ExecutionRequest request)
{
    public ExecutionRequest Request { get; } = request;

    public InMemoryHistory History { get; } = new();

    public ExecutionResult? Result { get; set; }
}
