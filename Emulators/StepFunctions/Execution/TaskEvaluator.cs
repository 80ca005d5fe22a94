using Ensemble.StepFunctions.History;
using Ensemble.StepFunctions.Language;
using Ensemble.StepFunctions.Tasks;
using Ensemble.Tracing;

namespace Ensemble.StepFunctions.Execution;

/// <summary>Task: calls a function, a service, or lets an activity's worker do it.</summary>
internal static class TaskEvaluator
{
    public static async ValueTask<StateOutcome> EvaluateAsync(TaskState state, Visit visit, CancellationToken cancellationToken)
    {
        var services = visit.Flow.Run.Services;
        var input = DataFlow.Input(state, visit);
        var scope = visit.Scope(input.Value);
        var timeout = state.TimeoutSeconds?.Whole(scope);
        var heartbeat = state.HeartbeatSeconds?.Whole(scope);
        var isMocked = visit.Inspection?.IsMocked == true;
        using var pending = !isMocked && state.Resource is ActivityResource or ServiceResource { Pattern: IntegrationPattern.WaitForTaskToken }
            ? services.Tokens.Create(heartbeat is { } seconds ? TimeSpan.FromSeconds(seconds) : null)
            : null;
        visit.TaskToken = state.Resource is ServiceResource ? pending?.Token : null;
        var parameters = DataFlow.Parameters(state, visit, input);
        if (isMocked)
        {
            return DataFlow.Result(state, visit, input, visit.Inspection!.Mock(isShown: true));
        }

        var events = TaskEvents.Of(state.Resource, services.Region);
        if (state.Resource is ActivityResource && !services.Activities.Exists(state.Resource.Arn))
        {
            throw StatesException.Runtime($"The activity {state.Resource.Arn} does not exist.");
        }

        visit.Flow.Append(events.Scheduled, events.ScheduledDetails(parameters.Text, timeout, heartbeat));
        using var deadline = timeout is { } limit ? new Deadline(TimeSpan.FromSeconds(limit), services.Time) : null;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline?.Token ?? CancellationToken.None);
        Payload result;
        try
        {
            result = state.Resource is ActivityResource
                ? await AtWorkerAsync(state.Resource.Arn, parameters, pending!, visit, either.Token)
                : await AtServiceAsync(new(state.Resource, parameters, visit.Flow.Run.Request.Arn, visit.Trace is { } span ? XRayTrace.Header(span) : visit.Flow.Run.Request.TraceHeader), events, pending, visit, either.Token);
            DataFlow.Bounded(events.SizeName, result);
        }
        catch (StatesException exception)
        {
            visit.Flow.Append(exception.IsTimeout ? events.TimedOut : events.Failed, events.FailureDetails(exception.Error, exception.Cause));
            throw;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            visit.Flow.Append(events.TimedOut, events.FailureDetails(StatesErrors.Timeout, null));
            throw new StatesException(StatesErrors.Timeout, null);
        }

        visit.Flow.Append(events.Succeeded, events.OutputDetails(result.Text));
        visit.Inspection?.Note("result", result.Text);
        return DataFlow.Result(state, visit, input, result);
    }

    private static async Task<Payload> AtWorkerAsync(string arn, Payload input, PendingTask pending, Visit visit, CancellationToken cancellationToken)
    {
        var started = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        visit.Flow.Run.Services.Activities.Enqueue(arn, new(pending.Token, input.Text, started, () => cancellationToken.IsCancellationRequested));
        var worker = await started.Task.WaitAsync(cancellationToken);
        visit.Flow.Append(HistoryEventType.ActivityStarted, new ActivityStartedDetails(worker));

        // The clock of heartbeats runs from when the worker has the task.
        pending.Beat();
        return await pending.WaitAsync(cancellationToken);
    }

    private static async Task<Payload> AtServiceAsync(TaskCall call, TaskEvents events, PendingTask? pending, Visit visit, CancellationToken cancellationToken)
    {
        var integration = visit.Flow.Run.Services.Integrations.First(one => one.Supports(call.Resource));
        visit.Flow.Append(events.Started, events.StartedDetails);
        var answer = await integration.CallAsync(call, cancellationToken);
        if (pending is null && answer.Completion is null)
        {
            return answer.Output;
        }

        visit.Flow.Append(HistoryEventType.TaskSubmitted, events.OutputDetails(answer.Output.Text));
        pending?.Beat();
        return pending is not null ? await pending.WaitAsync(cancellationToken) : await answer.Completion!(cancellationToken);
    }
}
