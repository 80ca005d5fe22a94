using Ensemble.StepFunctions.Json;

namespace Ensemble.StepFunctions.Language.Expressions;

/// <summary>Variables of a graph, which sees those around it and assigns its own.</summary>
internal sealed class Variables(Variables? outer)
{
    private readonly Dictionary<string, JsonValue> _own = new(StringComparer.Ordinal);

    /// <summary>The value of a variable; null: there is none.</summary>
    public JsonValue? this[string name] => _own.TryGetValue(name, out var value) ? value : outer?[name];

    /// <summary>Assigns variables all at once.</summary>
    public void Assign(JsonObject values)
    {
        foreach (var (name, value) in values.Members)
        {
            _own[name] = value;
        }
    }
}

/// <summary>What an expression may refer to.</summary>
internal sealed record Scope
{
    /// <summary><c>$</c>, and in JSONata <c>$states.input</c></summary>
    public required JsonValue Input { get; init; }

    /// <summary><c>$$</c>, and in JSONata <c>$states.context</c>; made when it is asked for.</summary>
    public required Func<JsonObject> Context { get; init; }

    /// <summary><c>$name</c></summary>
    public required Variables Variables { get; init; }

    /// <summary><c>$states.result</c></summary>
    public JsonValue? Result { get; init; }

    /// <summary><c>$states.errorOutput</c></summary>
    public JsonValue? ErrorOutput { get; init; }

    /// <summary>Where random numbers come from.</summary>
    public required Random Random { get; init; }

    /// <summary>What time it is.</summary>
    public required TimeProvider Time { get; init; }
}
