using System.Diagnostics.CodeAnalysis;
using Ensemble.StepFunctions.Json;

namespace Ensemble.StepFunctions.Language.Paths;

/// <summary>Where a path begins.</summary>
internal enum PathRoot
{
    /// <summary><c>$</c></summary>
    Input,

    /// <summary><c>$$</c></summary>
    Context,

    /// <summary><c>$name</c></summary>
    Variable,
}

/// <summary>A JSONPath.</summary>
/// <param name="Root">Where it begins.</param>
/// <param name="Variable">The variable it begins at.</param>
/// <param name="Tokens">Its steps.</param>
/// <param name="Text">Its text.</param>
internal sealed record JsonPath(PathRoot Root, string? Variable, IReadOnlyList<PathToken> Tokens, string Text)
{
    /// <summary>Whether it leads to at most one value; otherwise its result is an array of all it finds.</summary>
    public bool IsDefinite { get; } = Tokens.All(token => token.IsDefinite);

    /// <summary>Whether it is a Reference Path: nothing but single names and indexes, from the input.</summary>
    public bool IsReference { get; } = Root == PathRoot.Input
        && Tokens.All(token => token is PropertyToken { Names.Count: 1 } or IndexToken { Indexes: [>= 0] });

    /// <summary>Reads a whole text as a path.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out JsonPath? path, [NotNullWhen(false)] out string? fault)
    {
        try
        {
            var parser = new PathParser(text);
            path = parser.Path();
            fault = parser.Position == text.Length ? null : $"Syntax error at 1:{parser.Position + 1}: unexpected '{text[parser.Position]}'";
        }
        catch (FormatException exception)
        {
            path = null;
            fault = exception.Message;
        }

        if (fault is not null)
        {
            path = null;
        }

        return fault is null;
    }

    /// <summary>What it leads to in a value.</summary>
    /// <exception cref="PathException">It is definite and leads nowhere.</exception>
    public JsonValue Find(JsonValue root)
    {
        if (!IsDefinite)
        {
            return FindAll(root) ?? throw new PathException($"No results for path: {Normal(Tokens.Count)}");
        }

        var value = root;
        var search = new Search(root);
        for (var i = 0; i < Tokens.Count; i++)
        {
            if (Tokens[i].Step(value, search).FirstOrDefault() is not { } next)
            {
                throw new PathException(Missing(i, value));
            }

            value = next;
        }

        return value;
    }

    /// <summary>Whether it leads anywhere.</summary>
    public bool TryFind(JsonValue root, [NotNullWhen(true)] out JsonValue? value)
    {
        value = root;
        if (!IsDefinite)
        {
            value = FindAll(root);
            return value is not null;
        }

        var search = new Search(root);
        foreach (var token in Tokens)
        {
            value = token.Step(value, search).FirstOrDefault();
            if (value is null)
            {
                return false;
            }
        }

        return true;
    }

    private JsonValue? FindAll(JsonValue root)
    {
        var search = new Search(root);
        JsonValue all = new JsonArray(search.Follow(root, Tokens.Where(token => token is not FunctionToken)));
        return Tokens is [.., FunctionToken function] ? function.Step(all, search).FirstOrDefault() : all;
    }

    // The wordings of Jayway's JsonPath.
    private string Missing(int index, JsonValue value) => Tokens[index] switch
    {
        PropertyToken when value is not JsonObject =>
            $"Expected to find an object with property {Tokens[index].Text} in path {Normal(index)} but found '{JavaTypeName(value)}'. This is not a json object according to the JsonProvider: 'com.jayway.jsonpath.spi.json.JacksonJsonNodeJsonProvider'.",
        IndexToken when value is not JsonArray =>
            $"Filter: {Tokens[index].Text} can only be applied to arrays. Current context is: {value.ToJson()}",
        PropertyToken when index < Tokens.Count - 1 => $"Missing property in path {Normal(index + 1)}",
        _ => $"No results for path: {Normal(index + 1)}",
    };

    private string Normal(int count) => "$" + string.Concat(Tokens.Take(count).Select(token => token.Text));

    private static string JavaTypeName(JsonValue value) => "com.fasterxml.jackson.databind.node." + value switch
    {
        JsonString => "TextNode",
        JsonNumber { IsWrittenWhole: true } => "IntNode",
        JsonNumber => "DoubleNode",
        JsonBoolean => "BooleanNode",
        JsonArray => "ArrayNode",
        JsonNull => "NullNode",
        _ => "ObjectNode",
    };
}

/// <summary>A definite path leads nowhere.</summary>
/// <param name="message">Where it ended, in the words of Jayway's JsonPath.</param>
internal sealed class PathException(string message) : Exception(message);
