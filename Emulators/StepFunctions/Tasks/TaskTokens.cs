using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Ensemble.StepFunctions.Execution;

namespace Ensemble.StepFunctions.Tasks;

/// <summary>A task that somebody else will end.</summary>
internal sealed class PendingTask : IDisposable
{
    private readonly TaskCompletionSource<Payload> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource? _heartbeat;
    private readonly TimeSpan? _interval;
    private readonly TaskTokens _tokens;

    public PendingTask(TaskTokens tokens, string token, TimeSpan? heartbeat, TimeProvider time)
    {
        _tokens = tokens;
        Token = token;
        _interval = heartbeat;
        if (heartbeat is { } interval)
        {
            _heartbeat = new(interval, time);
        }
    }

    /// <summary>The token that ends it.</summary>
    public string Token { get; }

    /// <summary>Ends it well.</summary>
    public bool Succeed(Payload output) => _result.TrySetResult(output);

    /// <summary>Ends it with an error.</summary>
    public bool Fail(string? error, string? cause) => _result.TrySetException(new StatesException(error, cause));

    /// <summary>Says that it is still being worked on.</summary>
    public void Beat()
    {
        if (_interval is { } interval)
        {
            _heartbeat!.CancelAfter(interval);
        }
    }

    /// <summary>Waits for its end.</summary>
    /// <exception cref="StatesException">It failed, or no heartbeat came in time.</exception>
    public async Task<Payload> WaitAsync(CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _heartbeat?.Token ?? CancellationToken.None);
        try
        {
            return await _result.Task.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new StatesException(StatesErrors.HeartbeatTimeout, null);
        }
    }

    /// <summary>Forgets the token.</summary>
    public void Dispose()
    {
        _tokens.Remove(this);
        _heartbeat?.Dispose();
    }
}

/// <summary>The tasks that wait for their token to come back.</summary>
public sealed class TaskTokens(TimeProvider time)
{
    /// <summary>How long a token is, before it is written in base64.</summary>
    internal const int Bytes = 96;

    private readonly ConcurrentDictionary<string, PendingTask> _pending = new(StringComparer.Ordinal);

    /// <summary>A new task.</summary>
    internal PendingTask Create(TimeSpan? heartbeat)
    {
        var pending = new PendingTask(this, Convert.ToBase64String(RandomNumberGenerator.GetBytes(Bytes)), heartbeat, time);
        _pending[pending.Token] = pending;
        return pending;
    }

    /// <summary>Finds the task of a token.</summary>
    internal bool TryGet(string token, [NotNullWhen(true)] out PendingTask? pending) => _pending.TryGetValue(token, out pending);

    /// <summary>Forgets a task.</summary>
    internal void Remove(PendingTask pending) => _pending.TryRemove(KeyValuePair.Create(pending.Token, pending));
}
