using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Ensemble.StepFunctions.Execution;

namespace Ensemble.StepFunctions.Tasks;

/// <summary>A task that somebody else will end.</summary>
internal sealed class PendingTask(TaskTokens tokens, string token, TimeSpan? heartbeat, TimeProvider time) : IDisposable
{
    private readonly TaskCompletionSource<Payload> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private Deadline? _deadline;
    private bool _isOver;

    /// <summary>The token that ends it.</summary>
    public string Token { get; } = token;

    /// <summary>Ends it well.</summary>
    public bool Succeed(Payload output) => _result.TrySetResult(output);

    /// <summary>Ends it with an error.</summary>
    public bool Fail(string? error, string? cause) => _result.TrySetException(new StatesException(error, cause));

    /// <summary>Says that it is being worked on; from the first time on, more of these are awaited.</summary>
    public void Beat()
    {
        if (heartbeat is not { } interval)
        {
            return;
        }

        lock (_lock)
        {
            if (_deadline is not null)
            {
                _deadline.Restart(interval);
            }
            else if (!_isOver)
            {
                _deadline = new(interval, time);
            }
        }
    }

    /// <summary>Waits for its end.</summary>
    /// <exception cref="StatesException">It failed, or no heartbeat came in time.</exception>
    public async Task<Payload> WaitAsync(CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _deadline?.Token ?? CancellationToken.None);
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
        tokens.Remove(this);
        lock (_lock)
        {
            _isOver = true;
            _deadline?.Dispose();
            _deadline = null;
        }
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
