using System.Runtime.CompilerServices;
using Ensemble.StepFunctions.Json;

namespace Ensemble.StepFunctions.Language.Jsonata.Functions;

/// <summary>Functions of objects.</summary>
internal static class Objects
{
    /// <summary>$keys</summary>
    public static JsonValue Keys(JsonValue? value)
    {
        var keys = new Seq();
        keys.AddRange(Names(value).Distinct(StringComparer.Ordinal).Select(name => (JsonValue)name));
        return keys;
    }

    /// <summary>$spread: one object for each member.</summary>
    public static JsonValue? Spread(JsonValue? value)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        switch (value)
        {
            case JsonArray { Count: > 0 } items:
                var spread = Seq.Array([]);
                foreach (var item in items)
                {
                    spread.AddRange(Spread(item) switch { null => [], JsonArray several => several, var one => [one] });
                }

                return spread;
            case JsonArray:
                return null;
            case JsonObject members:
                var objects = new Seq();
                objects.AddRange(members.Members.Select(member => JsonObject.Empty.With(member.Key, member.Value)));
                return objects;
            default:
                return value;
        }
    }

    /// <summary>$merge</summary>
    public static JsonValue? Merge(JsonValue? value) => value is JsonArray objects
        ? new JsonObject(objects.OfType<JsonObject>().SelectMany(one => one.Members))
        : null;

    private static IEnumerable<string> Names(JsonValue? value)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        return value switch
        {
            JsonArray items => items.SelectMany(Names),
            JsonObject members => members.Names,
            _ => [],
        };
    }
}
