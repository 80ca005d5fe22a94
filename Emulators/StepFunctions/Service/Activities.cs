using System.Collections.Concurrent;
using Ensemble.StepFunctions.Execution;
using Ensemble.StepFunctions.Json;
using Ensemble.StepFunctions.Persistence;
using Ensemble.StepFunctions.Tasks;

namespace Ensemble.StepFunctions.Service;

/// <summary>Activities, their workers, and the tokens of tasks that somebody else ends.</summary>
internal sealed class Activities
{
    private const string Kind = "activity";
    private static readonly TimeSpan PollTime = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<string, ActivityRecord> _activities = new(StringComparer.Ordinal);
    private readonly ExecutionStore _store;
    private readonly Arns _arns;
    private readonly ActivityTasks _tasks;
    private readonly TaskTokens _tokens;
    private readonly TimeProvider _time;

    public Activities(ExecutionStore store, Arns arns, ActivityTasks tasks, TaskTokens tokens, TimeProvider time)
    {
        _store = store;
        _arns = arns;
        _tasks = tasks;
        _tokens = tokens;
        _time = time;
        foreach (var activity in store.All(Kind, RecordJson.Default.ActivityRecord))
        {
            _activities[activity.Arn] = activity;
            tasks.Add(activity.Arn);
        }
    }

    /// <summary>The activity of an ARN, or null.</summary>
    public ActivityRecord? Get(string arn) => _activities.GetValueOrDefault(arn);

    /// <summary>Keeps an activity.</summary>
    public async Task SaveAsync(ActivityRecord activity)
    {
        _activities[activity.Arn] = activity;
        await _store.PutAsync(Kind, activity.Arn, activity, RecordJson.Default.ActivityRecord);
        await _store.FlushAsync();
    }

    public async Task<JsonObject> CreateAsync(Request request)
    {
        var name = request.Name();
        var arn = _arns.Activity(name);
        var activity = _activities.GetOrAdd(arn, _ => new(arn, name, _time.GetUtcNow()) { Tags = Tags.Read(request) });
        _tasks.Add(arn);
        await SaveAsync(activity);
        return new Answer().With("activityArn", arn).With("creationDate", activity.CreationDate).Build();
    }

    public JsonObject Describe(Request request)
    {
        var activity = Find(request);
        return new Answer().With("activityArn", activity.Arn).With("name", activity.Name).With("creationDate", activity.CreationDate)
            .With("encryptionConfiguration", JsonObject.Empty.With("type", "AWS_OWNED_KEY")).Build();
    }

    public async Task<JsonObject> DeleteAsync(Request request)
    {
        var arn = request.Arn("activityArn");
        Arns.Check(arn, "activity");
        if (_activities.TryRemove(arn, out _))
        {
            _tasks.Remove(arn);
            await _store.RemoveAsync(Kind, arn);
        }

        return JsonObject.Empty;
    }

    public JsonObject List(Request request) => request.Page().Of(
        [.. _activities.Values.OrderBy(activity => activity.CreationDate).ThenBy(activity => activity.Name, StringComparer.Ordinal)],
        "activities",
        activity => new Answer().With("activityArn", activity.Arn).With("name", activity.Name).With("creationDate", activity.CreationDate).Build());

    /// <summary>The next task for a worker; after a minute without one, none.</summary>
    public async Task<JsonObject> TaskAsync(Request request, CancellationToken cancellationToken)
    {
        var activity = Find(request);
        var worker = request.Text("workerName", 1, 80);
        using var poll = new CancellationTokenSource(PollTime, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(poll.Token, cancellationToken);
        try
        {
            var task = await _tasks.TakeAsync(activity.Arn, worker, either.Token);
            return JsonObject.Empty.With("taskToken", task.Token).With("input", task.Input);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return JsonObject.Empty;
        }
    }

    public JsonObject Succeed(Request request)
    {
        var token = request.Required("taskToken", 1, 2048);
        var output = request.Required("output", 0, Payload.MaxBytes);
        Payload payload;
        try
        {
            payload = Payload.Parse(output);
        }
        catch (JsonSyntaxException exception)
        {
            throw new ServiceException("InvalidOutput", $"Invalid Output: '{exception.Message}'");
        }

        return Pending(token).Succeed(payload) ? JsonObject.Empty : throw TimedOut();
    }

    public JsonObject Fail(Request request) =>
        Pending(request.Required("taskToken", 1, 2048)).Fail(request.Text("error", 0, 256), request.Text("cause", 0, 32768)) ? JsonObject.Empty : throw TimedOut();

    public JsonObject Beat(Request request)
    {
        Pending(request.Required("taskToken", 1, 2048)).Beat();
        return JsonObject.Empty;
    }

    private static ServiceException TimedOut() => new("TaskTimedOut", "Task Timed Out: 'Provided task does not exist anymore'");

    private PendingTask Pending(string token)
    {
        if (_tokens.TryGet(token, out var pending))
        {
            return pending;
        }

        Span<byte> bytes = stackalloc byte[token.Length];
        throw Convert.TryFromBase64String(token, bytes, out var length) && length == TaskTokens.Bytes
            ? TimedOut()
            : new ServiceException("InvalidToken", "Invalid Token: 'Invalid token'");
    }

    private ActivityRecord Find(Request request)
    {
        var arn = request.Arn("activityArn");
        Arns.Check(arn, "activity");
        return _activities.GetValueOrDefault(arn) ?? throw ServiceException.NoActivity(arn);
    }
}
