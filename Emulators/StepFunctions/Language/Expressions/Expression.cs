using Ensemble.StepFunctions.Execution;
using Ensemble.StepFunctions.Json;
using Ensemble.StepFunctions.Language.Intrinsics;
using Ensemble.StepFunctions.Language.Jsonata;
using Ensemble.StepFunctions.Language.Paths;

namespace Ensemble.StepFunctions.Language.Expressions;

/// <summary>A value that is computed from what a state has.</summary>
internal abstract record Expression(string Text)
{
    /// <summary>Computes it.</summary>
    /// <param name="scope">What it may refer to.</param>
    /// <param name="field">The field it stands in, for errors.</param>
    public abstract JsonValue Evaluate(Scope scope, string field);

    /// <summary>The names of the variables it reads.</summary>
    public abstract IEnumerable<string> Variables { get; }

    /// <summary>Reads a JSONPath or the call of an intrinsic function.</summary>
    /// <exception cref="FormatException">It is neither.</exception>
    public static Expression ParsePath(string text)
    {
        if (IntrinsicParser.IsCall(text))
        {
            return new IntrinsicExpression(IntrinsicParser.Parse(text));
        }

        return JsonPath.TryParse(text, out var path, out var fault) ? new PathExpression(path) : throw new FormatException(fault);
    }

    /// <summary>Whether a text is an expression of JSONata.</summary>
    public static bool IsJsonata(string text) =>
        text.Length >= 4 && text.StartsWith("{%", StringComparison.Ordinal) && text.EndsWith("%}", StringComparison.Ordinal);

    /// <summary>Reads an expression of JSONata with its delimiters.</summary>
    /// <exception cref="JsonataException">It is none.</exception>
    public static Expression ParseJsonata(string text) => new JsonataQuery(JsonataExpression.Parse(text[2..^2].Trim()));
}

/// <summary>A JSONPath.</summary>
internal sealed record PathExpression(JsonPath Path) : Expression(Path.Text)
{
    /// <inheritdoc/>
    public override IEnumerable<string> Variables => Path.Variable is { } variable ? [variable] : [];

    /// <summary>Where a path begins.</summary>
    public static JsonValue? Root(JsonPath path, Scope scope) => path.Root switch
    {
        PathRoot.Context => scope.Context(),
        PathRoot.Variable => scope.Variables[path.Variable!],
        _ => scope.Input,
    };

    /// <inheritdoc/>
    public override JsonValue Evaluate(Scope scope, string field)
    {
        if (Root(Path, scope) is { } root && Path.TryFind(root, out var value))
        {
            return value;
        }

        throw StatesException.Runtime($"The JSONPath '{Text}' specified for the field '{field}' could not be found in the input '{scope.Input.ToJson()}'");
    }
}

/// <summary>The call of an intrinsic function.</summary>
internal sealed record IntrinsicExpression(IntrinsicCall Call) : Expression(Call.Text)
{
    /// <inheritdoc/>
    public override IEnumerable<string> Variables => Paths(Call).Select(path => path.Variable).OfType<string>();

    /// <inheritdoc/>
    public override JsonValue Evaluate(Scope scope, string field) =>
        IntrinsicFunctions.Call(Call, path => new PathExpression(path).Evaluate(scope, field), scope.Random);

    private static IEnumerable<JsonPath> Paths(IntrinsicCall call) => call.Arguments.SelectMany(argument => argument switch
    {
        PathArgument path => [path.Path],
        CallArgument inner => Paths(inner.Call),
        _ => [],
    });
}

/// <summary>An expression of JSONata.</summary>
internal sealed record JsonataQuery(JsonataExpression Query) : Expression(Query.Text)
{
    private const string States = "states";

    /// <inheritdoc/>
    public override IEnumerable<string> Variables => Query.Variables.Where(name => name != States);

    /// <inheritdoc/>
    public override JsonValue Evaluate(Scope scope, string field) =>
        EvaluateOrUndefined(scope, field) ?? throw Failed(field, "returned nothing (undefined).");

    /// <summary>An error of this expression.</summary>
    public StatesException Failed(string field, string what) =>
        StatesException.Query(field, $"The JSONata expression '{Text}' specified for the field '{field}' {what}");

    private JsonValue? EvaluateOrUndefined(Scope scope, string field)
    {
        var bindings = new Dictionary<string, JsonValue>(StringComparer.Ordinal);
        foreach (var name in Query.Names)
        {
            if ((name == States ? StatesObject(scope) : scope.Variables[name]) is { } value)
            {
                bindings[name] = value;
            }
        }

        JsonValue? result;
        try
        {
            result = Query.Evaluate(null, bindings, new JsonataContext(scope.Time.GetUtcNow(), scope.Random));
        }
        catch (JsonataException exception)
        {
            throw Failed(field, $"threw an error during evaluation. {exception.Code}: {exception.Message}");
        }

        return result is not null && !JsonataExpression.IsJson(result) ? throw Failed(field, "returned an unsupported result type.") : result;
    }

    // Only what is asked for: the context object is not free.
    private JsonObject StatesObject(Scope scope)
    {
        var members = new OrderedDictionary<string, JsonValue>(StringComparer.Ordinal) { ["input"] = scope.Input };
        if (Query.StatesFields.Any(field => field is "context" or "*"))
        {
            members["context"] = scope.Context();
        }

        if (scope.Result is not null)
        {
            members["result"] = scope.Result;
        }

        if (scope.ErrorOutput is not null)
        {
            members["errorOutput"] = scope.ErrorOutput;
        }

        return new(members);
    }
}
