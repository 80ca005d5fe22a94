using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Ensemble.Models;

namespace Ensemble.Runner.Plans;

/// <summary>Plans as JSON.</summary>
public static class PlanJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        WriteIndented = true,
        NewLine = "\n",
        NumberHandling = JsonNumberHandling.Strict,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
    };

    /// <summary>The JSON of a plan.</summary>
    public static string Write(PaperPlan plan) => JsonSerializer.Serialize(plan, Options);

    /// <summary>The JSON schema of plans.</summary>
    public static string Schema() => Options.GetJsonSchemaAsNode(typeof(PaperPlan)).ToJsonString(Options);

    /// <summary>Reads a plan; what it leaves out is as in the preset <c>full</c>.</summary>
    /// <exception cref="EnsembleException">It is none; the message says where.</exception>
    public static PaperPlan Read(string json)
    {
        try
        {
            return (JsonSerializer.Deserialize<PaperPlan>(json, Options) ?? throw new EnsembleException("The plan is null; an object is expected.")).Checked();
        }
        catch (JsonException exception)
        {
            throw new EnsembleException($"The plan is not of the form that 'ensemble run --schema' shows, at {exception.Path ?? "$"}: {exception.Message}");
        }
    }

    /// <summary>Changes fields of a plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="settings">Texts such as <c>latency.memorySize=1769</c> or <c>latency.batches=1,10</c>.</param>
    /// <exception cref="EnsembleException">There is no such field, or it cannot have the value.</exception>
    public static PaperPlan With(this PaperPlan plan, IEnumerable<string> settings)
    {
        var root = JsonNode.Parse(Write(plan))!.AsObject();
        foreach (var setting in settings)
        {
            var (path, text) = setting.Split('=', 2) is [{ Length: > 0 } key, var given] ? (key, given) : throw new EnsembleException($"--set {setting}: give a field and its value, such as latency.memorySize=1769.");
            foreach (var (parent, name) in Fields(root, path))
            {
                parent[name] = Value(path, text, parent[name]);
            }
        }

        return Read(root.ToJsonString());
    }

    // A name alone stands for all fields that are called so, whatever the case of its letters.
    private static List<(JsonObject Parent, string Name)> Fields(JsonObject root, string path)
    {
        var found = All(root, string.Empty)
            .Where(field => (path.Contains('.', StringComparison.Ordinal) ? field.Path : field.Name).Equals(path, StringComparison.OrdinalIgnoreCase))
            .Select(field => (field.Parent, field.Name)).ToList();
        return found.Count > 0
            ? found
            : throw new EnsembleException($"There is no field '{path}' in the plan; there are {string.Join(", ", All(root, string.Empty).Select(field => field.Path))}.");
    }

    private static JsonNode Value(string path, string text, JsonNode? current)
    {
        if (current is JsonArray items)
        {
            var isNumbers = items.FirstOrDefault()?.GetValueKind() == JsonValueKind.Number;
            return new JsonArray([.. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(item => isNumbers ? Number(path, item) : JsonValue.Create(item))]);
        }

        return current?.GetValueKind() == JsonValueKind.Number ? Number(path, text) : JsonValue.Create(text);
    }

    private static JsonValue Number(string path, string text) => int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var number)
        ? JsonValue.Create(number)
        : throw new EnsembleException($"{path}: '{text}' is not possible; allowed is a whole number.");

    private static IEnumerable<(JsonObject Parent, string Name, string Path)> All(JsonObject parent, string prefix) =>
        parent.SelectMany(field => field.Value is JsonObject inner ? All(inner, $"{prefix}{field.Key}.") : [(parent, field.Key, prefix + field.Key)]);
}
