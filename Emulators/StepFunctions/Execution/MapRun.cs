using Ensemble.StepFunctions.History;

namespace Ensemble.StepFunctions.Execution;

/// <summary>The run of a distributed Map: its limits, which may be changed while it runs, and its counts.</summary>
public sealed class MapRun
{
    private readonly Lock _lock = new();
    private readonly long[] _executions = new long[Enum.GetValues<ExecutionStatus>().Length];
    private readonly long[] _items = new long[Enum.GetValues<ExecutionStatus>().Length];
    private double _toleratedFailurePercentage;
    private long _toleratedFailureCount;
    private int _maxConcurrency;
    private long _totalExecutions;
    private long _totalItems;

    /// <summary>The run's ARN.</summary>
    public required string Arn { get; init; }

    /// <summary>The execution it belongs to.</summary>
    public required string ExecutionArn { get; init; }

    /// <summary>The state machine's ARN with the label.</summary>
    public required string StateMachineArn { get; init; }

    /// <summary>The state machine's name with the label.</summary>
    public required string QualifiedName { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset StartDate { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? StopDate { get; private set; }

    /// <summary>How it is or ended.</summary>
    public ExecutionStatus Status { get; private set; }

    /// <summary>How many executions may run at once; 0: as many as there may be.</summary>
    public int MaxConcurrency { get => Volatile.Read(ref _maxConcurrency); set => Volatile.Write(ref _maxConcurrency, value); }

    /// <summary>How many items may fail.</summary>
    public long ToleratedFailureCount { get => Volatile.Read(ref _toleratedFailureCount); set => Volatile.Write(ref _toleratedFailureCount, value); }

    /// <summary>How many items in a hundred may fail.</summary>
    public double ToleratedFailurePercentage { get => Volatile.Read(ref _toleratedFailurePercentage); set => Volatile.Write(ref _toleratedFailurePercentage, value); }

    /// <summary>How many results were written.</summary>
    public long ResultsWritten { get; internal set; }

    /// <summary>How many executions there are in all.</summary>
    public long TotalExecutions => Volatile.Read(ref _totalExecutions);

    /// <summary>How many items there are in all.</summary>
    public long TotalItems => Volatile.Read(ref _totalItems);

    /// <summary>How many executions are in a status.</summary>
    public long Executions(ExecutionStatus status)
    {
        lock (_lock)
        {
            return _executions[(int)status];
        }
    }

    /// <summary>How many items are in executions of a status.</summary>
    public long Items(ExecutionStatus status)
    {
        lock (_lock)
        {
            return _items[(int)status];
        }
    }

    /// <summary>Says how much there is to do.</summary>
    internal void Plan(long executions, long items)
    {
        Volatile.Write(ref _totalExecutions, executions);
        Volatile.Write(ref _totalItems, items);
    }

    /// <summary>An execution began.</summary>
    internal void Began(int items) => Count(ExecutionStatus.Running, items, 1);

    /// <summary>An execution ended.</summary>
    internal void Ended(ExecutionStatus status, int items)
    {
        Count(ExecutionStatus.Running, items, -1);
        Count(status, items, 1);
    }

    /// <summary>The run ended.</summary>
    internal void End(ExecutionStatus status, DateTimeOffset now)
    {
        Status = status;
        StopDate = now;
    }

    /// <summary>Whether more items failed than are tolerated.</summary>
    internal bool IsThresholdExceeded()
    {
        lock (_lock)
        {
            var failed = _items[(int)ExecutionStatus.Failed] + _items[(int)ExecutionStatus.TimedOut] + _items[(int)ExecutionStatus.Aborted];
            return failed > 0 && IsExceeded(failed, _totalItems, ToleratedFailureCount, ToleratedFailurePercentage);
        }
    }

    /// <summary>Whether so many failures are too many.</summary>
    internal static bool IsExceeded(long failed, long total, long toleratedCount, double toleratedPercentage)
    {
        var isCountExceeded = failed > toleratedCount;
        var isPercentageExceeded = total == 0 || failed * 100.0 / total > toleratedPercentage;

        // Zero is what is not given; where both are given, either ends the run.
        return toleratedCount > 0 && toleratedPercentage > 0 ? isCountExceeded || isPercentageExceeded : isCountExceeded && isPercentageExceeded;
    }

    private void Count(ExecutionStatus status, int items, int sign)
    {
        lock (_lock)
        {
            _executions[(int)status] += sign;
            _items[(int)status] += sign * items;
        }
    }
}

/// <summary>Records map runs and their executions.</summary>
public interface IMapRuns
{
    /// <summary>A run began.</summary>
    void Started(MapRun run);

    /// <summary>An execution of a run begins; where its events go.</summary>
    ValueTask<IHistorySink> ChildStartedAsync(MapRun run, ExecutionRequest child);

    /// <summary>An execution of a run ended.</summary>
    ValueTask ChildEndedAsync(MapRun run, ExecutionRequest child, ExecutionResult result);

    /// <summary>A run ended.</summary>
    void Ended(MapRun run);
}

/// <summary>Map runs that nobody asks about.</summary>
internal sealed class UnrecordedMapRuns : IMapRuns
{
    public void Started(MapRun run)
    {
    }

    public ValueTask<IHistorySink> ChildStartedAsync(MapRun run, ExecutionRequest child) => ValueTask.FromResult<IHistorySink>(NoHistory.Instance);

    public ValueTask ChildEndedAsync(MapRun run, ExecutionRequest child, ExecutionResult result) => ValueTask.CompletedTask;

    public void Ended(MapRun run)
    {
    }
}

/// <summary>Forgets events.</summary>
public sealed class NoHistory : IHistorySink
{
    /// <summary>The only one.</summary>
    public static readonly NoHistory Instance = new();

    /// <inheritdoc/>
    public void Append(HistoryEvent historyEvent)
    {
    }
}
