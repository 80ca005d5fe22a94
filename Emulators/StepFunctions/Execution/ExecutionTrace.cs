using System.Diagnostics;
using Ensemble.StepFunctions.Language;
using Ensemble.Tracing;

namespace Ensemble.StepFunctions.Execution;

/// <summary>
/// An execution and its states as spans of the trace in whose name it was started, its <c>traceHeader</c>. One without, or whose
/// trace is not sampled, costs nothing.
/// </summary>
internal static class ExecutionTrace
{
    private static readonly ActivitySource Source = new("Ensemble.StepFunctions");

    /// <summary>Begins the span of an execution; null: its trace is not sampled, or nobody listens.</summary>
    public static Activity? Begin(ExecutionRequest request)
    {
        var span = XRayTrace.Continue(Source, request.StateMachineName, request.TraceHeader, request.StartTime);
        span?.SetTag("aws.step_functions.state_machine.arn", request.StateMachineArn);
        span?.SetTag("aws.step_functions.execution.arn", request.Arn);
        return span;
    }

    /// <summary>Ends it.</summary>
    public static void End(Activity span, ExecutionResult result, TimeProvider time)
    {
        if (result.Status != ExecutionStatus.Succeeded)
        {
            span.SetStatus(ActivityStatusCode.Error, result.Error ?? result.Status.ToString());
        }

        XRayTrace.End(span, time.GetUtcNow());
    }

    /// <summary>Does what a state does, in a span of its own; what happens within the state are parts of that.</summary>
    public static async ValueTask<StateOutcome> EvaluateAsync(Visit visit, CancellationToken cancellationToken)
    {
        var flow = visit.Flow;
        var outer = flow.Trace!.Value;
        var time = flow.Run.Services.Time;
        var kind = visit.State is TaskState ? ActivityKind.Client : ActivityKind.Internal;
        if (Source.StartActivity(visit.State.Name, kind, outer, startTime: visit.EnteredTime) is not { } span)
        {
            return await Interpreter.EvaluateAsync(visit, cancellationToken);
        }

        span.SetTag("states.type", visit.State.GetType().Name[..^"State".Length]);
        visit.Trace = span;
        flow.Trace = span.Context;
        try
        {
            return await Interpreter.EvaluateAsync(visit, cancellationToken);
        }
        catch (StatesException exception)
        {
            span.SetStatus(ActivityStatusCode.Error, exception.Error);
            throw;
        }
        finally
        {
            flow.Trace = outer;
            XRayTrace.End(span, time.GetUtcNow());
        }
    }
}
