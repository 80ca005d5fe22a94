using System.Diagnostics.CodeAnalysis;

namespace Ensemble.Functions.Runtime;

/// <summary>
/// A custom runtime: makes the handler, then handles events one after another until the platform ends the process, or until
/// it is told to stop, which it does after the event it has.
/// </summary>
internal sealed class RuntimeLoop : IDisposable
{
    private const string TraceVariable = "_X_AMZN_TRACE_ID";

    private readonly FunctionSettings _settings;
    private readonly FunctionLog _log;
    private readonly RuntimeClient _client;
    private readonly TimeProvider _time;
    private readonly FunctionTrace _trace;
    private CancellationTokenSource _deadline;
    private volatile bool _isStopping;
    private volatile bool _isWaiting;

    public RuntimeLoop(FunctionSettings settings, FunctionLog log, TimeProvider time)
    {
        _settings = settings;
        _log = log;
        _time = time;
        _client = new(settings.RuntimeApi);
        _trace = new(settings, time);
        _deadline = new(Timeout.InfiniteTimeSpan, time);
    }

    /// <summary>Runs. Returns the exit code: 0 if it was told to stop.</summary>
    /// <param name="create">Makes the handler; what it throws is reported as an init error.</param>
    [SuppressMessage("Design", "CA1031", Justification = "Whatever a handler throws while it is made is the function's error, not the runtime's.")]
    public async Task<int> RunAsync(Func<IHandler> create)
    {
        IHandler handler;
        try
        {
            handler = create();
        }
        catch (Exception exception)
        {
            _log.Error($"The function cannot be initialised: {exception.Message}");
            _client.ReportInitError(ErrorReport.TypeOf(exception, "Runtime"), ErrorReport.Write(exception));
            return 1;
        }

        using (handler)
        {
            try
            {
                var isFirst = true;
                while (Wait() is { } next)
                {
                    await HandleAsync(handler, next, isFirst);
                    isFirst = false;
                }
            }
            catch (Exception exception) when (_isStopping && exception is IOException or ObjectDisposedException)
            {
                return 0;
            }
            catch (Exception exception) when (exception is IOException or RuntimeApiException)
            {
                _log.Error(exception.Message);
                return 1;
            }
        }

        return 0;
    }

    /// <summary>Stops after the event that is being handled; at once if there is none.</summary>
    public void Stop()
    {
        _isStopping = true;
        Interlocked.MemoryBarrier();
        if (_isWaiting)
        {
            _client.Dispose();
        }
    }

    public void Dispose()
    {
        _client.Dispose();
        _trace.Dispose();
        _deadline.Dispose();
    }

    // Whoever comes second, the one who waits or the one who stops, sees the other. Null: it is to stop.
    private RuntimeEvent? Wait()
    {
        _isWaiting = true;
        Interlocked.MemoryBarrier();
        if (_isStopping)
        {
            return null;
        }

        var next = _client.Next();
        _isWaiting = false;
        return next;
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever a handler throws is the function's error, not the runtime's.")]
    private async Task HandleAsync(IHandler handler, RuntimeEvent next, bool isFirst)
    {
        Environment.SetEnvironmentVariable(TraceVariable, next.TraceId.Length > 0 ? next.TraceId : null);
        _log.Begin(next.RequestId, next.TraceId);
        _trace.Begin(next.TraceId);
        var context = new HandlerContext(next, isFirst, _settings, _trace, _time, DeadlineToken(next));
        HandlerResult result;
        try
        {
            result = await handler.HandleAsync(next.Payload, context);
        }
        catch (Exception exception)
        {
            _log.Error($"{exception.GetType().Name}: {exception.Message}");
            _trace.End();
            _client.ReportError(next.RequestId, ErrorReport.TypeOf(exception, "Function"), ErrorReport.Write(exception));
            _trace.Send(ErrorReport.TypeOf(exception, "Function"));
            return;
        }

        _trace.End();
        var isAccepted = result.Stream is { } stream
            ? await _client.StreamAsync(next.RequestId, stream, exception => (ErrorReport.TypeOf(exception, "Function"), ErrorReport.Write(exception)), context.CancellationToken)
            : _client.Respond(next.RequestId, result.Payload.Span);
        if (!isAccepted)
        {
            _log.Error("The answer was not accepted: it is too large, or came too late.");
        }

        _trace.Send(error: null);
    }

    private CancellationToken DeadlineToken(RuntimeEvent next)
    {
        var left = next.Deadline - _time.GetUtcNow();
        if (!_deadline.TryReset())
        {
            _deadline.Dispose();
            _deadline = new(Timeout.InfiniteTimeSpan, _time);
        }

        _deadline.CancelAfter(left < TimeSpan.Zero ? TimeSpan.Zero : left < TimeSpan.FromDays(1) ? left : TimeSpan.FromDays(1));
        return _deadline.Token;
    }
}
