using Ensemble.Lambda.Environments;
using Ensemble.Lambda.Invocations;
using Ensemble.Lambda.Isolation;

namespace Ensemble.Lambda.Runtime;

/// <summary>
/// The conversation between one worker process and its environment over the Runtime API. A call in the wrong state is
/// refused as on AWS and changes nothing:
/// <code>
/// Started ─next─► Ready ─event─► Running ─response | error─► RuntimeResponseSentState ─next─► Ready
///    └─init/error─► InitError
/// </code>
/// <c>next</c> while Running gives the same event again.
/// </summary>
public sealed class RuntimeSession
{
    private readonly ExecutionEnvironment _environment;
    private TaskCompletionSource<RuntimeEvent?>? _waiting;

    internal RuntimeSession(string token, ExecutionEnvironment environment)
    {
        Token = token;
        _environment = environment;
    }

    /// <summary>What tells this worker from all others: the path prefix of its Runtime API.</summary>
    public string Token { get; }

    internal RuntimeState State { get; set; }

    internal IWorkerProcess? Process { get; set; }

    /// <summary>When its process was started.</summary>
    internal long Started { get; init; }

    /// <summary>How long the emulator took to start it.</summary>
    internal TimeSpan SpawnDuration { get; set; }

    /// <summary>Waits for the next event. Null: the environment has ended, and so should the worker.</summary>
    public ValueTask<RuntimeEvent?> NextAsync(CancellationToken cancellationToken) => _environment.NextAsync(this, cancellationToken);

    /// <summary>Why <c>next</c> would be refused; null: it would not.</summary>
    public RuntimeAnswer? RefuseNext() =>
        State == RuntimeState.InitError ? RuntimeAnswer.InvalidTransition(State, RuntimeState.Ready) : null;

    /// <summary>Begins to take the answer to an event; null if it may go on, and then a <c>Complete</c> method must follow.</summary>
    /// <param name="requestId">The event's id.</param>
    /// <param name="isError">Whether it is an error that the function reports.</param>
    /// <param name="sink">Where the answer goes piece by piece; null: it is wanted in one piece.</param>
    public RuntimeAnswer? BeginResponse(string requestId, bool isError, out IResponseSink? sink) =>
        _environment.BeginResponse(this, requestId, isError, out sink);

    /// <summary>The answer is complete.</summary>
    /// <param name="payload">The answer; empty where it went to the sink.</param>
    /// <param name="error">What the function reported; null: it succeeded.</param>
    public RuntimeAnswer CompleteResponse(ReadOnlyMemory<byte> payload, FunctionError? error) => _environment.CompleteResponse(
        this, new(payload, error), error is null ? InvocationStatus.Success : InvocationStatus.HandlerError)
        ? RuntimeAnswer.Accepted
        : RuntimeAnswer.InvalidRequestId;

    /// <summary>The answer is too large, and the caller is told so.</summary>
    public RuntimeAnswer CompleteTooLarge() => _environment.CompleteResponse(
        this, FunctionFailure.ResponseTooLarge.ToResult(), InvocationStatus.Error)
        ? RuntimeAnswer.TooLarge
        : RuntimeAnswer.InvalidRequestId;

    /// <summary>The answer broke off; the worker still owes it.</summary>
    public RuntimeAnswer CompleteTruncated()
    {
        _environment.AbandonResponse(this);
        return RuntimeAnswer.Truncated;
    }

    /// <summary>The worker cannot be initialised.</summary>
    public RuntimeAnswer ReportInitError(ReadOnlyMemory<byte> payload, FunctionError error) =>
        _environment.ReportInitError(this, payload, error);

    /// <summary>Lets the worker wait; an earlier wait of the same worker, whose connection it must have lost, ends.</summary>
    internal Task<RuntimeEvent?> Wait(out TaskCompletionSource<RuntimeEvent?>? earlier)
    {
        earlier = _waiting;

        // Continuations run at once, as the answer's do: never completed while a lock is held.
        _waiting = new TaskCompletionSource<RuntimeEvent?>();
        State = RuntimeState.Ready;
        return _waiting.Task;
    }

    /// <summary>Takes the wait, to be completed outside the lock.</summary>
    internal TaskCompletionSource<RuntimeEvent?>? TakeWaiting()
    {
        var waiting = _waiting;
        _waiting = null;
        return waiting;
    }
}
