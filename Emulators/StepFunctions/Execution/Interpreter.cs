using System.Diagnostics;
using Ensemble.StepFunctions.History;
using Ensemble.StepFunctions.Language;

namespace Ensemble.StepFunctions.Execution;

/// <summary>Follows the states of a graph: one is entered, evaluated and left, then the next, until none follows.</summary>
internal static class Interpreter
{
    /// <summary>Runs a graph to its end.</summary>
    /// <returns>The output of its last state.</returns>
    /// <exception cref="StatesException">A state failed and nothing caught it.</exception>
    public static async ValueTask<Payload> RunAsync(Graph graph, string startAt, Payload input, Flow flow, CancellationToken cancellationToken)
    {
        var latency = flow.Run.Services.Latency;
        var data = input;
        for (var name = startAt; ;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (latency is not null)
            {
                await latency.DelayAsync(flow.Run.Request.Type, cancellationToken);
            }

            var visit = Enter(graph.States[name], data, flow);
            StateOutcome outcome;
            try
            {
                outcome = await (flow.Trace is null ? EvaluateAsync(visit, cancellationToken) : ExecutionTrace.EvaluateAsync(visit, cancellationToken));
            }
            catch (OperationCanceledException) when (flow.Run.Ending is null)
            {
                // A sibling failed. States that take time say that they were aborted.
                if (AbortedType(visit.State) is { } aborted)
                {
                    flow.Append(aborted);
                }

                throw;
            }

            if (visit.State is not FailState)
            {
                flow.Append(ExitedType(visit.State), new StateExitedDetails(visit.State.Name, outcome.Output.Text, outcome.Assigned));
            }

            if (outcome.Assigned is { } assigned)
            {
                flow.Variables.Assign(assigned);
            }

            data = outcome.Output;
            if (outcome.Next is null)
            {
                return data;
            }

            name = outcome.Next;
        }
    }

    /// <summary>Enters a state.</summary>
    public static Visit Enter(State state, Payload input, Flow flow, Inspection? inspection = null)
    {
        var previous = flow.LastEventId;
        var entered = flow.Append(EnteredType(state), new StateEnteredDetails(state.Name, input.Text));
        return new(flow, state, input, entered, previous, flow.Run.Services.Time.GetUtcNow()) { Inspection = inspection };
    }

    /// <summary>Does what a state does.</summary>
    /// <exception cref="StatesException">It failed for good.</exception>
    public static ValueTask<StateOutcome> EvaluateAsync(Visit visit, CancellationToken cancellationToken) => visit.State switch
    {
        PassState { Retry.Count: 0, Catch.Count: 0 } pass => Settled(visit, () => PassEvaluator.Evaluate(pass, visit)),
        PassState pass => RetryAndCatch.RunAsync(pass, visit, (one, _) => ValueTask.FromResult(PassEvaluator.Evaluate(pass, one)), cancellationToken),
        ChoiceState choice => Settled(visit, () => ChoiceEvaluator.Evaluate(choice, visit)),
        SucceedState succeed => Settled(visit, () => DataFlow.Pass(succeed, visit, DataFlow.Input(succeed, visit), null, succeed.Output, null)),
        FailState fail => Settled(visit, () => FailEvaluator.Evaluate(fail, visit)),
        WaitState wait => WaitEvaluator.EvaluateAsync(wait, visit, cancellationToken),
        TaskState task => RetryAndCatch.RunAsync(task, visit, (one, token) => TaskEvaluator.EvaluateAsync(task, one, token), cancellationToken),
        ParallelState parallel => RetryAndCatch.RunAsync(parallel, visit, (one, token) => ParallelEvaluator.EvaluateAsync(parallel, one, token), cancellationToken),
        MapState map => RetryAndCatch.RunAsync(map, visit, (one, token) => MapEvaluator.EvaluateAsync(map, one, token), cancellationToken),
        _ => throw new UnreachableException(),
    };

    /// <summary>A failure of a state that has neither Retry nor Catch.</summary>
    public static StatesException Failed(StatesException failure, Visit visit) =>
        RetryAndCatch.Recorded(failure.Within(visit.State.Name, visit.EnteredEventId), visit);

    private static ValueTask<StateOutcome> Settled(Visit visit, Func<StateOutcome> evaluate)
    {
        try
        {
            return ValueTask.FromResult(evaluate());
        }
        catch (StatesException exception)
        {
            throw Failed(exception, visit);
        }
    }

    private static HistoryEventType EnteredType(State state) => state switch
    {
        PassState => HistoryEventType.PassStateEntered,
        TaskState => HistoryEventType.TaskStateEntered,
        ChoiceState => HistoryEventType.ChoiceStateEntered,
        WaitState => HistoryEventType.WaitStateEntered,
        SucceedState => HistoryEventType.SucceedStateEntered,
        FailState => HistoryEventType.FailStateEntered,
        ParallelState => HistoryEventType.ParallelStateEntered,
        MapState => HistoryEventType.MapStateEntered,
        _ => throw new UnreachableException(),
    };

    private static HistoryEventType ExitedType(State state) => state switch
    {
        PassState => HistoryEventType.PassStateExited,
        TaskState => HistoryEventType.TaskStateExited,
        ChoiceState => HistoryEventType.ChoiceStateExited,
        WaitState => HistoryEventType.WaitStateExited,
        SucceedState => HistoryEventType.SucceedStateExited,
        ParallelState => HistoryEventType.ParallelStateExited,
        MapState => HistoryEventType.MapStateExited,
        _ => throw new UnreachableException(),
    };

    private static HistoryEventType? AbortedType(State state) => state switch
    {
        TaskState => HistoryEventType.TaskStateAborted,
        WaitState => HistoryEventType.WaitStateAborted,
        ParallelState => HistoryEventType.ParallelStateAborted,
        MapState => HistoryEventType.MapStateAborted,
        _ => null,
    };
}
