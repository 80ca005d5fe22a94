using System.Collections.Concurrent;
using Ensemble.StepFunctions.Execution;
using Ensemble.StepFunctions.History;
using Ensemble.StepFunctions.Json;
using Ensemble.StepFunctions.Language;
using Ensemble.StepFunctions.Persistence;

namespace Ensemble.StepFunctions.Service;

/// <summary>Runs of distributed Maps and their executions.</summary>
internal sealed class MapRuns(ExecutionStore store, Executions executions, TimeProvider time) : IMapRuns
{
    private const string Kind = "mapRun";

    private readonly ConcurrentDictionary<string, MapRun> _running = new(StringComparer.Ordinal);

    /// <summary>Ends runs that an earlier process left running.</summary>
    public async Task RecoverAsync()
    {
        foreach (var run in store.All(Kind, RecordJson.Default.MapRunRecord).Where(run => run.Status == ExecutionStatus.Running))
        {
            await store.PutAsync(Kind, run.Arn, run with { Status = ExecutionStatus.Aborted, StopDate = time.GetUtcNow() }, RecordJson.Default.MapRunRecord);
        }

        await store.FlushAsync();
    }

    public async Task<JsonObject> DescribeAsync(Request request)
    {
        var run = await FindAsync(request.Arn("mapRunArn"));
        return new Answer()
            .With("mapRunArn", run.Arn)
            .With("executionArn", run.ExecutionArn)
            .With("status", Executions.Name(run.Status))
            .With("startDate", run.StartDate)
            .With("stopDate", run.StopDate)
            .With("maxConcurrency", run.MaxConcurrency)
            .With("toleratedFailurePercentage", run.ToleratedFailurePercentage)
            .With("toleratedFailureCount", run.ToleratedFailureCount)
            .With("itemCounts", Counts(run.Items, run.TotalItems, run.ResultsWritten))
            .With("executionCounts", Counts(run.Executions, run.TotalExecutions, run.ResultsWritten))
            .With("redriveCount", 0)
            .Build();
    }

    public async Task<JsonObject> ListAsync(Request request)
    {
        var record = await executions.FindAsync(request.Arn("executionArn"));
        var runs = store.All(Kind, RecordJson.Default.MapRunRecord).Where(run => run.ExecutionArn == record.Arn).Reverse().ToList();
        return request.Page().Of(
            runs,
            "mapRuns",
            run => new Answer().With("executionArn", run.ExecutionArn).With("mapRunArn", run.Arn).With("stateMachineArn", run.StateMachineArn)
                .With("startDate", run.StartDate).With("stopDate", run.StopDate).Build());
    }

    public JsonObject Update(Request request)
    {
        var arn = request.Arn("mapRunArn");
        var run = _running.GetValueOrDefault(arn) ?? throw ServiceException.NoResource(arn);
        run.MaxConcurrency = (int?)request.Whole("maxConcurrency", 0, int.MaxValue) ?? run.MaxConcurrency;
        run.ToleratedFailureCount = request.Whole("toleratedFailureCount", 0, int.MaxValue) ?? run.ToleratedFailureCount;
        run.ToleratedFailurePercentage = request.Number("toleratedFailurePercentage") ?? run.ToleratedFailurePercentage;
        return JsonObject.Empty;
    }

    void IMapRuns.Started(MapRun run)
    {
        _running[run.Arn] = run;
        Save(run);
    }

    async ValueTask<IHistorySink> IMapRuns.ChildStartedAsync(MapRun run, ExecutionRequest child)
    {
        if (child.Type == WorkflowType.Express)
        {
            return NoHistory.Instance;
        }

        await store.PutExecutionAsync(RecordOf(run, child));
        return new StoredHistory(child.Arn, store);
    }

    async ValueTask IMapRuns.ChildEndedAsync(MapRun run, ExecutionRequest child, ExecutionResult result)
    {
        if (child.Type == WorkflowType.Standard)
        {
            await store.PutExecutionAsync(RecordOf(run, child).Ended(result, time.GetUtcNow()));
        }
    }

    void IMapRuns.Ended(MapRun run)
    {
        Save(run);
        _running.TryRemove(run.Arn, out _);
    }

    private static JsonObject Counts(IReadOnlyList<long> counts, long total, long written)
    {
        var known = counts.Sum();
        return JsonObject.Empty
            .With("pending", Math.Max(0, total - known))
            .With("running", counts[(int)ExecutionStatus.Running])
            .With("succeeded", counts[(int)ExecutionStatus.Succeeded])
            .With("failed", counts[(int)ExecutionStatus.Failed])
            .With("timedOut", counts[(int)ExecutionStatus.TimedOut])
            .With("aborted", counts[(int)ExecutionStatus.Aborted])
            .With("total", total)
            .With("resultsWritten", written)
            .With("failuresNotRedrivable", 0)
            .With("pendingRedrive", 0);
    }

    private static MapRunRecord Snapshot(MapRun run) => new(
        run.Arn, run.ExecutionArn, run.StateMachineArn, run.Status, run.StartDate, run.StopDate, run.MaxConcurrency, run.ToleratedFailureCount, run.ToleratedFailurePercentage,
        run.TotalItems, run.TotalExecutions, [.. Enum.GetValues<ExecutionStatus>().Select(run.Items)], [.. Enum.GetValues<ExecutionStatus>().Select(run.Executions)], run.ResultsWritten);

    private async Task<MapRunRecord> FindAsync(string arn)
    {
        Arns.Check(arn, "mapRun");
        if (_running.TryGetValue(arn, out var running))
        {
            return Snapshot(running);
        }

        await store.FlushAsync();
        return store.All(Kind, RecordJson.Default.MapRunRecord).FirstOrDefault(run => run.Arn == arn) ?? throw ServiceException.NoResource(arn);
    }

    private void Save(MapRun run) => _ = store.PutAsync(Kind, run.Arn, Snapshot(run), RecordJson.Default.MapRunRecord).AsTask();

    private static ExecutionRecord RecordOf(MapRun run, ExecutionRequest child) =>
        new(child.Arn, child.Name, child.StateMachineArn, child.StateMachineName, child.Type, child.RoleArn, child.Input.Text, child.StartTime, new(child.Machine.Text, child.RoleArn, null, "{}", false))
        {
            MapRunArn = run.Arn,
            UpdateDate = child.StartTime,
            TraceHeader = child.TraceHeader,
            ItemCount = 1,
        };
}
