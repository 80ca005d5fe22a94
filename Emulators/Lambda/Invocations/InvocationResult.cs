namespace Ensemble.Lambda.Invocations;

/// <summary>What the caller of a function gets.</summary>
/// <param name="Payload">The function's answer, or the description of its error; empty where the answer was streamed.</param>
/// <param name="Error">What kind of error it is; null: none. Errors that the function reported itself included.</param>
/// <param name="LogTail">The last 4096 bytes of the log; null where they were not asked for.</param>
public sealed record InvocationResult(ReadOnlyMemory<byte> Payload, FunctionError? Error, ReadOnlyMemory<byte>? LogTail = null);

/// <summary>A failure of a function.</summary>
/// <param name="Type">E.g. <c>Runtime.ExitError</c>, or the type that the function reported.</param>
/// <param name="Message">A sentence; empty where only the payload tells.</param>
public sealed record FunctionError(string Type, string Message);
