using Ensemble.StepFunctions.History;
using Ensemble.StepFunctions.Language;

namespace Ensemble.StepFunctions.Execution;

/// <summary>Tries the work of a state again and catches its failures, as the state says.</summary>
internal static class RetryAndCatch
{
    /// <summary>Runs the work of a state.</summary>
    /// <exception cref="StatesException">It failed for good.</exception>
    public static async ValueTask<StateOutcome> RunAsync(
        WorkState state, Visit visit, Func<Visit, CancellationToken, ValueTask<StateOutcome>> work, CancellationToken cancellationToken)
    {
        var attempts = state.Retry.Count == 0 ? null : new int[state.Retry.Count];
        while (true)
        {
            StatesException failure;
            try
            {
                return await work(visit, cancellationToken);
            }
            catch (StatesException exception)
            {
                failure = Recorded(exception.Within(state.Name, visit.EnteredEventId), visit);
            }

            if (Retrier(state, failure, attempts) is { } index)
            {
                var delay = RetryPolicy.NextDelay(state.Retry[index], attempts![index]++, visit.Flow.Random);
                visit.RetryCount++;
                var time = visit.Flow.Run.Services.Time;
                await time.UntilAsync(time.GetUtcNow() + delay, cancellationToken);
                continue;
            }

            // Failures that nothing can catch end the execution at once.
            if (failure.Error != StatesErrors.Runtime && FailedType(state) is { } type)
            {
                visit.Flow.Append(type);
            }

            try
            {
                return state.Catch.FirstOrDefault(catcher => Matches(catcher.ErrorEquals, failure)) is { } matching
                    ? DataFlow.Caught(state, visit, matching, failure)
                    : throw failure;
            }
            catch (StatesException exception) when (!ReferenceEquals(exception, failure))
            {
                throw Recorded(exception.Within(state.Name, visit.EnteredEventId), visit);
            }
        }
    }

    /// <summary>Whether an error is one of those named.</summary>
    public static bool Matches(IReadOnlyList<string> patterns, StatesException failure) =>
        patterns.Any(pattern => StatesErrors.Matches(pattern, failure.Error ?? string.Empty));

    /// <summary>Writes the event of an expression that failed, which hangs on what the entry of the state hangs on.</summary>
    public static StatesException Recorded(StatesException failure, Visit visit)
    {
        if (failure.Location is null)
        {
            return failure;
        }

        visit.Flow.LastEventId = visit.Flow.Run.History.Append(
            HistoryEventType.EvaluationFailed,
            visit.EntryPreviousEventId,
            new EvaluationFailedDetails(failure.Error, failure.Cause, failure.Location, visit.State.Name));
        return new(failure.Error, failure.Cause);
    }

    private static int? Retrier(WorkState state, StatesException failure, int[]? attempts)
    {
        for (var i = 0; i < state.Retry.Count; i++)
        {
            if (Matches(state.Retry[i].ErrorEquals, failure))
            {
                return attempts![i] < state.Retry[i].MaxAttempts ? i : null;
            }
        }

        return null;
    }

    private static HistoryEventType? FailedType(State state) => state switch
    {
        MapState => HistoryEventType.MapStateFailed,
        ParallelState => HistoryEventType.ParallelStateFailed,
        _ => null,
    };
}
