using System.Globalization;
using Ensemble.StepFunctions.Execution;
using Ensemble.StepFunctions.Json;
using Ensemble.StepFunctions.Language.Paths;

namespace Ensemble.StepFunctions.Language.Expressions;

/// <summary>InputPath, ItemsPath, ResultPath, OutputPath: a path, or null for nothing.</summary>
internal sealed record PathField(JsonPath? Path)
{
    /// <summary><c>$</c>: everything.</summary>
    public static readonly PathField Whole = new(new JsonPath(PathRoot.Input, null, [], "$"));

    /// <summary>null: nothing.</summary>
    public static readonly PathField Nothing = new((JsonPath?)null);

    /// <summary>Whether it selects all of the input.</summary>
    public bool IsWhole => Path is { Root: PathRoot.Input, Tokens.Count: 0 };

    /// <summary>What it selects; nothing is an empty object.</summary>
    /// <exception cref="StatesException">It leads nowhere.</exception>
    public JsonValue Select(Scope scope)
    {
        if (Path is null)
        {
            return JsonObject.Empty;
        }

        try
        {
            return Path.Find(PathExpression.Root(Path, scope) ?? throw new PathException($"No results for path: ${Path.Variable}"));
        }
        catch (PathException exception)
        {
            throw StatesException.Runtime($"Invalid path '{Path.Text}' : {exception.Message}");
        }
    }
}

/// <summary>A field that holds a text or computes one.</summary>
/// <param name="Name">The field as it is written, e.g. <c>ErrorPath</c>.</param>
/// <param name="Literal">The text.</param>
/// <param name="Expression">How it is computed.</param>
internal sealed record TextField(string Name, string? Literal, Expression? Expression)
{
    /// <summary>The value, which may be no text where it is computed.</summary>
    public JsonValue Value(Scope scope) => Literal ?? Expression!.Evaluate(scope, Name);
}

/// <summary>A field that holds a number or computes one.</summary>
/// <param name="Name">The field as it is written, e.g. <c>TimeoutSecondsPath</c>.</param>
/// <param name="Literal">The number.</param>
/// <param name="Path">Where it is found.</param>
/// <param name="Expression">How it is computed.</param>
internal sealed record NumberField(string Name, double? Literal, PathField? Path, Expression? Expression)
{
    /// <summary>The value.</summary>
    public JsonValue Value(Scope scope) => Literal is { } number
        ? new JsonNumber(number)
        : Path?.Select(scope) ?? Expression!.Evaluate(scope, Name);

    /// <summary>The value as a whole number.</summary>
    /// <exception cref="StatesException">It is none.</exception>
    public long Whole(Scope scope)
    {
        var value = Value(scope);
        if (value is JsonNumber { Whole: { } whole })
        {
            return whole;
        }

        throw Expression is JsonataQuery query
            ? query.Failed(Name, $"returned an unexpected result type. Expected 'integer', but was '{TypeName(value)}' for value: {value.ToJson()}")
            : StatesException.Runtime($"The {Name} field refers to value \"{Unquoted(value)}\" which is not a valid integer: {Path?.Path?.Text}");
    }

    /// <summary>The value as any number.</summary>
    /// <exception cref="StatesException">It is none.</exception>
    public double Number(Scope scope)
    {
        var value = Value(scope);
        if (value is JsonNumber number)
        {
            return number.Value;
        }

        throw Expression is JsonataQuery query
            ? query.Failed(Name, $"returned an unexpected result type. Expected 'number', but was '{TypeName(value)}' for value: {value.ToJson()}")
            : StatesException.Runtime($"The {Name} field refers to value \"{Unquoted(value)}\" which is not a valid float: {Path?.Path?.Text}");
    }

    /// <summary>What JSON calls a value.</summary>
    public static string TypeName(JsonValue value) => value switch
    {
        JsonString => "string",
        JsonNumber => "number",
        JsonBoolean => "boolean",
        JsonArray => "array",
        JsonObject => "object",
        JsonNull => "null",
        _ => "function",
    };

    /// <summary>A literal as it is written.</summary>
    public string? LiteralText => Literal?.ToString(CultureInfo.InvariantCulture);

    private static string Unquoted(JsonValue value) => value is JsonString text ? text.Value : value.ToJson();
}
