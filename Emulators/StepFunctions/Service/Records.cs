using System.Text.Json.Serialization;
using Ensemble.StepFunctions.Execution;
using Ensemble.StepFunctions.Language;

namespace Ensemble.StepFunctions.Service;

/// <summary>A revision of a state machine: what an execution runs.</summary>
internal sealed record Revision(string Definition, string RoleArn, string? RevisionId, string Logging, bool TracingEnabled);

/// <summary>A published version.</summary>
internal sealed record VersionRecord(int Number, Revision Revision, string? Description, DateTimeOffset CreationDate);

/// <summary>Where an alias leads: versions with their shares of a hundred.</summary>
internal sealed record Route(string VersionArn, int Weight);

/// <summary>An alias.</summary>
internal sealed record AliasRecord(string Name, string? Description, IReadOnlyList<Route> Routes, DateTimeOffset CreationDate, DateTimeOffset UpdateDate);

/// <summary>A state machine.</summary>
internal sealed record StateMachineRecord(string Arn, string Name, WorkflowType Type, Revision Revision, DateTimeOffset CreationDate, DateTimeOffset UpdateDate)
{
    public IReadOnlyList<VersionRecord> Versions { get; init; } = [];

    public IReadOnlyList<AliasRecord> Aliases { get; init; } = [];

    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    public int LastVersion { get; init; }

    public string VersionArn(int number) => FormattableString.Invariant($"{Arn}:{number}");
}

/// <summary>An activity.</summary>
internal sealed record ActivityRecord(string Arn, string Name, DateTimeOffset CreationDate)
{
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
}

/// <summary>A map run that ended, or as it is.</summary>
internal sealed record MapRunRecord(
    string Arn, string ExecutionArn, string StateMachineArn, ExecutionStatus Status, DateTimeOffset StartDate, DateTimeOffset? StopDate,
    int MaxConcurrency, long ToleratedFailureCount, double ToleratedFailurePercentage, long TotalItems, long TotalExecutions,
    IReadOnlyList<long> Items, IReadOnlyList<long> Executions, long ResultsWritten);

/// <summary>What is known of an execution besides its events.</summary>
internal sealed record ExecutionRecord(
    string Arn, string Name, string StateMachineArn, string StateMachineName, WorkflowType Type, string RoleArn, string Input, DateTimeOffset StartDate, Revision Revision)
{
    public string? VersionArn { get; init; }

    public string? AliasArn { get; init; }

    public string? MapRunArn { get; init; }

    public string? TraceHeader { get; init; }

    public DateTimeOffset UpdateDate { get; init; }

    public int Seed { get; init; }

    public ExecutionStatus Status { get; init; }

    public DateTimeOffset? StopDate { get; init; }

    public string? Output { get; init; }

    public string? Error { get; init; }

    public string? Cause { get; init; }

    public int RedriveCount { get; init; }

    public DateTimeOffset? RedriveDate { get; init; }

    public int ItemCount { get; init; }

    /// <summary>The same when it has ended.</summary>
    public ExecutionRecord Ended(ExecutionResult result, DateTimeOffset now) => this with
    {
        Status = result.Status,
        Output = result.Output?.Text,
        Error = result.Error,
        Cause = result.Cause,
        StopDate = now,
    };
}

/// <summary>How records are written to the store.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StateMachineRecord))]
[JsonSerializable(typeof(ActivityRecord))]
[JsonSerializable(typeof(MapRunRecord))]
[JsonSerializable(typeof(ExecutionRecord))]
internal sealed partial class RecordJson : JsonSerializerContext;
