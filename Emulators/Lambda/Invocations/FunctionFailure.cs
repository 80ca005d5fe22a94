using System.Globalization;
using System.Text.Json;
using Ensemble.Lambda.Isolation;

namespace Ensemble.Lambda.Invocations;

/// <summary>
/// What the caller of a function is told when the platform, not the function, says that it failed. The texts are those
/// recorded on AWS.
/// </summary>
/// <param name="Type">E.g. <c>Sandbox.Timedout</c>.</param>
/// <param name="Message">The message, without the request id that precedes it.</param>
/// <param name="NamesRequest">Whether the message begins with the request id.</param>
public sealed record FunctionFailure(string Type, string Message, bool NamesRequest = true)
{
    /// <summary>The most bytes a function may answer with: 6 MiB and 100 bytes.</summary>
    public const int MaximumResponse = 6_291_556;

    /// <summary>The answer is too large.</summary>
    public static FunctionFailure ResponseTooLarge { get; } = new(
        "Function.ResponseSizeTooLarge",
        $"Response payload size exceeded maximum allowed payload size ({MaximumResponse} bytes).",
        NamesRequest: false);

    /// <summary>The function did not answer within its timeout.</summary>
    public static FunctionFailure TimedOut(TimeSpan timeout) => new(
        "Sandbox.Timedout", string.Create(CultureInfo.InvariantCulture, $"Task timed out after {timeout.TotalSeconds:0.00} seconds"));

    /// <summary>The function's process ended.</summary>
    public static FunctionFailure Exited(WorkerExit exit) => new(
        "Runtime.ExitError",
        exit switch
        {
            { Signal: { } signal } => $"Runtime exited with error: signal: {signal}",
            { Code: 0 } => "Runtime exited without providing a reason",
            _ => string.Create(CultureInfo.InvariantCulture, $"Runtime exited with error: exit status {exit.Code}"),
        });

    /// <summary>The function's program is missing or cannot be executed.</summary>
    public static FunctionFailure InvalidEntrypoint(string message) => new("Runtime.InvalidEntrypoint", message);

    /// <summary>What the caller gets.</summary>
    public InvocationResult ToResult(string requestId = "") => new(ToPayload(requestId), new(Type, Message));

    private byte[] ToPayload(string requestId)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("errorType", Type);
            json.WriteString("errorMessage", NamesRequest ? $"RequestId: {requestId} Error: {Message}" : Message);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
