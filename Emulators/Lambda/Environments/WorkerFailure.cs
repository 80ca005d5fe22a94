using Ensemble.Lambda.Invocations;
using Ensemble.Lambda.Isolation;

namespace Ensemble.Lambda.Environments;

/// <summary>Why a worker has to be ended, and what follows from it.</summary>
/// <param name="Status">How the invocation ended.</param>
/// <param name="Error">What its record says.</param>
/// <param name="Result">What the caller gets, by request id.</param>
/// <param name="RepeatsInit">Whether a failed init is repeated within the invocation.</param>
/// <param name="OutOfMemory">Whether the memory limit was reached.</param>
/// <param name="Patience">How long the process is given to end by itself.</param>
internal sealed record WorkerFailure(
    InvocationStatus Status,
    FunctionError Error,
    Func<string, InvocationResult> Result,
    bool RepeatsInit,
    bool OutOfMemory = false,
    TimeSpan Patience = default)
{
    private static readonly TimeSpan TimeToExit = TimeSpan.FromSeconds(1);

    public static WorkerFailure Exited(WorkerExit exit)
    {
        var failure = FunctionFailure.Exited(exit);
        return Of(failure, InvocationStatus.Error, repeatsInit: true) with
        {
            Error = new(exit.OutOfMemory ? "Runtime.OutOfMemory" : failure.Type, failure.Message),
            OutOfMemory = exit.OutOfMemory,
        };
    }

    public static WorkerFailure TimedOut(TimeSpan timeout) =>
        Of(FunctionFailure.TimedOut(timeout), InvocationStatus.Timeout, repeatsInit: true);

    public static WorkerFailure InvalidEntrypoint(InvalidEntrypointException exception) =>
        Of(FunctionFailure.InvalidEntrypoint(exception.Message), InvocationStatus.Error, repeatsInit: false);

    public static WorkerFailure InitError(ReadOnlyMemory<byte> payload, FunctionError error, bool repeatsInit) =>
        new(InvocationStatus.Error, error, _ => new(payload, error), repeatsInit, Patience: TimeToExit);

    private static WorkerFailure Of(FunctionFailure failure, InvocationStatus status, bool repeatsInit) =>
        new(status, new(failure.Type, failure.Message), failure.ToResult, repeatsInit);
}
