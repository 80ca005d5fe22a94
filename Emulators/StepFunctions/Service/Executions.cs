using System.Collections.Concurrent;
using Ensemble.StepFunctions.Execution;
using Ensemble.StepFunctions.History;
using Ensemble.StepFunctions.Json;
using Ensemble.StepFunctions.Language;
using Ensemble.StepFunctions.Persistence;

namespace Ensemble.StepFunctions.Service;

/// <summary>
/// Executions: those that run are in memory, all of standard workflows are in the store. What was answered is in the store
/// before it is answered.
/// </summary>
internal sealed class Executions
{
    private const string Interrupted = "The emulator ended while the execution was running.";

    private readonly ConcurrentDictionary<string, Running> _running = new(StringComparer.Ordinal);
    private readonly RecentExecutions _recent = new();
    private readonly ExecutionStore _store;
    private readonly StateMachines _machines;
    private readonly Arns _arns;
    private readonly Ids _ids;
    private readonly TimeProvider _time;

    public Executions(ExecutionStore store, StateMachines machines, Arns arns, Ids ids, TimeProvider time)
    {
        _store = store;
        _machines = machines;
        _arns = arns;
        _ids = ids;
        _time = time;
    }

    /// <summary>What executions need; set once, since it needs this in turn.</summary>
    public EngineServices Services { get; set; } = null!;

    /// <summary>The executions that ended last, Express ones too.</summary>
    public RecentExecutions Recent => _recent;

    /// <summary>How many run.</summary>
    public int RunningCount => _running.Count;

    /// <summary>Ends executions that an earlier process left running: their history says so.</summary>
    public async Task RecoverAsync()
    {
        foreach (var record in _store.Running())
        {
            var (_, last) = _store.Events(record.Arn, 0, 0, reverse: false);
            var history = new StoredHistory(record.Arn, _store);
            new HistoryWriter(history, _time, long.MaxValue, last).Append(HistoryEventType.ExecutionAborted, 0, new FailureDetails(null, Interrupted));
            await _store.PutExecutionAsync(record with { Status = ExecutionStatus.Aborted, Cause = Interrupted, StopDate = _time.GetUtcNow() });
        }

        await _store.FlushAsync();
    }

    public async Task<JsonObject> StartAsync(Request request)
    {
        var started = await StartAsync(request.Arn("stateMachineArn"), request.Has("name") ? request.Name() : null, request.Text("input"), request.Text("traceHeader", 0, 256));
        return new Answer().With("executionArn", started.Record.Arn).With("startDate", started.Record.StartDate).Build();
    }

