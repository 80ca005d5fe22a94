using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Ensemble.Models;
using Ensemble.Models.Combiners;

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

    /// <summary>The JSON schema of plans, with what is allowed and what is meant where a field is left out.</summary>
    public static string Schema()
    {
        var schema = Options.GetJsonSchemaAsNode(typeof(PaperPlan), new() { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Described }).AsObject();
        schema.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.Insert(1, "title", "A plan of the experiment 'paper'");
        AddDefaults(schema, JsonNode.Parse(Write(PaperPlan.Full))!.AsObject());
        return schema.ToJsonString(Options);
    }

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

    private static JsonNode Described(JsonSchemaExporterContext context, JsonNode node)
    {
        if (context.PropertyInfo is not { AttributeProvider: MemberInfo member } property || node is not JsonObject schema)
        {
            return node;
        }

        if (member.GetCustomAttribute<RangeAttribute>() is { } range)
        {
            schema["minimum"] = (int)range.Minimum;
            schema["maximum"] = (int)range.Maximum;
        }

        switch (property.Name)
        {
            case "name":
                schema["const"] = PaperPlan.PlanName;
                break;
            case "combiner":
                schema["enum"] = new JsonArray([.. CombinerCatalog.Names.Select(name => JsonValue.Create(name))]);
                break;
            case "models":
                schema["minItems"] = 2;
                schema["uniqueItems"] = true;
                break;
            case "batches":
                schema["minItems"] = 1;
                schema["uniqueItems"] = true;
                schema["items"]!["minimum"] = 1;
                schema["items"]!["maximum"] = LatencyPart.LargestBatch;
                break;
            default:
                break;
        }

        return schema;
    }

    private static void AddDefaults(JsonObject schema, JsonObject defaults)
    {
        foreach (var (name, value) in defaults)
        {
            var field = schema["properties"]![name]!.AsObject();
            if (value is JsonObject part)
            {
                AddDefaults(field, part);
            }
            else
            {
                field["default"] = value!.DeepClone();
            }
        }
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
