namespace Ensemble.Lambda;

/// <summary>An error that an API of Lambda answers with. Expected: it is the caller's to handle, and nothing is logged for it.</summary>
public sealed class LambdaServiceException : Exception
{
    /// <summary>Creates the error.</summary>
    /// <param name="statusCode">The HTTP status.</param>
    /// <param name="code">AWS's name of the error, as in <c>x-amzn-ErrorType</c>.</param>
    /// <param name="message">AWS's message, or a sentence in its style.</param>
    public LambdaServiceException(int statusCode, string code, string message)
        : base(message)
    {
        StatusCode = statusCode;
        Code = code;
    }

    /// <summary>The HTTP status.</summary>
    public int StatusCode { get; }

    /// <summary>AWS's name of the error.</summary>
    public string Code { get; }

    /// <summary>Whose fault it is: <c>User</c> or <c>Service</c>.</summary>
    public string FaultOf => StatusCode < 500 ? "User" : "Service";

    /// <summary>The <c>Reason</c> of a throttled call; null elsewhere.</summary>
    public string? Reason { get; init; }

    /// <summary>A function, version or alias that is not there.</summary>
    public static LambdaServiceException FunctionNotFound(string arn) => NotFound($"Function not found: {arn}");

    /// <summary>Something that is not there.</summary>
    public static LambdaServiceException NotFound(string message) => new(404, "ResourceNotFoundException", message);

    /// <summary>A value out of range or of the wrong form.</summary>
    public static LambdaServiceException InvalidParameter(string message) => new(400, "InvalidParameterValueException", message);

    /// <summary>A value that AWS's model of the API refuses.</summary>
    public static LambdaServiceException Validation(string message) => new(400, "ValidationException", message);

    /// <summary>Something that is there already, or busy.</summary>
    public static LambdaServiceException Conflict(string message) => new(409, "ResourceConflictException", message);

    /// <summary>A call beyond a limit of concurrency or rate.</summary>
    public static LambdaServiceException Throttled(string reason) =>
        new(429, "TooManyRequestsException", "Rate Exceeded.") { Reason = reason };
}
