using Ensemble.StepFunctions.Json;

namespace Ensemble.StepFunctions.History;

/// <summary>What an event tells besides its type. Data travels as the JSON text that was seen, never parsed and written again.</summary>
public abstract record EventDetails
{
    /// <summary>The fields as the API writes them; those that are null are left out.</summary>
    public abstract IEnumerable<(string Name, JsonValue? Value)> Fields { get; }

    private protected static JsonValue? Optional(string? text) => text is null ? null : new JsonString(text);

    private protected static JsonObject NotTruncated { get; } = JsonObject.Empty.With("truncated", false);
}

/// <summary>An execution began.</summary>
public sealed record ExecutionStartedDetails(string Input, string RoleArn, string? StateMachineAliasArn, string? StateMachineVersionArn) : EventDetails
{
    /// <inheritdoc/>
    public override IEnumerable<(string Name, JsonValue? Value)> Fields =>
        [("input", Input), ("inputDetails", NotTruncated), ("roleArn", RoleArn), ("stateMachineAliasArn", Optional(StateMachineAliasArn)), ("stateMachineVersionArn", Optional(StateMachineVersionArn))];
}

/// <summary>An execution, task, function or activity succeeded.</summary>
public sealed record OutputDetails(string? Output) : EventDetails
{
    /// <inheritdoc/>
    public override IEnumerable<(string Name, JsonValue? Value)> Fields =>
        [("output", Optional(Output)), ("outputDetails", Output is null ? null : NotTruncated)];
}

/// <summary>Something failed, timed out or was aborted; an error without a name has none.</summary>
public sealed record FailureDetails(string? Error, string? Cause) : EventDetails
{
    /// <inheritdoc/>
    public override IEnumerable<(string Name, JsonValue? Value)> Fields => [("error", Optional(Error)), ("cause", Optional(Cause))];
}

/// <summary>An execution was redriven.</summary>
public sealed record ExecutionRedrivenDetails(int RedriveCount) : EventDetails
{
    /// <inheritdoc/>
    public override IEnumerable<(string Name, JsonValue? Value)> Fields => [("redriveCount", RedriveCount)];
}

/// <summary>A state began.</summary>
public sealed record StateEnteredDetails(string Name, string Input) : EventDetails
{
    /// <inheritdoc/>
    public override IEnumerable<(string Name, JsonValue? Value)> Fields => [("name", Name), ("input", Input), ("inputDetails", NotTruncated)];
}

/// <summary>A state ended.</summary>
public sealed record StateExitedDetails(string Name, string Output, JsonObject? AssignedVariables) : EventDetails
{
    /// <inheritdoc/>
    public override IEnumerable<(string Name, JsonValue? Value)> Fields =>
    [
        ("name", Name), ("output", Output), ("outputDetails", NotTruncated),
        ("assignedVariables", AssignedVariables is null ? null : new JsonObject(AssignedVariables.Members.Select(one => KeyValuePair.Create(one.Key, (JsonValue)one.Value.ToJson())))),
        ("assignedVariablesDetails", AssignedVariables is null ? null : NotTruncated),
    ];
}

/// <summary>A service is going to be called.</summary>
public sealed record TaskScheduledDetails(string ResourceType, string Resource, string Region, string Parameters, long? TimeoutInSeconds, long? HeartbeatInSeconds) : EventDetails
{
    /// <inheritdoc/>
    public override IEnumerable<(string Name, JsonValue? Value)> Fields =>
    [
        ("resourceType", ResourceType), ("resource", Resource), ("region", Region), ("parameters", Parameters),
        ("timeoutInSeconds", TimeoutInSeconds is { } timeout ? timeout : null), ("heartbeatInSeconds", HeartbeatInSeconds is { } heartbeat ? heartbeat : null),
    ];
}

/// <summary>A service was called, answered, or has done what it was asked for.</summary>
public sealed record TaskDetails(string ResourceType, string Resource, string? Output = null) : EventDetails
{
    /// <inheritdoc/>
    public override IEnumerable<(string Name, JsonValue? Value)> Fields =>
        [("resourceType", ResourceType), ("resource", Resource), ("output", Optional(Output)), ("outputDetails", Output is null ? null : NotTruncated)];
}

/// <summary>A service failed.</summary>
public sealed record TaskFailureDetails(string ResourceType, string Resource, string? Error, string? Cause) : EventDetails
{
    /// <inheritdoc/>
    public override IEnumerable<(string Name, JsonValue? Value)> Fields =>
        [("resourceType", ResourceType), ("resource", Resource), ("error", Optional(Error)), ("cause", Optional(Cause))];
}

/// <summary>A function or an activity is going to be called.</summary>
public sealed record WorkScheduledDetails(string Resource, string Input, long? TimeoutInSeconds, long? HeartbeatInSeconds) : EventDetails
{
    /// <inheritdoc/>
    public override IEnumerable<(string Name, JsonValue? Value)> Fields =>
    [
        ("resource", Resource), ("input", Input), ("inputDetails", NotTruncated),
        ("timeoutInSeconds", TimeoutInSeconds is { } timeout ? timeout : null), ("heartbeatInSeconds", HeartbeatInSeconds is { } heartbeat ? heartbeat : null),
    ];
}

/// <summary>A worker took an activity's task.</summary>
public sealed record ActivityStartedDetails(string? WorkerName) : EventDetails
{
    /// <inheritdoc/>
    public override IEnumerable<(string Name, JsonValue? Value)> Fields => [("workerName", Optional(WorkerName))];
}

/// <summary>The items of a Map are known.</summary>
public sealed record MapStateStartedDetails(long Length) : EventDetails
{
    /// <inheritdoc/>
    public override IEnumerable<(string Name, JsonValue? Value)> Fields => [("length", Length)];
}

/// <summary>An item of a Map.</summary>
public sealed record MapIterationDetails(string Name, long Index) : EventDetails
{
    /// <inheritdoc/>
    public override IEnumerable<(string Name, JsonValue? Value)> Fields => [("name", Name), ("index", Index)];
}

/// <summary>A map run began.</summary>
public sealed record MapRunStartedDetails(string MapRunArn) : EventDetails
{
    /// <inheritdoc/>
    public override IEnumerable<(string Name, JsonValue? Value)> Fields => [("mapRunArn", MapRunArn)];
}

/// <summary>An expression failed.</summary>
public sealed record EvaluationFailedDetails(string? Error, string? Cause, string? Location, string State) : EventDetails
{
    /// <inheritdoc/>
    public override IEnumerable<(string Name, JsonValue? Value)> Fields =>
        [("error", Optional(Error)), ("cause", Optional(Cause)), ("location", Optional(Location)), ("state", State)];
}
