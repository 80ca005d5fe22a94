using Ensemble.StepFunctions.Json;
using Ensemble.StepFunctions.Language;

namespace Ensemble.StepFunctions.Execution;

/// <summary>What shall be executed, and what it is called.</summary>
public sealed record ExecutionRequest
{
    /// <summary>The definition.</summary>
    public required StateMachine Machine { get; init; }

    /// <summary>How it is run.</summary>
    public WorkflowType Type { get; init; }

    /// <summary>The execution's ARN.</summary>
    public required string Arn { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The state machine's ARN.</summary>
    public required string StateMachineArn { get; init; }

    /// <summary>The state machine's name.</summary>
    public required string StateMachineName { get; init; }

    /// <summary>The role it runs as.</summary>
    public required string RoleArn { get; init; }

    /// <summary>The alias by which it was started.</summary>
    public string? StateMachineAliasArn { get; init; }

    /// <summary>The version that is executed.</summary>
    public string? StateMachineVersionArn { get; init; }

    /// <summary>The input.</summary>
    public required Payload Input { get; init; }

    /// <summary>When it was started.</summary>
    public required DateTimeOffset StartTime { get; init; }

    /// <summary>How often it was redriven.</summary>
    public int RedriveCount { get; init; }

    /// <summary>The trace it belongs to.</summary>
    public string? TraceHeader { get; init; }

    /// <summary>What random numbers and ids are drawn from.</summary>
    public int Seed { get; init; }

    /// <summary>Where to begin instead of the first state, for an execution that is redriven.</summary>
    public ResumePoint? Resume { get; init; }
}

/// <summary>Where a redriven execution goes on.</summary>
/// <param name="State">The state that had failed.</param>
/// <param name="Input">Its input.</param>
/// <param name="Variables">The variables at its beginning.</param>
/// <param name="LastEventId">The last event so far.</param>
public sealed record ResumePoint(string State, Payload Input, JsonObject Variables, long LastEventId);

/// <summary>How an execution is or ended, named as AWS names it.</summary>
public enum ExecutionStatus
{
    /// <summary>It runs.</summary>
    Running,

    /// <summary>It succeeded.</summary>
    Succeeded,

    /// <summary>It failed.</summary>
    Failed,

    /// <summary>It took too long.</summary>
    TimedOut,

    /// <summary>It was stopped.</summary>
    Aborted,

    /// <summary>A map run waits to be redriven.</summary>
    PendingRedrive,
}

/// <summary>How an execution ended.</summary>
/// <param name="Status">How.</param>
/// <param name="Output">Its output, if it succeeded.</param>
/// <param name="Error">The error's name, if there is one.</param>
/// <param name="Cause">The error's cause, if there is one.</param>
public sealed record ExecutionResult(ExecutionStatus Status, Payload? Output, string? Error, string? Cause);
