using System.Diagnostics;
using Ensemble.Tracing;

namespace Ensemble.Lambda.Invocations;

/// <summary>
/// An invocation on its way: accepted, given to an environment, answered once. Whoever completes it first decides the
/// answer; later attempts are ignored.
/// </summary>
internal sealed class Invocation
{
    // Continuations run at once, on the thread that brings the answer: one hop less on the way back. It is therefore
    // never completed while a lock is held.
    private readonly TaskCompletionSource<InvocationResult> _completion = new();
    private readonly Action<Invocation> _answered;
    private readonly TimeProvider _time;
    private int _completed;

    /// <param name="request">What was asked.</param>
    /// <param name="time">The clock.</param>
    /// <param name="answered">Called once, before the caller learns the answer.</param>
    public Invocation(InvokeRequest request, TimeProvider time, Action<Invocation> answered)
    {
        Trace = InvocationTrace.Begin(request, time);
        Request = Trace is null ? request : request with { TraceHeader = XRayTrace.Header(Trace) };
        Accepted = time.GetTimestamp();
        AcceptedAt = time.GetUtcNow();
        Tail = request.WantsLogTail ? new LogTail() : null;
        _answered = answered;
        _time = time;
    }

    /// <summary>What was asked; of a trace that is sampled, with the header that makes the function a part of this invocation.</summary>
    public InvokeRequest Request { get; }

    /// <summary>Its span; null: its trace is not sampled.</summary>
    public Activity? Trace { get; }

    public string RequestId => Request.RequestId;

    public string TraceHeader => Request.TraceHeader;

    /// <summary>The timestamp of its arrival.</summary>
    public long Accepted { get; }

    public DateTimeOffset AcceptedAt { get; }

    /// <summary>Collects the end of the log; null where nobody asked.</summary>
    public LogTail? Tail { get; }

    /// <summary>When it will be given up; set as its environment begins with it.</summary>
    public DateTimeOffset Deadline { get; set; }

    /// <summary>Whether it takes a place of the concurrency that all functions without a reservation share.</summary>
    public bool CountsAsUnreserved { get; set; }

    /// <summary>Whether it runs in an environment that was started ahead.</summary>
    public bool IsProvisioned { get; set; }

    public Task<InvocationResult> Result => _completion.Task;

    /// <summary>Gives the caller the answer.</summary>
    public void Complete(InvocationResult result)
    {
        if (Interlocked.Exchange(ref _completed, 1) == 0)
        {
            _answered(this);
            _completion.SetResult(result);
        }
    }

    /// <summary>Gives the caller an error of the service instead of an answer.</summary>
    public void Fail(LambdaServiceException exception)
    {
        if (Interlocked.Exchange(ref _completed, 1) == 0)
        {
            _answered(this);
            if (Trace is not null)
            {
                InvocationTrace.Refuse(Trace, exception, _time);
            }

            _completion.SetException(exception);
        }
    }
}
