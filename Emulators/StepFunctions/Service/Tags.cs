using Ensemble.StepFunctions.Json;

namespace Ensemble.StepFunctions.Service;

/// <summary>Tags of state machines and activities.</summary>
internal sealed class Tags(StateMachines machines, Activities activities)
{
    private const int MaxTags = 50;

    /// <summary>The tags in a request.</summary>
    public static Dictionary<string, string> Read(Request request)
    {
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var tag in request.Objects("tags") ?? [])
        {
            tags[tag.Required("key", 1, 128)] = tag.Text("value", 0, 256) ?? string.Empty;
        }

        return tags.Count <= MaxTags ? tags : throw new ServiceException("TooManyTags", $"Too many tags: '{tags.Count}'");
    }

    public JsonObject List(Request request)
    {
        var arn = request.Arn("resourceArn");
        var tags = machines.Get(arn)?.Tags ?? activities.Get(arn)?.Tags ?? throw ServiceException.NoResource(arn);
        return JsonObject.Empty.With("tags", new JsonArray([.. tags.Select(tag => JsonObject.Empty.With("key", tag.Key).With("value", tag.Value))]));
    }

    public Task<JsonObject> AddAsync(Request request)
    {
        var added = Read(request);
        return ChangeAsync(request.Arn("resourceArn"), tags =>
        {
            foreach (var (key, value) in added)
            {
                tags[key] = value;
            }

            return tags.Count <= MaxTags ? tags : throw new ServiceException("TooManyTags", $"Too many tags: '{tags.Count}'");
        });
    }

    public Task<JsonObject> RemoveAsync(Request request)
    {
        var keys = request.Texts("tagKeys");
        return ChangeAsync(request.Arn("resourceArn"), tags =>
        {
            foreach (var key in keys)
            {
                tags.Remove(key);
            }

            return tags;
        });
    }

    private async Task<JsonObject> ChangeAsync(string arn, Func<Dictionary<string, string>, Dictionary<string, string>> change)
    {
        if (machines.Get(arn) is not null)
        {
            return await machines.ChangeAsync(arn, machine => (machine with { Tags = change(new(machine.Tags, StringComparer.Ordinal)) }, JsonObject.Empty));
        }

        var activity = activities.Get(arn) ?? throw ServiceException.NoResource(arn);
        await activities.SaveAsync(activity with { Tags = change(new(activity.Tags, StringComparer.Ordinal)) });
        return JsonObject.Empty;
    }
}
