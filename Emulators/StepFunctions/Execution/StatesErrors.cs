namespace Ensemble.StepFunctions.Execution;

/// <summary>
/// The error names of the States Language and of Step Functions
/// (https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html).
/// </summary>
public static class StatesErrors
{
    /// <summary>Matches any error name but those that end an execution whatever is written.</summary>
    public const string All = "States.ALL";

    /// <summary>A branch of a Parallel state failed.</summary>
    public const string BranchFailed = "States.BranchFailed";

    /// <summary>A result is larger than a state may be.</summary>
    public const string DataLimitExceeded = "States.DataLimitExceeded";

    /// <summary>More items of a Map failed than are tolerated.</summary>
    public const string ExceedToleratedFailureThreshold = "States.ExceedToleratedFailureThreshold";

    /// <summary>A task sent no heartbeat in time.</summary>
    public const string HeartbeatTimeout = "States.HeartbeatTimeout";

    /// <summary>An intrinsic function failed.</summary>
    public const string IntrinsicFailure = "States.IntrinsicFailure";

    /// <summary>The items of a Map could not be read.</summary>
    public const string ItemReaderFailed = "States.ItemReaderFailed";

    /// <summary>No rule of a Choice state matched and there is no default.</summary>
    public const string NoChoiceMatched = "States.NoChoiceMatched";

    /// <summary>A JSONata expression failed.</summary>
    public const string QueryEvaluationError = "States.QueryEvaluationError";

    /// <summary>ResultPath cannot be applied to the input.</summary>
    public const string ResultPathMatchFailure = "States.ResultPathMatchFailure";

    /// <summary>The results of a Map could not be written.</summary>
    public const string ResultWriterFailed = "States.ResultWriterFailed";

    /// <summary>Something that no state can mend.</summary>
    public const string Runtime = "States.Runtime";

    /// <summary>A task failed; as a pattern it matches every error but a timeout.</summary>
    public const string TaskFailed = "States.TaskFailed";

    /// <summary>A task or an execution took too long.</summary>
    public const string Timeout = "States.Timeout";

    /// <summary>Whether an error name is matched by the name of a retrier or a catcher.</summary>
    public static bool Matches(string pattern, string error) => error switch
    {
        Runtime => false, // not even by its own name
        DataLimitExceeded => pattern == DataLimitExceeded,
        _ when pattern == error || pattern == All => true,
        HeartbeatTimeout => pattern == Timeout,
        Timeout => false,
        _ => pattern == TaskFailed,
    };
}
