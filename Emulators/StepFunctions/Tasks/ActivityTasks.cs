using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Ensemble.StepFunctions.Tasks;

/// <summary>A task of an activity.</summary>
/// <param name="Token">The token that ends it.</param>
/// <param name="Input">Its input.</param>
/// <param name="Started">Is told the worker's name when one takes it.</param>
/// <param name="IsOver">Whether nobody waits for it any more.</param>
internal sealed record ActivityTask(string Token, string Input, TaskCompletionSource<string?> Started, Func<bool> IsOver);

/// <summary>The tasks of activities that wait for a worker, first come first served.</summary>
public sealed class ActivityTasks
{
    private readonly ConcurrentDictionary<string, Channel<ActivityTask>> _queues = new(StringComparer.Ordinal);

    /// <summary>Whether an activity exists.</summary>
    public bool Exists(string arn) => _queues.ContainsKey(arn);

    /// <summary>Makes room for an activity's tasks.</summary>
    public void Add(string arn) => _queues.TryAdd(arn, Channel.CreateUnbounded<ActivityTask>());

    /// <summary>Forgets an activity.</summary>
    public void Remove(string arn) => _queues.TryRemove(arn, out _);

    /// <summary>Puts a task into an activity's queue; false: there is no such activity.</summary>
    internal bool Enqueue(string arn, ActivityTask task) => _queues.TryGetValue(arn, out var queue) && queue.Writer.TryWrite(task);

    /// <summary>The next task for a worker; waits for one.</summary>
    internal async Task<ActivityTask> TakeAsync(string arn, string? workerName, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (!_queues.TryGetValue(arn, out var queue))
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
                continue;
            }

            var task = await queue.Reader.ReadAsync(cancellationToken);
            if (!task.IsOver() && task.Started.TrySetResult(workerName))
            {
                return task;
            }
        }
    }
}
