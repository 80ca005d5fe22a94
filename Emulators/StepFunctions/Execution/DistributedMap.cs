using System.Globalization;
using System.Text;
using Ensemble.StepFunctions.History;
using Ensemble.StepFunctions.Json;
using Ensemble.StepFunctions.Language;
using Ensemble.StepFunctions.Language.Expressions;
using Ensemble.StepFunctions.Language.Intrinsics;
using Ensemble.Tracing;

namespace Ensemble.StepFunctions.Execution;

/// <summary>The distributed mode of Map: a map run whose items, alone or in batches, are executions of their own.</summary>
internal static class DistributedMap
{
    // AWS starts up to 10,000 at once; here each is a task of one process, and more at once than this are not faster.
    private const int Concurrency = 1000;

    /// <summary>Runs it.</summary>
    public static async Task<Payload> RunAsync(
        MapState state, Visit visit, Payload input, JsonArray? items, int concurrency, CancellationToken cancellationToken)
    {
        var flow = visit.Flow;
        var run = flow.Run;
        var (count, percentage) = Tolerated(state, visit.Scope(input.Value));
        var uuid = IntrinsicFunctions.Uuid(flow.Random);
        var label = state.Label ?? uuid;
        var request = run.Request;
        var mapRun = new MapRun
        {
            Arn = $"{request.StateMachineArn.Replace(":stateMachine:", ":mapRun:", StringComparison.Ordinal)}/{label}:{(state.Label is null ? IntrinsicFunctions.Uuid(flow.Random) : uuid)}",
            ExecutionArn = request.Arn,
            StateMachineArn = $"{request.StateMachineArn}/{label}",
            QualifiedName = $"{request.StateMachineName}/{label}",
            StartDate = run.Services.Time.GetUtcNow(),
            MaxConcurrency = concurrency,
            ToleratedFailureCount = count,
            ToleratedFailurePercentage = percentage,
        };
        run.Services.MapRuns.Started(mapRun);
        var started = flow.Append(HistoryEventType.MapRunStarted, new MapRunStartedDetails(mapRun.Arn));
        try
        {
            items ??= await ItemSource.ReadAsync(state, visit, input, cancellationToken);
            var batches = ItemBatches.Of(state, visit, input, items);
            mapRun.Plan(batches.Count, items.Count);
            var children = await ChildrenAsync(state, visit, mapRun, batches, cancellationToken);
            if (mapRun.IsThresholdExceeded())
            {
                throw ThresholdExceeded();
            }

            var result = await ResultSink.WriteAsync(state, visit, input, mapRun, children, cancellationToken);
            mapRun.End(ExecutionStatus.Succeeded, run.Services.Time.GetUtcNow());
            flow.LastEventId = run.History.Append(HistoryEventType.MapRunSucceeded, started, null);
            run.History.Append(HistoryEventType.MapStateSucceeded, flow.LastEventId, null);
            return result;
        }
        catch (StatesException exception)
        {
            mapRun.End(ExecutionStatus.Failed, run.Services.Time.GetUtcNow());
            flow.LastEventId = run.History.Append(HistoryEventType.MapRunFailed, started, new FailureDetails(exception.Error, exception.Cause));
            throw;
        }
        catch (OperationCanceledException)
        {
            mapRun.End(ExecutionStatus.Aborted, run.Services.Time.GetUtcNow());
            if (run.Ending is null)
            {
                flow.LastEventId = run.History.Append(HistoryEventType.MapRunAborted, started, null);
            }

            throw;
        }
        finally
        {
            run.Services.MapRuns.Ended(mapRun);
        }
    }

    /// <summary>How many items may fail.</summary>
    /// <exception cref="StatesException">It is no such number.</exception>
    public static (long Count, double Percentage) Tolerated(MapState state, Scope scope)
    {
        var count = state.ToleratedFailureCount?.Whole(scope) ?? 0;
        var percentage = state.ToleratedFailurePercentage?.Number(scope) ?? 0;
        return count < 0 ? throw StatesException.Runtime("ToleratedFailureCount cannot be negative.")
            : percentage is < 0 or > 100 ? throw StatesException.Runtime("ToleratedFailurePercentage must be between 0 and 100.")
            : (count, percentage);
    }

    /// <summary>More items failed than are tolerated.</summary>
    public static StatesException ThresholdExceeded() =>
        new(StatesErrors.ExceedToleratedFailureThreshold, "The specified tolerated failure threshold was exceeded");

