using Ensemble.StepFunctions.History;
using Ensemble.StepFunctions.Json;
using Ensemble.StepFunctions.Language;

namespace Ensemble.StepFunctions.Execution;

/// <summary>Parallel: every branch at the same time; the first that fails ends the others.</summary>
internal static class ParallelEvaluator
{
    public static async ValueTask<StateOutcome> EvaluateAsync(ParallelState state, Visit visit, CancellationToken cancellationToken)
    {
        var input = DataFlow.Input(state, visit);
        var parameters = DataFlow.Parameters(state, visit, input);
        if (visit.Inspection?.IsMocked == true)
        {
            return DataFlow.Result(state, visit, input, visit.Inspection.Mock(isShown: true));
        }

        var flow = visit.Flow;
        var started = flow.Append(HistoryEventType.ParallelStateStarted);
        var seeds = flow.Seeds(state.Branches.Count);
        var siblings = new Siblings(cancellationToken);
        var outputs = new JsonValue[state.Branches.Count];
        await siblings.RunAsync(state.Branches.Count, async (i, token) =>
        {
            var branch = flow.Begin(started, seeds[i]);
            try
            {
                var output = await Interpreter.RunAsync(state.Branches[i], state.Branches[i].StartAt, parameters, branch, token);
                outputs[i] = output.Value;
                siblings.Finished(branch.LastEventId);
            }
            catch (StatesException exception)
            {
                siblings.Failed(exception, branch.LastEventId);
            }
        });

        flow.LastEventId = siblings.LastEventId ?? started;
        if (siblings.Failure is { } failure)
        {
            throw failure;
        }

        // What follows hangs on the branch that ended last, not on this event.
        flow.Run.History.Append(HistoryEventType.ParallelStateSucceeded, flow.LastEventId, null);
        return DataFlow.Result(state, visit, input, new Payload(new JsonArray(outputs)));
    }
}
