using System.Collections.Concurrent;
using Ensemble.StepFunctions.Json;
using Ensemble.StepFunctions.Language;
using Ensemble.StepFunctions.Language.Parsing;
using Ensemble.StepFunctions.Persistence;

namespace Ensemble.StepFunctions.Service;

/// <summary>State machines with their versions and aliases.</summary>
internal sealed class StateMachines : IDisposable
{
    private const string Kind = "stateMachine";
    private const int MaxParsed = 1000;
    private const string LoggingOff = """{"level":"OFF","includeExecutionData":false}""";

    private readonly ConcurrentDictionary<string, StateMachineRecord> _machines = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Text, WorkflowType Type), StateMachine> _parsed = new();
    private readonly SemaphoreSlim _changing = new(1);
    private readonly ExecutionStore _store;
    private readonly Arns _arns;
    private readonly Ids _ids;
    private readonly TimeProvider _time;
    private readonly Func<TaskResource, bool> _supports;

    public StateMachines(ExecutionStore store, Arns arns, Ids ids, TimeProvider time, Func<TaskResource, bool> supports)
    {
        _store = store;
        _arns = arns;
        _ids = ids;
        _time = time;
        _supports = supports;
        foreach (var machine in store.All(Kind, RecordJson.Default.StateMachineRecord))
        {
            _machines[machine.Arn] = machine;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _changing.Dispose();

    /// <summary>A definition ready to run; each text is read once, as long as there are not too many.</summary>
    public StateMachine Parsed(string definition, WorkflowType type)
    {
        if (_parsed.Count > MaxParsed)
        {
            _parsed.Clear();
        }

        return _parsed.GetOrAdd((definition, type), key => DefinitionParser.Parse(key.Text, new(key.Type, _supports)));
    }

    /// <summary>The machine of an ARN, whichever version or alias it names.</summary>
    public StateMachineRecord Find(string arn)
    {
        var reference = Arns.ReadStateMachine(arn);
        return _machines.GetValueOrDefault(reference.Machine) ?? throw ServiceException.NoStateMachine(arn);
    }

    /// <summary>What an execution that is started by an ARN runs.</summary>
    public (StateMachineRecord Machine, Revision Revision, string? VersionArn, string? AliasArn, DateTimeOffset UpdateDate) Resolve(string arn)
    {
        var reference = Arns.ReadStateMachine(arn);
        if (!_machines.TryGetValue(reference.Machine, out var machine))
        {
            throw ServiceException.NoStateMachine(arn);
        }

        if (reference.Qualifier is null)
        {
            return (machine, machine.Revision, null, null, machine.UpdateDate);
        }

        var aliasArn = reference.Version is null ? arn : null;
        var versionArn = aliasArn is null ? arn : Draw(machine.Aliases.FirstOrDefault(alias => alias.Name == reference.Qualifier) ?? throw ServiceException.NoStateMachine(arn));
        var version = machine.Versions.FirstOrDefault(one => machine.VersionArn(one.Number) == versionArn) ?? throw ServiceException.NoStateMachine(arn);
        return (machine, version.Revision, versionArn, aliasArn, version.CreationDate);
    }

    public async Task<JsonObject> CreateAsync(Request request)
    {
        var name = request.Name();
        var definition = Definition(request)!;
        var role = request.Required("roleArn", 1, 256);
        var type = request.OneOf("type", "STANDARD", "EXPRESS") == "EXPRESS" ? WorkflowType.Express : WorkflowType.Standard;
        var logging = Logging(request) ?? LoggingOff;
        var tracing = request.Object("tracingConfiguration")?.Flag("enabled") ?? false;
        Check(definition, type);
        if (request.Has("versionDescription") && !request.Flag("publish"))
        {
            throw ServiceException.Validation("Version description can only be set when publish is true");
        }

        var revision = new Revision(definition, role, null, logging, tracing);
        var arn = _arns.StateMachine(name);
        return await ChangeAsync(async () =>
        {
            var machine = _machines.GetValueOrDefault(arn);
            if (machine is not null && (machine.Type != type || machine.Revision with { RevisionId = null } != revision))
            {
                throw new ServiceException("StateMachineAlreadyExists", $"State Machine Already Exists: '{arn}'");
            }

            var now = _time.GetUtcNow();
            machine ??= new(arn, name, type, revision, now, now) { Tags = Tags.Read(request) };
            string? versionArn = null;
            if (request.Flag("publish"))
            {
                (machine, versionArn) = Published(machine, request.Text("versionDescription", 0, 256), now);
            }

            await SaveAsync(machine);
            return new Answer().With("stateMachineArn", arn).With("creationDate", machine.CreationDate).With("stateMachineVersionArn", versionArn).Build();
        });
    }

    public async Task<JsonObject> UpdateAsync(Request request)
    {
        var arn = request.Arn("stateMachineArn");
        var reference = Arns.ReadStateMachine(arn);
        if (reference.Qualifier is not null)
        {
            throw ServiceException.NoStateMachine(arn);
        }

        return await ChangeAsync(async () =>
        {
            var machine = _machines.GetValueOrDefault(reference.Machine) ?? throw ServiceException.NoStateMachine(arn);
            if (!request.Has("definition") && !request.Has("roleArn") && !request.Has("loggingConfiguration") && !request.Has("tracingConfiguration") && !request.Has("encryptionConfiguration"))
            {
                throw new ServiceException("MissingRequiredParameter", "Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be specified");
            }

            var changed = machine.Revision with
            {
                Definition = Definition(request, isRequired: false) ?? machine.Revision.Definition,
                RoleArn = request.Text("roleArn", 1, 256) ?? machine.Revision.RoleArn,
                Logging = Logging(request) ?? machine.Revision.Logging,
                TracingEnabled = request.Object("tracingConfiguration")?.Flag("enabled") ?? machine.Revision.TracingEnabled,
            };
            Check(changed.Definition, machine.Type);
            var now = _time.GetUtcNow();

            // A role counts as a change even if it is the same; a definition only if it is another.
            var isNew = changed != machine.Revision || request.Has("roleArn");
            machine = machine with { Revision = isNew ? changed with { RevisionId = _ids.Uuid() } : changed, UpdateDate = now };
            string? versionArn = null;
            if (request.Flag("publish"))
            {
                (machine, versionArn) = Published(machine, request.Text("versionDescription", 0, 256), now);
            }

            await SaveAsync(machine);
            return new Answer().With("updateDate", now).With("revisionId", isNew ? machine.Revision.RevisionId : null).With("stateMachineVersionArn", versionArn).Build();
        });
    }

    public JsonObject Describe(Request request)
    {
        var arn = request.Arn("stateMachineArn");
        var reference = Arns.ReadStateMachine(arn);
        var machine = _machines.GetValueOrDefault(reference.Machine) ?? throw ServiceException.NoStateMachine(arn);
        var version = reference.Version is { } number
            ? machine.Versions.FirstOrDefault(one => one.Number == number) ?? throw ServiceException.NoStateMachine(arn)
            : null;
        var revision = version?.Revision ?? Resolve(arn).Revision;
        var metadataOnly = request.Text("includedData") == "METADATA_ONLY";
        return new Answer()
            .With("stateMachineArn", arn)
            .With("name", machine.Name)
            .With("status", "ACTIVE")
            .With("definition", metadataOnly ? null : revision.Definition)
            .With("roleArn", revision.RoleArn)
            .With("type", machine.Type == WorkflowType.Express ? "EXPRESS" : "STANDARD")
            .With("creationDate", version?.CreationDate ?? machine.CreationDate)
            .With("loggingConfiguration", JsonValue.Parse(revision.Logging))
            .With("tracingConfiguration", JsonObject.Empty.With("enabled", revision.TracingEnabled))
            .With("encryptionConfiguration", JsonObject.Empty.With("type", "AWS_OWNED_KEY"))
            .With("revisionId", revision.RevisionId)
            .With("description", version?.Description)
            .With("variableReferences", VariableReferences(Parsed(revision.Definition, machine.Type)))
            .Build();
    }

    /// <summary>The variables that each state reads; null: none does.</summary>
    public static JsonObject? VariableReferences(StateMachine machine)
    {
        var references = new List<KeyValuePair<string, JsonValue>>();
        Collect(machine.Graph);
        return references.Count == 0 ? null : new(references);

        void Collect(Graph graph)
        {
            foreach (var state in graph.States.Values)
            {
                var names = StateExpressions.Of(state).SelectMany(expression => expression.Variables).Distinct(StringComparer.Ordinal).ToList();
                if (names.Count > 0)
                {
                    references.Add(new(state.Name, new JsonArray([.. names.Select(name => (JsonValue)name)])));
                }

                foreach (var inner in state.Inner)
                {
                    Collect(inner);
                }
            }
        }
    }

    public async Task<JsonObject> DeleteAsync(Request request)
    {
        var arn = request.Arn("stateMachineArn");
        var reference = Arns.ReadStateMachine(arn);
        return await ChangeAsync(async () =>
        {
            if (_machines.TryRemove(reference.Machine, out _))
            {
                await _store.RemoveAsync(Kind, reference.Machine);
            }

            return JsonObject.Empty;
        });
    }

    public JsonObject List(Request request) => request.Page().Of(
        [.. _machines.Values.OrderBy(machine => machine.CreationDate).ThenBy(machine => machine.Name, StringComparer.Ordinal)],
        "stateMachines",
        machine => new Answer().With("stateMachineArn", machine.Arn).With("name", machine.Name)
            .With("type", machine.Type == WorkflowType.Express ? "EXPRESS" : "STANDARD").With("creationDate", machine.CreationDate).Build());

    public async Task<JsonObject> PublishAsync(Request request)
    {
        var arn = request.Arn("stateMachineArn");
        var reference = Arns.ReadStateMachine(arn);
        return await ChangeAsync(async () =>
        {
            if (reference.Qualifier is not null || !_machines.TryGetValue(reference.Machine, out var machine))
            {
                throw ServiceException.NoStateMachine(arn);
            }

            if (request.Text("revisionId") is { } wanted && wanted != (machine.Revision.RevisionId ?? "INITIAL"))
            {
                throw new ServiceException("ConflictException", $"Failed to publish the State Machine version for revision {wanted}. The current State Machine revision is {machine.Revision.RevisionId ?? "INITIAL"}.");
            }

            (machine, var versionArn) = Published(machine, request.Text("description", 0, 256), _time.GetUtcNow());
            await SaveAsync(machine);
            return new Answer().With("creationDate", machine.Versions[^1].CreationDate).With("stateMachineVersionArn", versionArn).Build();
        });
    }

    public async Task<JsonObject> DeleteVersionAsync(Request request)
    {
        var arn = request.Arn("stateMachineVersionArn");
        var reference = Arns.ReadStateMachine(arn);
        if (reference.Version is not { } number)
        {
            throw ServiceException.Validation($"1 validation error detected: Value '{arn}' at 'stateMachineVersionArn' failed to satisfy constraint: Member must be a state machine version ARN");
        }

        return await ChangeAsync(async () =>
        {
            if (_machines.TryGetValue(reference.Machine, out var machine))
            {
                var aliases = machine.Aliases.Where(alias => alias.Routes.Any(route => route.VersionArn == arn)).Select(alias => alias.Name).ToList();
                if (aliases.Count > 0)
                {
                    throw new ServiceException("ConflictException", $"Version to be deleted must not be referenced by an alias. Current list of aliases referencing this version: [{string.Join(", ", aliases)}]");
                }

                await SaveAsync(machine with { Versions = [.. machine.Versions.Where(version => version.Number != number)] });
            }

            return JsonObject.Empty;
        });
    }

    public JsonObject ListVersions(Request request)
    {
        var machine = Unqualified(request.Arn("stateMachineArn"));
        return request.Page().Of(
            [.. machine.Versions.Reverse()],
            "stateMachineVersions",
            version => new Answer().With("stateMachineVersionArn", machine.VersionArn(version.Number)).With("creationDate", version.CreationDate).Build());
    }

    /// <summary>The machine of an ARN that names neither a version nor an alias.</summary>
    public StateMachineRecord Unqualified(string arn)
    {
        var reference = Arns.ReadStateMachine(arn);
        return reference.Qualifier is null && _machines.TryGetValue(reference.Machine, out var machine) ? machine : throw ServiceException.NoStateMachine(arn);
    }

    /// <summary>Changes a machine.</summary>
    public Task<JsonObject> ChangeAsync(string arn, Func<StateMachineRecord, (StateMachineRecord Changed, JsonObject Answer)> change) => ChangeAsync(async () =>
    {
        var (changed, answer) = change(_machines.GetValueOrDefault(arn) ?? throw ServiceException.NoStateMachine(arn));
        await SaveAsync(changed);
        return answer;
    });

    /// <summary>The machine of an exact ARN, or null.</summary>
    public StateMachineRecord? Get(string arn) => _machines.GetValueOrDefault(arn);

    private string Draw(AliasRecord alias)
    {
        var at = _ids.Below(100);
        foreach (var route in alias.Routes)
        {
            at -= route.Weight;
            if (at < 0)
            {
                return route.VersionArn;
            }
        }

        return alias.Routes[^1].VersionArn;
    }

    private static (StateMachineRecord Machine, string VersionArn) Published(StateMachineRecord machine, string? description, DateTimeOffset now)
    {
        // The same revision is published once.
        if (machine.Versions is [.., var last] && last.Revision == machine.Revision)
        {
            return (machine, machine.VersionArn(last.Number));
        }

        var number = machine.LastVersion + 1;
        machine = machine with { LastVersion = number, Versions = [.. machine.Versions, new(number, machine.Revision, description, now)] };
        return (machine, machine.VersionArn(number));
    }

    private static string? Definition(Request request, bool isRequired = true) => isRequired
        ? request.Required("definition", 1, DefinitionParser.MaxBytes)
        : request.Text("definition", 1, DefinitionParser.MaxBytes);

    private static string? Logging(Request request)
    {
        if (request.Object("loggingConfiguration") is not { } logging)
        {
            return null;
        }

        var level = logging.OneOf("level", "ALL", "ERROR", "FATAL", "OFF") ?? "OFF";
        var destinations = logging.Objects("destinations");
        if (level != "OFF" && destinations is not { Count: 1 })
        {
            throw new ServiceException("InvalidLoggingConfiguration", "Invalid Logging Configuration: Must specify exactly one Log Destination.");
        }

        var answer = JsonObject.Empty.With("level", level).With("includeExecutionData", logging.Flag("includeExecutionData"));
        return (destinations is null ? answer : answer.With("destinations", request.Members("loggingConfiguration")!["destinations"]!)).ToJson();
    }

    private void Check(string definition, WorkflowType type)
    {
        try
        {
            Parsed(definition, type);
        }
        catch (InvalidDefinitionException exception)
        {
            throw new ServiceException("InvalidDefinition", exception.Message);
        }
    }

    private async Task SaveAsync(StateMachineRecord machine)
    {
        _machines[machine.Arn] = machine;
        await _store.PutAsync(Kind, machine.Arn, machine, RecordJson.Default.StateMachineRecord);
        await _store.FlushAsync();
    }

    private async Task<JsonObject> ChangeAsync(Func<Task<JsonObject>> change)
    {
        await _changing.WaitAsync();
        try
        {
            return await change();
        }
        finally
        {
            _changing.Release();
        }
    }
}