    private static async Task<Child?[]> ChildrenAsync(MapState state, Visit visit, MapRun mapRun, List<Batch> batches, CancellationToken cancellationToken)
    {
        var children = new Child?[batches.Count];
        if (batches.Count == 0)
        {
            return children;
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var seeds = visit.Flow.Seeds(batches.Count);
        var slots = new Lock();
        var (next, running) = (0, 0);
        Fill();
        await done.Task;
        cancellationToken.ThrowIfCancellationRequested();
        return children;

        // The limit may be changed while the run goes on, so it is asked for whenever a place becomes free.
        void Fill()
        {
            lock (slots)
            {
                var limit = mapRun.MaxConcurrency is > 0 and var own ? Math.Min(own, Concurrency) : Concurrency;
                for (; running < limit && next < batches.Count && !stop.IsCancellationRequested; running++)
                {
                    var index = next++;
                    _ = Task.Run(() => OneAsync(index), CancellationToken.None);
                }

                if (running == 0)
                {
                    done.TrySetResult();
                }
            }
        }

        async Task OneAsync(int index)
        {
            try
            {
                children[index] = await ChildAsync(state, visit, mapRun, batches[index], seeds[index], stop.Token);
                if (mapRun.IsThresholdExceeded())
                {
                    await stop.CancelAsync();
                }
            }
            catch (Exception exception)
            {
                done.TrySetException(exception);
                throw;
            }

            lock (slots)
            {
                running--;
            }

            Fill();
        }
    }

    private static async Task<Child> ChildAsync(MapState state, Visit visit, MapRun mapRun, Batch batch, int seed, CancellationToken cancellationToken)
    {
        var run = visit.Flow.Run;
        var parent = run.Request;
        var random = new Random(seed);
        var name = IntrinsicFunctions.Uuid(random);
        var kind = state.ExecutionType == WorkflowType.Express ? "express" : "execution";
        var request = new ExecutionRequest
        {
            Machine = new(state.ItemProcessor, null, parent.Machine.Text),
            Type = state.ExecutionType,
            Name = name,
            Arn = mapRun.StateMachineArn.Replace(":stateMachine:", $":{kind}:", StringComparison.Ordinal) + ":" + name
                + (state.ExecutionType == WorkflowType.Express ? ":" + IntrinsicFunctions.Uuid(random) : string.Empty),
            StateMachineArn = mapRun.StateMachineArn,
            StateMachineName = mapRun.QualifiedName,
            RoleArn = parent.RoleArn,
            Input = batch.Input,
            StartTime = run.Services.Time.GetUtcNow(),
            TraceHeader = visit.Trace is { } span ? XRayTrace.Header(span) : parent.TraceHeader,
            Seed = random.Next(),
        };
        mapRun.Began(batch.Items);
        var sink = await run.Services.MapRuns.ChildStartedAsync(mapRun, request);
        var child = ExecutionHandle.Start(request, run.Services, sink);
        await using var registration = cancellationToken.Register(() => child.Stop(null, null));
        var result = await child.Completion;
        mapRun.Ended(result.Status, batch.Items);
        await run.Services.MapRuns.ChildEndedAsync(mapRun, request, result);
        return new(request, result, run.Services.Time.GetUtcNow());
    }
}

/// <summary>The input of one execution of a map run, and how many items it holds.</summary>
internal sealed record Batch(Payload Input, int Items);

/// <summary>An execution of a map run that ended.</summary>
internal sealed record Child(ExecutionRequest Request, ExecutionResult Result, DateTimeOffset StopDate);

/// <summary>Puts items together as ItemBatcher says.</summary>
internal static class ItemBatches
{
    /// <summary>The inputs of the executions.</summary>
    public static List<Batch> Of(MapState state, Visit visit, Payload input, JsonArray items)
    {
        var inputs = items.Select((value, index) => MapEvaluator.ItemInput(state, visit, input, MapEvaluator.Item(index, value)));
        if (state.ItemBatcher is not { } batcher)
        {
            return [.. inputs.Select(one => new Batch(one, 1))];
        }

        var scope = visit.Scope(input.Value);
        var most = batcher.MaxItems?.Whole(scope) ?? long.MaxValue;
        var bytes = Math.Min(batcher.MaxBytes?.Whole(scope) ?? Payload.MaxBytes, Payload.MaxBytes);
        var shared = batcher.BatchInput?.Evaluate(scope);
        var batches = new List<Batch>();
        var open = new List<JsonValue>();
        var frame = Encoding.UTF8.GetByteCount(Close().Input.Text) - 1;
        var size = frame;
        foreach (var one in inputs)
        {
            var length = Encoding.UTF8.GetByteCount(one.Text) + 1;
            if (open.Count > 0 && (open.Count >= most || size + length > bytes))
            {
                batches.Add(Close());
                size = frame;
            }

            open.Add(one.Value);
            size += length;
        }

        if (open.Count > 0)
        {
            batches.Add(Close());
        }

        return batches;

        Batch Close()
        {
            var members = new OrderedDictionary<string, JsonValue>(StringComparer.Ordinal);
            if (shared is not null)
            {
                members["BatchInput"] = shared;
            }

            members["Items"] = new JsonArray([.. open]);
            var batch = new Batch(new(new JsonObject(members)), open.Count);
            open.Clear();
            return batch;
        }
    }
}

/// <summary>Gives the results of a map run the form that ResultWriter asks for, and stores them where it says.</summary>
internal static class ResultSink
{
    /// <summary>The result of the Map.</summary>
    public static async Task<Payload> WriteAsync(MapState state, Visit visit, Payload input, MapRun mapRun, Child?[] children, CancellationToken cancellationToken)
    {
        var ended = children.OfType<Child>().ToList();
        if (state.ResultWriter is not { } writer)
        {
            return new(new JsonArray([.. ended.Where(child => child.Result.Output is not null).Select(child => child.Result.Output!.Value)]));
        }

        if (writer.Resource is null)
        {
            return new(Transformed(writer, ended.Where(child => child.Result.Status == ExecutionStatus.Succeeded)));
        }

        var parameters = writer.Parameters?.Evaluate(visit.Scope(input.Value)) as JsonObject;
        var objects = visit.Flow.Run.Services.Objects;
        if (objects is null || parameters?["Bucket"] is not JsonString bucket)
        {
            throw new StatesException(StatesErrors.ResultWriterFailed, objects is null ? "There is no object store to write to." : "The field 'Bucket' is missing.");
        }

        var prefix = parameters["Prefix"] is JsonString text && text.Value.Length > 0 ? text.Value.TrimEnd('/') + "/" : string.Empty;
        var folder = $"{prefix}{mapRun.Arn[(mapRun.Arn.LastIndexOf(':') + 1)..]}";
        var files = new OrderedDictionary<string, JsonValue>(StringComparer.Ordinal);
        (string Name, ExecutionStatus Status)[] kinds =
            [("FAILED", ExecutionStatus.Failed), ("PENDING", ExecutionStatus.Running), ("SUCCEEDED", ExecutionStatus.Succeeded)];
        foreach (var (name, status) in kinds)
        {
            var of = ended.Where(child => child.Result.Status == status).ToList();
            if (of.Count == 0)
            {
                files[name] = JsonArray.Empty;
                continue;
            }

            var value = Transformed(writer, of);
            var content = Encoding.UTF8.GetBytes(writer.OutputType == "JSONL" && value is JsonArray lines ? string.Join('\n', lines.Select(line => line.ToJson())) : value.ToJson());
            var key = $"{folder}/{name}_0.{writer.OutputType.ToLowerInvariant()}";
            await objects.PutAsync(bucket.Value, key, content, cancellationToken);
            mapRun.ResultsWritten += of.Count;
            files[name] = new JsonArray([JsonObject.Empty.With("Key", key).With("Size", content.LongLength)]);
        }

        var manifest = JsonObject.Empty.With("DestinationBucket", bucket).With("MapRunArn", mapRun.Arn).With("ResultFiles", new JsonObject(files));
        await objects.PutAsync(bucket.Value, $"{folder}/manifest.json", Encoding.UTF8.GetBytes(manifest.ToJson()), cancellationToken);
        return new(JsonObject.Empty.With("MapRunArn", mapRun.Arn).With("ResultWriterDetails", JsonObject.Empty.With("Bucket", bucket).With("Key", $"{folder}/manifest.json")));
    }

