using Ensemble.StepFunctions.Json;
using Ensemble.StepFunctions.Language.Expressions;
using Ensemble.StepFunctions.Language.Jsonata;
using Ensemble.StepFunctions.Language.Paths;

namespace Ensemble.StepFunctions.Language.Parsing;

/// <summary>Reads the fields of one object of a definition and notes what is wrong with them; what nobody asks for is unknown.</summary>
internal sealed class FieldReader(JsonObject fields, string location, QueryLanguage language, List<Problem> problems)
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal) { "Comment" };

    /// <summary>The language of its expressions.</summary>
    public QueryLanguage Language { get; } = language;

    /// <summary>Whether its expressions are JSONata.</summary>
    public bool IsJsonata => Language == QueryLanguage.Jsonata;

    /// <summary>All that is wrong so far.</summary>
    public List<Problem> Problems => problems;

    /// <summary>The place of a field.</summary>
    public string At(string name) => location == "/" ? $"/{name}" : $"{location}/{name}";

    /// <summary>Notes that something is wrong with a field.</summary>
    public void Fault(string name, string message) => problems.Add(new(Problem.Schema, message, At(name)));

    /// <summary>Notes that something is wrong with the object as a whole.</summary>
    public void FaultHere(string message) => problems.Add(new(Problem.Schema, message, location));

    /// <summary>Whether a field is there; asking for it makes it a known one.</summary>
    public bool Has(string name)
    {
        _known.Add(name);
        return fields[name] is not null;
    }

    /// <summary>A field; null: it is not there.</summary>
    public JsonValue? Any(string name)
    {
        _known.Add(name);
        return fields[name];
    }

    /// <summary>A field that must hold a string.</summary>
    public string? Text(string name) => Typed<JsonString>(name, "a string")?.Value;

    /// <summary>A field that must hold true or false.</summary>
    public bool? Flag(string name) => Typed<JsonBoolean>(name, "a boolean")?.Value;

    /// <summary>A field that must hold an object.</summary>
    public FieldReader? Object(string name) =>
        Typed<JsonObject>(name, "an object") is { } value ? new(value, At(name), Language, problems) : null;

    /// <summary>A field that must hold an object, as it is.</summary>
    public JsonObject? Members(string name) => Typed<JsonObject>(name, "an object");

    /// <summary>A field that must hold an array of objects.</summary>
    public IReadOnlyList<FieldReader> Objects(string name)
    {
        var readers = new List<FieldReader>();
        foreach (var (i, item) in (Typed<JsonArray>(name, "an array") ?? JsonArray.Empty).Index())
        {
            if (item is JsonObject value)
            {
                readers.Add(new(value, $"{At(name)}[{i}]", Language, problems));
            }
            else
            {
                problems.Add(new(Problem.Schema, "Expected value of type Object", $"{At(name)}[{i}]"));
            }
        }

        return readers;
    }

    /// <summary>A field that must hold an array of strings.</summary>
    public IReadOnlyList<string>? Texts(string name)
    {
        if (Typed<JsonArray>(name, "an array") is not { } items)
        {
            return null;
        }

        foreach (var (i, _) in items.Index().Where(item => item.Item is not JsonString))
        {
            problems.Add(new(Problem.Schema, "Expected value of type String", $"{At(name)}[{i}]"));
        }

        return [.. items.OfType<JsonString>().Select(item => item.Value)];
    }

    /// <summary>A field that must hold one of some strings.</summary>
    public string? OneOf(string name, params ReadOnlySpan<string> values)
    {
        var text = Text(name);
        if (text is not null && !values.Contains(text))
        {
            Fault(name, $"The field '{name}' should have one of these values: [{string.Join(", ", values)}]");
            return null;
        }

        return text;
    }

    /// <summary>A field that must hold a number within bounds.</summary>
    public double? Number(string name, double least, double most, bool whole = true)
    {
        if (Typed<JsonNumber>(name, whole ? "an integer" : "a number") is not { } number)
        {
            return null;
        }

        if (whole && number.Whole is null)
        {
            Fault(name, "Expected value of type Integer");
        }
        else if (number.Value < least || number.Value > most)
        {
            Fault(name, FormattableString.Invariant($"Expected value between {least} and {most}"));
        }

        return number.Value;
    }

    /// <summary>A number, its <c>…Path</c> in JSONPath, or an expression in JSONata; at most one of them.</summary>
    public NumberField? NumberOrExpression(string name, double least, double most, bool whole = true)
    {
        var pathName = name + "Path";
        if (IsJsonata)
        {
            return Any(name) is JsonString text ? Jsonata(name, text.Value) is { } query ? new(name, null, null, query) : null
                : Number(name, least, most, whole) is { } value ? new(name, value, null, null) : null;
        }

        if (Has(name) && Has(pathName))
        {
            FaultHere($"Only one of the fields [{name}, {pathName}] may be given");
        }

        return Number(name, least, most, whole) is { } literal ? new(name, literal, null, null)
            : Path(pathName) is { } path ? new(pathName, null, path, null)
            : null;
    }

    /// <summary>A text, its <c>…Path</c> (a path or an intrinsic function) in JSONPath, or an expression in JSONata.</summary>
    public TextField? TextOrExpression(string name)
    {
        var pathName = name + "Path";
        if (Text(name) is { } text)
        {
            if (!IsJsonata && Has(pathName))
            {
                FaultHere($"Only one of the fields [{name}, {pathName}] may be given");
            }

            return IsJsonata && Expression.IsJsonata(text)
                ? Jsonata(name, text) is { } query ? new(name, null, query) : null
                : new(name, text, null);
        }

        if (IsJsonata || Text(pathName) is not { } path)
        {
            return null;
        }

        try
        {
            return new(pathName, null, Expression.ParsePath(path));
        }
        catch (FormatException exception)
        {
            Fault(pathName, $"Value is not a valid JSONPath or intrinsic function: {exception.Message}");
            return null;
        }
    }

    /// <summary>A field that must hold a path, or may hold null.</summary>
    public PathField? Path(string name, bool reference = false, bool mayBeNull = false)
    {
        if (Any(name) is not { } value)
        {
            return null;
        }

        if (mayBeNull && value is JsonNull)
        {
            return PathField.Nothing;
        }

        if (value is not JsonString text)
        {
            Fault(name, "Expected value of type String");
            return null;
        }

        if (!JsonPath.TryParse(text.Value, out var path, out var fault))
        {
            Fault(name, $"Value is not a valid JSONPath: {fault}");
            return null;
        }

        if (reference && !path.IsReference)
        {
            Fault(name, $"Value is not a Reference Path: {text.Value}");
            return null;
        }

        return new(path);
    }

    /// <summary>A payload template.</summary>
    public Template? Template(string name, bool mustBeObject = false)
    {
        if (Any(name) is not { } value)
        {
            return null;
        }

        if (mustBeObject && value is not JsonObject && !(IsJsonata && value is JsonString text && Expression.IsJsonata(text.Value)))
        {
            Fault(name, "Expected value of type Object");
            return null;
        }

        return TemplateParser.Parse(value, name, At(name), Language, problems);
    }

    /// <summary>An expression in JSONata with its delimiters.</summary>
    public Expression? Jsonata(string name, string text)
    {
        if (!Expression.IsJsonata(text))
        {
            Fault(name, "Expected a JSONata expression between {% and %}");
            return null;
        }

        try
        {
            return Expression.ParseJsonata(text);
        }
        catch (JsonataException exception)
        {
            Fault(name, $"Invalid JSONata expression: {exception.Message}");
            return null;
        }
    }

    /// <summary>Notes which of these are missing.</summary>
    public void Require(params ReadOnlySpan<string> names)
    {
        var missing = new List<string>();
        foreach (var name in names)
        {
            if (!Has(name))
            {
                missing.Add(name);
            }
        }

        if (missing.Count > 0)
        {
            FaultHere($"These fields are required: [{string.Join(", ", missing)}]");
        }
    }

    /// <summary>Notes every field that nobody has asked for.</summary>
    public void End()
    {
        foreach (var name in fields.Names.Where(name => !_known.Contains(name)))
        {
            Fault(name, $"Field '{name}' is not supported");
        }
    }

    private T? Typed<T>(string name, string what)
        where T : JsonValue
    {
        var value = Any(name);
        if (value is not null and not T)
        {
            Fault(name, $"Expected {what} for field '{name}'");
        }

        return value as T;
    }
}
