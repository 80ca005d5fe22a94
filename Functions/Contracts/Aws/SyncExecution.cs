using System.Text.Json.Serialization;

namespace Ensemble.Contracts.Aws;

/// <summary>The request of <c>StartSyncExecution</c> (https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartSyncExecution.html).</summary>
/// <param name="StateMachineArn">The state machine, an Express one.</param>
/// <param name="Input">The input as JSON text.</param>
/// <param name="TraceHeader">The trace header of X-Ray; null: none.</param>
public sealed record StartSyncExecutionRequest(string StateMachineArn, string Input, string? TraceHeader = null);

/// <summary>The answer of <c>StartSyncExecution</c>.</summary>
public sealed record SyncExecution
{
    /// <summary>The execution's ARN.</summary>
    public required string ExecutionArn { get; init; }

    /// <summary>Its start, in seconds since 1970.</summary>
    public required double StartDate { get; init; }

    /// <summary>Its end, in seconds since 1970.</summary>
    public required double StopDate { get; init; }

    /// <summary><c>SUCCEEDED</c>, <c>FAILED</c> or <c>TIMED_OUT</c>.</summary>
    public required string Status { get; init; }

    /// <summary>The output as JSON text; null: it did not succeed.</summary>
    public string? Output { get; init; }

    /// <summary>The name of the error; null: it succeeded.</summary>
    public string? Error { get; init; }

    /// <summary>What went wrong; null: nothing, or nothing is known.</summary>
    public string? Cause { get; init; }

    /// <summary>What is billed.</summary>
    public ExecutionBilling? BillingDetails { get; init; }

    /// <summary>When it began.</summary>
    [JsonIgnore]
    public DateTimeOffset Start => Instant(StartDate);

    /// <summary>When it ended.</summary>
    [JsonIgnore]
    public DateTimeOffset Stop => Instant(StopDate);

    private static DateTimeOffset Instant(double seconds) => DateTimeOffset.UnixEpoch.AddMilliseconds(Math.Round(seconds * 1000));
}

/// <summary>What is billed of an Express execution.</summary>
/// <param name="BilledDurationInMilliseconds">Its time, rounded up to 100 ms.</param>
/// <param name="BilledMemoryUsedInMB">Its memory, rounded up to 64 MB.</param>
public sealed record ExecutionBilling(double BilledDurationInMilliseconds, double BilledMemoryUsedInMB);

/// <summary>JSON of the actions of AWS' services.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StartSyncExecutionRequest))]
[JsonSerializable(typeof(SyncExecution))]
public sealed partial class AwsJson : JsonSerializerContext;