    private static JsonArray Transformed(ResultWriter writer, IEnumerable<Child> children) => writer.Transformation switch
    {
        "COMPACT" => new([.. children.Select(child => child.Result.Output?.Value ?? JsonNull.Instance)]),
        "FLATTEN" => new([.. children.SelectMany(Flattened)]),
        _ => new([.. children.Select(Described)]),
    };

    private static IEnumerable<JsonValue> Flattened(Child child) =>
        child.Result.Output?.Value is JsonArray items ? items : [child.Result.Output?.Value ?? JsonNull.Instance];

    private static JsonObject Described(Child child)
    {
        var members = new OrderedDictionary<string, JsonValue>(StringComparer.Ordinal)
        {
            ["ExecutionArn"] = child.Request.Arn,
            ["Input"] = child.Request.Input.Text,
            ["InputDetails"] = JsonObject.Empty.With("Included", true),
            ["Name"] = child.Request.Name,
        };
        if (child.Result.Output is { } output)
        {
            members["Output"] = output.Text;
            members["OutputDetails"] = JsonObject.Empty.With("Included", true);
        }

        if (child.Result.Error is not null)
        {
            members["Error"] = child.Result.Error;
        }

        if (child.Result.Cause is not null)
        {
            members["Cause"] = child.Result.Cause;
        }

        members["StartDate"] = child.Request.StartTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        members["StateMachineArn"] = child.Request.StateMachineArn;
        members["Status"] = child.Result.Status.ToString().ToUpperInvariant();
        members["StopDate"] = child.StopDate.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        return new(members);
    }
}
