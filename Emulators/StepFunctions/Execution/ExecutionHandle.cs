using Ensemble.StepFunctions.History;
using Ensemble.StepFunctions.Language;

namespace Ensemble.StepFunctions.Execution;

/// <summary>An execution that was started.</summary>
#pragma warning disable CA1001 // a source without a timer or a linked token holds nothing
public sealed class ExecutionHandle
#pragma warning restore CA1001
{
    private static readonly TimeSpan LongestStandard = TimeSpan.FromDays(365);
    private static readonly TimeSpan LongestExpress = TimeSpan.FromMinutes(5);

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly ExecutionRun _run;

    private ExecutionHandle(ExecutionRun run) => _run = run;

    /// <summary>Its end; never fails.</summary>
    public Task<ExecutionResult> Completion { get; private set; } = null!;

    /// <summary>Starts an execution.</summary>
    /// <param name="request">What shall be executed.</param>
    /// <param name="services">What it needs.</param>
    /// <param name="sink">Where its events go.</param>
    public static ExecutionHandle Start(ExecutionRequest request, EngineServices services, IHistorySink sink)
    {
        var limit = request.Type == WorkflowType.Standard ? HistoryWriter.StandardLimit : long.MaxValue;
        var run = new ExecutionRun(request, services, new(sink, services.Time, limit, request.Resume?.LastEventId ?? 0));
        var handle = new ExecutionHandle(run);
        handle.Completion = handle.RunAsync();
        return handle;
    }

    /// <summary>Stops it; what ended already stays as it is.</summary>
    public void Stop(string? error, string? cause) => End(new(ExecutionStatus.Aborted, null, error, cause));

    private void End(ExecutionResult ending)
    {
        lock (_lock)
        {
            if (_run.Ending is not null || Completion is { IsCompleted: true })
            {
                return;
            }

            _run.Ending = ending;
        }

        _stop.Cancel();
    }

    private async Task<ExecutionResult> RunAsync()
    {
        var request = _run.Request;
        var longest = request.Type == WorkflowType.Express ? LongestExpress : LongestStandard;
        var limit = request.Machine.TimeoutSeconds is { } seconds && TimeSpan.FromSeconds(seconds) is var own && own < longest ? own : longest;
        using var deadline = new Deadline(request.StartTime + limit - _run.Services.Time.GetUtcNow() is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero, _run.Services.Time);
        await using var registration = deadline.Token.Register(() => End(new(ExecutionStatus.TimedOut, null, null, null)));
        var span = ExecutionTrace.Begin(request);
        var flow = new Flow(_run, new(null), request.Resume?.LastEventId ?? 0, request.Seed, trace: span?.Context);
        var result = await RunStatesAsync(request, flow);
        _run.History.Append(
            result.Status switch
            {
                ExecutionStatus.Succeeded => HistoryEventType.ExecutionSucceeded,
                ExecutionStatus.Failed => HistoryEventType.ExecutionFailed,
                ExecutionStatus.TimedOut => HistoryEventType.ExecutionTimedOut,
                _ => HistoryEventType.ExecutionAborted,
            },
            result.Status is ExecutionStatus.Succeeded or ExecutionStatus.Failed ? flow.LastEventId : 0,
            result.Output is { } output ? new OutputDetails(output.Text) : new FailureDetails(result.Error, result.Cause));
        if (span is not null)
        {
            ExecutionTrace.End(span, result, _run.Services.Time);
        }

        return result;
    }

    private async Task<ExecutionResult> RunStatesAsync(ExecutionRequest request, Flow flow)
    {
        try
        {
            var (startAt, input) = Begin(request, flow);
            var output = await Interpreter.RunAsync(request.Machine.Graph, startAt, input, flow, _stop.Token);
            return _run.Ending ?? new(ExecutionStatus.Succeeded, output, null, null);
        }
#pragma warning disable CA1031 // whatever happens, an execution ends, and says why
        catch (Exception exception)
#pragma warning restore CA1031
        {
            var failure = exception as StatesException ?? StatesException.Unforeseen(exception);
            return _run.Ending ?? new(ExecutionStatus.Failed, null, failure.Error, failure.Cause);
        }
    }

    private (string StartAt, Payload Input) Begin(ExecutionRequest request, Flow flow)
    {
        if (request.Resume is { } resume)
        {
            flow.Variables.Assign(resume.Variables);
            flow.Append(HistoryEventType.ExecutionRedriven, new ExecutionRedrivenDetails(request.RedriveCount));
            return (resume.State, resume.Input);
        }

        // The first state hangs on nothing, not on this event.
        _run.History.Append(
            HistoryEventType.ExecutionStarted,
            0,
            new ExecutionStartedDetails(request.Input.Text, request.RoleArn, request.StateMachineAliasArn, request.StateMachineVersionArn));
        return (request.Machine.Graph.StartAt, request.Input);
    }
}
