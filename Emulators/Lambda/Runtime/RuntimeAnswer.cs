namespace Ensemble.Lambda.Runtime;

/// <summary>What a worker is told about a call of the Runtime API.</summary>
/// <param name="StatusCode">The HTTP status.</param>
/// <param name="ErrorType">The error's name; null: none.</param>
/// <param name="ErrorMessage">The error's text, AWS's.</param>
public sealed record RuntimeAnswer(int StatusCode, string? ErrorType = null, string? ErrorMessage = null)
{
    /// <summary>The call was accepted.</summary>
    public static RuntimeAnswer Accepted { get; } = new(202);

    /// <summary>The id is not that of the event the worker was given, or it has been answered.</summary>
    public static RuntimeAnswer InvalidRequestId { get; } = new(400, "InvalidRequestID", "Invalid request ID");

    /// <summary>The response mode is not one there is.</summary>
    public static RuntimeAnswer InvalidResponseMode { get; } = new(400, "InvalidFunctionResponseMode", "Invalid function response mode");

    /// <summary>The body ended before its announced length.</summary>
    public static RuntimeAnswer Truncated { get; } = new(400, "TruncatedHTTPRequest", "HTTP request detected as truncated");

    /// <summary>The answer is larger than a function may give.</summary>
    public static RuntimeAnswer TooLarge { get; } = new(
        413, "RequestEntityTooLarge", $"Exceeded maximum allowed payload size ({Invocations.FunctionFailure.MaximumResponse} bytes).");

    /// <summary>The environment has ended: the worker is expected to exit.</summary>
    public static RuntimeAnswer Gone { get; } = new(500, "InternalServerError", "Internal Server Error");

    internal static RuntimeAnswer InvalidTransition(RuntimeState from, RuntimeState to) => new(
        403, "InvalidStateTransition", $"State transition from {from} to {to} failed for runtime. Error: State transition is not allowed");
}
