using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Ensemble.Lambda.Functions;
using Ensemble.Lambda.Invocations;
using Ensemble.Lambda.Scaling;

namespace Ensemble.Lambda.Asynchronous;

/// <summary>
/// Invokes functions for events that nobody waits for. A function's error is retried after a minute and again after two,
/// with the same request id; a throttled event goes back and is tried later, which does not count. What is given up goes to
/// the function's destination, if it has one. Nothing that was accepted is lost while the emulator runs.
/// </summary>
public sealed class AsynchronousInvoker : IAsyncDisposable
{
    // Events of one function that run at once: a queue must not start an environment per event on one machine.
    private const int ConcurrencyPerFunction = 5;
    private static readonly TimeSpan ShortestBackoff = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestBackoff = TimeSpan.FromMinutes(5);

    private readonly LambdaEmulator _emulator;
    private readonly TimeProvider _time;
    private readonly Random _jitter;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<LambdaFunction, SemaphoreSlim> _turns = [];
    private int _pending;

    /// <summary>Makes an invoker with an empty queue.</summary>
    public AsynchronousInvoker(LambdaEmulator emulator, int seed, TimeProvider time)
    {
        _emulator = emulator;
        _time = time;
        _jitter = new Random(seed);
    }

    /// <summary>Events that were accepted and have been neither handled nor given up.</summary>
    public int Pending => Volatile.Read(ref _pending);

    /// <summary>Accepts an event.</summary>
    /// <exception cref="LambdaServiceException">The queue is full.</exception>
    public void Enqueue(InvokeRequest request)
    {
        if (Interlocked.Increment(ref _pending) > _emulator.Options.AsynchronousQueueCapacity)
        {
            Interlocked.Decrement(ref _pending);
            throw LambdaServiceException.Throttled(ThrottleReason.Caller);
        }

        _ = ProcessAsync(request with { IsAsynchronous = true });
    }

    /// <summary>Stops; events that wait are dropped.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _stopping.Dispose();
    }

    [SuppressMessage("Design", "CA1031", Justification = "Nobody awaits this; an event that cannot be handled must leave the queue.")]
    private async Task ProcessAsync(InvokeRequest request)
    {
        try
        {
            await Task.Yield();
            var (condition, attempts, result) = await HandleAsync(request, _stopping.Token);
            Tell(request, condition, attempts, result);
        }
        catch (OperationCanceledException)
        {
            // The emulator stops.
        }
        catch (Exception exception)
        {
            _emulator.Journal.LogOf(request.Target.Version.Configuration.Name).Add(new(
                _time.GetUtcNow(), "asynchronous", $"Event {request.RequestId} was given up, and nobody could be told: {exception.Message}"));
        }
        finally
        {
            Interlocked.Decrement(ref _pending);
        }
    }

    private async Task<(string Condition, int Attempts, InvocationResult? Result)> HandleAsync(
        InvokeRequest request, CancellationToken cancellationToken)
    {
        var function = request.Target.Version.Function;
        var accepted = _time.GetTimestamp();
        var backoff = ShortestBackoff;
        var attempts = 0;
        InvocationResult? result = null;
        while (true)
        {
            var settings = function.Asynchronous;
            if (function.ReservedConcurrency == 0)
            {
                return (DestinationRecord.ZeroReservedConcurrency, attempts, result);
            }

            if (_time.GetElapsedTime(accepted) > settings.MaximumEventAge)
            {
                return (DestinationRecord.EventAgeExceeded, attempts, result);
            }

            if (await TryInvokeAsync(request, cancellationToken) is not { } answer)
            {
                await Task.Delay(WithJitter(backoff), _time, cancellationToken);
                backoff = backoff * 2 < LongestBackoff ? backoff * 2 : LongestBackoff;
                continue;
            }

            result = answer;
            attempts++;
            if (answer.Error is null || attempts > settings.MaximumRetryAttempts)
            {
                return (answer.Error is null ? DestinationRecord.Success : DestinationRecord.RetriesExhausted, attempts, result);
            }

            var delays = _emulator.Options.AsynchronousRetryDelays;
            await Task.Delay(delays[Math.Min(attempts, delays.Count) - 1], _time, cancellationToken);
        }
    }

    /// <summary>Invokes when it is the function's turn; null: it was throttled.</summary>
    private async Task<InvocationResult?> TryInvokeAsync(InvokeRequest request, CancellationToken cancellationToken)
    {
        var turn = _turns.GetOrAdd(request.Target.Version.Function, static _ => new(ConcurrencyPerFunction));
        await turn.WaitAsync(cancellationToken);
        try
        {
            return await _emulator.InvokeAsync(request);
        }
        catch (LambdaServiceException exception) when (exception.StatusCode == 429)
        {
            return null;
        }
        finally
        {
            turn.Release();
        }
    }

    private void Tell(InvokeRequest request, string condition, int attempts, InvocationResult? result)
    {
        var settings = request.Target.Version.Function.Asynchronous;
        var destination = condition == DestinationRecord.Success ? settings.OnSuccess : settings.OnFailure;
        if (destination is not null)
        {
            Enqueue(new()
            {
                Target = _emulator.Functions.Resolve(destination, qualifier: null),
                Payload = DestinationRecord.Write(request, condition, attempts, result, _time.GetUtcNow()),
                RequestId = _emulator.NewRequestId(),
                TraceHeader = request.TraceHeader,
            });
        }
    }

    private TimeSpan WithJitter(TimeSpan backoff)
    {
        lock (_jitter)
        {
            return backoff * (0.5 + (_jitter.NextDouble() / 2));
        }
    }
}