    /// <summary>Starts an execution; the same name and input as one that runs is that one.</summary>
    public async Task<Running> StartAsync(string stateMachineArn, string? name, string? inputText, string? traceHeader)
    {
        var input = Input(inputText);
        var (record, request) = Prepare(stateMachineArn, name, input, traceHeader);
        var running = new Running(record, request);
        if (record.Type == WorkflowType.Express)
        {
            var history = new InMemoryHistory();
            running.Begin(Services, history);
            _ = running.Completion.ContinueWith(done => _recent.Add(record.Ended(done.Result, _time.GetUtcNow()), history.Events), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            return running;
        }

        while (!_running.TryAdd(record.Arn, running))
        {
            if (_running.TryGetValue(record.Arn, out var existing))
            {
                return existing.Record.Input == input.Text ? existing : throw Exists(record.Arn);
            }
        }

        if (name is not null && _store.Find(record.Arn) is not null)
        {
            _running.TryRemove(record.Arn, out _);
            throw Exists(record.Arn);
        }

        await BeginAsync(running);
        return running;
    }

    public async Task<JsonObject> StartSyncAsync(Request request, CancellationToken cancellationToken)
    {
        var arn = request.Arn("stateMachineArn");
        var input = Input(request.Text("input"));
        var (record, execution) = Prepare(arn, request.Has("name") ? request.Name() : null, input, request.Text("traceHeader", 0, 256));
        if (record.Type != WorkflowType.Express)
        {
            throw new ServiceException("StateMachineTypeNotSupported", "This operation is not supported by this type of state machine");
        }

        var history = new InMemoryHistory();
        var running = new Running(record, execution);
        running.Begin(Services, history, isInline: true);
        await using var registration = cancellationToken.Register(() => running.Stop(null, null));
        var ended = record.Ended(await running.Completion, _time.GetUtcNow());
        _recent.Add(ended, history.Events);
        return new Answer()
            .With("executionArn", ended.Arn)
            .With("stateMachineArn", ended.StateMachineArn)
            .With("name", ended.Name)
            .With("startDate", ended.StartDate)
            .With("stopDate", ended.StopDate)
            .With("status", Name(ended.Status))
            .With("error", ended.Error)
            .With("cause", ended.Cause)
            .With("input", ended.Input)
            .With("inputDetails", Included)
            .With("output", ended.Output)
            .With("outputDetails", ended.Output is null ? null : Included)
            .With("traceHeader", ended.TraceHeader)
            .With("billingDetails", Billing(ended, history.Events))
            .Build();
    }

    public async Task<JsonObject> StopAsync(Request request)
    {
        var arn = request.Arn("executionArn");
        Arns.Check(arn, "execution", "express");
        var (error, cause) = (request.Text("error", 0, 256), request.Text("cause", 0, 32768));
        if (_running.TryGetValue(arn, out var running))
        {
            running.Stop(error, cause);
            await running.Recorded;
        }

        var record = await FindAsync(arn);
        return new Answer().With("stopDate", record.StopDate).Build();
    }

    public async Task<JsonObject> DescribeAsync(Request request)
    {
        var record = await FindAsync(request.Arn("executionArn"));
        var (redrive, reason) = Redrivable(record);
        var withData = request.Text("includedData") != "METADATA_ONLY";
        return new Answer()
            .With("executionArn", record.Arn)
            .With("stateMachineArn", record.StateMachineArn)
            .With("name", record.Name)
            .With("status", Name(record.Status))
            .With("startDate", record.StartDate)
            .With("stopDate", record.StopDate)
            .With("input", withData ? record.Input : null)
            .With("inputDetails", withData ? Included : JsonObject.Empty.With("included", false))
            .With("output", withData ? record.Output : null)
            .With("outputDetails", record.Output is null ? null : withData ? Included : JsonObject.Empty.With("included", false))
            .With("error", record.Error)
            .With("cause", record.Cause)
            .With("mapRunArn", record.MapRunArn)
            .With("traceHeader", record.TraceHeader)
            .With("stateMachineVersionArn", record.VersionArn)
            .With("stateMachineAliasArn", record.AliasArn)
            .With("redriveCount", record.RedriveCount)
            .With("redriveDate", record.RedriveDate)
            .With("redriveStatus", redrive)
            .With("redriveStatusReason", reason)
            .Build();
    }

    public async Task<JsonObject> DescribeStateMachineAsync(Request request)
    {
        var record = await FindAsync(request.Arn("executionArn"));
        var revision = record.Revision;
        return new Answer()
            .With("stateMachineArn", record.StateMachineArn)
            .With("name", record.StateMachineName)
            .With("definition", request.Text("includedData") == "METADATA_ONLY" ? null : revision.Definition)
            .With("roleArn", revision.RoleArn)
            .With("updateDate", record.UpdateDate)
            .With("loggingConfiguration", JsonValue.Parse(revision.Logging))
            .With("tracingConfiguration", JsonObject.Empty.With("enabled", revision.TracingEnabled))
            .With("encryptionConfiguration", JsonObject.Empty.With("type", "AWS_OWNED_KEY"))
            .With("mapRunArn", record.MapRunArn)
            .With("revisionId", revision.RevisionId)
            .With("variableReferences", StateMachines.VariableReferences(_machines.Parsed(revision.Definition, record.Type)))
            .Build();
    }

    public async Task<JsonObject> ListAsync(Request request)
    {
        var status = request.OneOf("statusFilter", "SUCCEEDED", "TIMED_OUT", "PENDING_REDRIVE", "ABORTED", "FAILED", "RUNNING") is { } given ? Status(given) : (ExecutionStatus?)null;
        var page = request.Page(3096);
        var redrives = request.OneOf("redriveFilter", "REDRIVEN", "NOT_REDRIVEN") switch { "REDRIVEN" => 1, "NOT_REDRIVEN" => 0, _ => (int?)null };
        string? machineArn = null, qualified = null;
        var mapRun = request.Text("mapRunArn", 1, 2000);
        if (mapRun is null)
        {
            var arn = request.Text("stateMachineArn", 1, 256) ?? throw ServiceException.Validation("Must specify either a state machine ARN or a Map Run ARN");
            var machine = _machines.Find(arn);
            if (machine.Type == WorkflowType.Express)
            {
                throw new ServiceException("StateMachineTypeNotSupported", "This operation is not supported by this type of state machine");
            }

            machineArn = machine.Arn;
            qualified = Arns.ReadStateMachine(arn).Qualifier is null ? null : arn;
        }

        await _store.FlushAsync();
        var found = _store.List(machineArn, mapRun, qualified, status, redrives, page.After, page.Most + 1);
        var shown = new JsonArray([.. found.Take(page.Most).Select(Summary)]);
        var answer = JsonObject.Empty.With("executions", shown);
        return found.Count > page.Most ? answer.With("nextToken", Page.Token(page.After + page.Most)) : answer;
    }

    /// <summary>A part of the history as JSON, written as it was stored.</summary>
    public async Task<string> HistoryAsync(Request request)
    {
        var page = request.Page();
        var record = await FindAsync(request.Arn("executionArn"));
        var (events, total) = _store.Events(record.Arn, page.After, page.Most, request.Flag("reverseOrder"));
        if (!request.Flag("includeExecutionData", otherwise: true))
        {
            events = [.. events.Select(WithoutData)];
        }

        var next = page.After + events.Count < total ? $",\"nextToken\":\"{Page.Token(page.After + events.Count)}\"" : string.Empty;
        return $"{{\"events\":[{string.Join(',', events)}]{next}}}";
    }

    public async Task<JsonObject> RedriveAsync(Request request)
    {
        var record = await FindAsync(request.Arn("executionArn"));
        var (status, reason) = Redrivable(record);
        if (status != "REDRIVABLE")
        {
            throw new ServiceException("ExecutionNotRedrivable", $"Execution Not Redrivable: '{reason}'");
        }

        var now = _time.GetUtcNow();
        var (events, _) = _store.Events(record.Arn, 0, int.MaxValue, reverse: false);
        var machine = _machines.Parsed(record.Revision.Definition, record.Type);
        var redriven = record with
        {
            Status = ExecutionStatus.Running,
            StopDate = null,
            Error = null,
            Cause = null,
            Output = null,
            RedriveCount = record.RedriveCount + 1,
            RedriveDate = now,
        };
        var execution = RequestOf(redriven, Payload.Parse(record.Input)) with { StartTime = now, Resume = ResumePoints.Find(machine, [.. events.Select(text => (JsonObject)JsonValue.Parse(text))]) };
        var running = new Running(redriven, execution);
        if (!_running.TryAdd(record.Arn, running))
        {
            throw new ServiceException("ExecutionNotRedrivable", "Execution Not Redrivable: 'Execution is RUNNING and cannot be redriven'");
        }

        await BeginAsync(running);
        return new Answer().With("redriveDate", now).Build();
    }

    /// <summary>The execution of an ARN, once all that is known of it is in the store.</summary>
    public async Task<ExecutionRecord> FindAsync(string arn)
    {
        Arns.Check(arn, "execution", "express");
        if (arn.Contains(":express:", StringComparison.Ordinal))
        {
            throw ServiceException.InvalidArn($"Resource type not valid in this context: express");
        }

        await _store.FlushAsync();
        return _store.Find(arn) ?? throw ServiceException.NoExecution(arn);
    }

    /// <summary>Stops all that run, as an end of the emulator does.</summary>
    public async Task StopAllAsync()
    {
        foreach (var running in _running.Values)
        {
            running.Stop(null, Interrupted);
        }

        await Task.WhenAll(_running.Values.Select(running => running.Recorded));
    }

    /// <summary>The name of a status in the API.</summary>
    internal static string Name(ExecutionStatus status) => status switch
    {
        ExecutionStatus.TimedOut => "TIMED_OUT",
        ExecutionStatus.PendingRedrive => "PENDING_REDRIVE",
        _ => status.ToString().ToUpperInvariant(),
    };

    private static JsonObject Included { get; } = JsonObject.Empty.With("included", true);

    private static ExecutionStatus Status(string name) => Enum.GetValues<ExecutionStatus>().First(status => Name(status) == name);

    private static ServiceException Exists(string arn) => new("ExecutionAlreadyExists", $"Execution Already Exists: '{arn}'");

    private static Payload Input(string? text)
    {
        if (text is { Length: 0 })
        {
            throw new ServiceException("InvalidExecutionInput", "Invalid State Machine Execution Input: 'Invalid execution input.'");
        }

        try
        {
            var payload = Payload.Parse(text ?? "{}");
            return payload.IsTooLarge
                ? throw new ServiceException("InvalidExecutionInput", "Invalid State Machine Execution Input: 'The input exceeds the maximum length of 262144 bytes.'")
                : payload;
        }
        catch (JsonSyntaxException exception)
        {
            throw new ServiceException("InvalidExecutionInput", $"Invalid State Machine Execution Input: '{exception.Message}'");
        }
    }

    private static JsonObject Billing(ExecutionRecord ended, IReadOnlyList<HistoryEvent> events)
    {
        // Duration in steps of 100 ms, memory in steps of 64 MB; 50 MB and what the states hold at once are counted.
        const long Step = 100;
        const long Chunk = 64;
        var duration = (long)(ended.StopDate!.Value - ended.StartDate).TotalMilliseconds;
        var held = events.Sum(one => (one.Details as StateEnteredDetails)?.Input.Length ?? 0) + ended.Revision.Definition.Length;
        return JsonObject.Empty
            .With("billedMemoryUsedInMB", ((50L * 1024 * 1024) + held + (Chunk * 1024 * 1024) - 1) / (Chunk * 1024 * 1024) * Chunk)
            .With("billedDurationInMilliseconds", Math.Max(Step, (duration + Step - 1) / Step * Step));
    }

    private static (string Status, string? Reason) Redrivable(ExecutionRecord record) => record.Status switch
    {
        ExecutionStatus.Running => ("NOT_REDRIVABLE", "Execution is RUNNING and cannot be redriven"),
        ExecutionStatus.Succeeded => ("NOT_REDRIVABLE", "Execution is SUCCEEDED and cannot be redriven"),
        _ when record.MapRunArn is not null => ("REDRIVABLE_BY_MAP_RUN", null),
        _ => ("REDRIVABLE", null),
    };

    private static JsonObject Summary(ExecutionRecord record) => new Answer()
        .With("executionArn", record.Arn)
        .With("stateMachineArn", record.StateMachineArn)
        .With("name", record.Name)
        .With("status", Name(record.Status))
        .With("startDate", record.StartDate)
        .With("stopDate", record.StopDate)
        .With("mapRunArn", record.MapRunArn)
        .With("itemCount", record.MapRunArn is null ? null : record.ItemCount)
        .With("stateMachineVersionArn", record.VersionArn)
        .With("stateMachineAliasArn", record.AliasArn)
        .With("redriveCount", record.RedriveCount)
        .With("redriveDate", record.RedriveDate)
        .Build();

    private static string WithoutData(string text)
    {
        var one = (JsonObject)JsonValue.Parse(text);
        foreach (var (name, details) in one.Members.Where(member => member.Value is JsonObject).ToList())
        {
            one = one.With(name, ((JsonObject)details).Without("input").Without("output").Without("parameters").Without("assignedVariables"));
        }

        return one.ToJson();
    }

    private (ExecutionRecord Record, ExecutionRequest Request) Prepare(string stateMachineArn, string? name, Payload input, string? traceHeader)
    {
        var (machine, revision, versionArn, aliasArn, updated) = _machines.Resolve(stateMachineArn);
        var ownName = name ?? _ids.Uuid();
        var arn = machine.Type == WorkflowType.Express ? _arns.Express(machine.Name, ownName, _ids.Uuid()) : _arns.Execution(machine.Name, ownName);
        var record = new ExecutionRecord(arn, ownName, machine.Arn, machine.Name, machine.Type, revision.RoleArn, input.Text, _time.GetUtcNow(), revision)
        {
            VersionArn = versionArn,
            AliasArn = aliasArn,
            TraceHeader = traceHeader,
            UpdateDate = updated,
            Seed = _ids.Seed(),
        };
        return (record, RequestOf(record, input));
    }

    private ExecutionRequest RequestOf(ExecutionRecord record, Payload input) => new()
    {
        Machine = _machines.Parsed(record.Revision.Definition, record.Type),
        Type = record.Type,
        Arn = record.Arn,
        Name = record.Name,
        StateMachineArn = record.StateMachineArn,
        StateMachineName = record.StateMachineName,
        RoleArn = record.RoleArn,
        StateMachineAliasArn = record.AliasArn,
        StateMachineVersionArn = record.VersionArn,
        Input = input,
        StartTime = record.StartDate,
        RedriveCount = record.RedriveCount,
        TraceHeader = record.TraceHeader,
        Seed = record.Seed,
    };

    // Answered for when it is in the store, and only then begun.
    private async Task BeginAsync(Running running)
    {
        try
        {
            await _store.PutExecutionAsync(running.Record);
            await _store.FlushAsync();
        }
        catch
        {
            _running.TryRemove(running.Record.Arn, out _);
            throw;
        }

        running.Begin(Services, new StoredHistory(running.Record.Arn, _store));
        _ = EndAsync(running);
    }

    private async Task EndAsync(Running running)
    {
        var result = await running.Completion;
        var ended = running.Record.Ended(result, _time.GetUtcNow());
        try
        {
            await _store.PutExecutionAsync(ended);
            await _store.FlushAsync();
        }
        catch (StoreException)
        {
            // The store says so to everyone who asks.
        }

        _running.TryRemove(running.Record.Arn, out _);
        _recent.Add(ended, null);
        running.EndRecorded();
    }
}
