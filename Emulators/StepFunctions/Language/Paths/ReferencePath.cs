using Ensemble.StepFunctions.Json;

namespace Ensemble.StepFunctions.Language.Paths;

/// <summary>Puts values where a Reference Path points.</summary>
internal static class ReferencePath
{
    /// <summary>The value with another at the end of the path; objects on the way are made where they are missing.</summary>
    /// <exception cref="PathException">Something on the way is neither.</exception>
    public static JsonValue Put(JsonValue root, JsonPath path, JsonValue value) => Put(root, path.Tokens, 0, value);

    private static JsonValue Put(JsonValue? at, IReadOnlyList<PathToken> tokens, int depth, JsonValue value)
    {
        if (depth == tokens.Count)
        {
            return value;
        }

        switch (tokens[depth], at)
        {
            case (PropertyToken property, null):
                return JsonObject.Empty.With(property.Names[0], Put(null, tokens, depth + 1, value));
            case (PropertyToken property, JsonObject members):
                return members.With(property.Names[0], Put(members[property.Names[0]], tokens, depth + 1, value));
            case (IndexToken index, JsonArray items) when index.Indexes[0] < items.Count:
                var changed = items.ToList();
                changed[index.Indexes[0]] = Put(items[index.Indexes[0]], tokens, depth + 1, value);
                return new JsonArray(changed);
            default:
                var step = tokens[depth] is PropertyToken { Names: [var name] } ? name : ((IndexToken)tokens[depth]).Indexes[0].ToString(System.Globalization.CultureInfo.InvariantCulture);
                throw new PathException($"Unable to apply step \"{step}\" to input {at?.ToJson() ?? "null"}");
        }
    }
}
