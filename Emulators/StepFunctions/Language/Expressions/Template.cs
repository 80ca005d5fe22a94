using Ensemble.StepFunctions.Json;

namespace Ensemble.StepFunctions.Language.Expressions;

/// <summary>JSON in which some values are computed: Parameters, ItemSelector, Arguments, Output, Assign.</summary>
internal abstract record Template
{
    /// <summary>The expressions in it.</summary>
    public abstract IEnumerable<Expression> Expressions { get; }

    /// <summary>Its value.</summary>
    public abstract JsonValue Evaluate(Scope scope);
}

/// <summary>A value that is what it is.</summary>
internal sealed record ConstantTemplate(JsonValue Value) : Template
{
    public override IEnumerable<Expression> Expressions => [];

    public override JsonValue Evaluate(Scope scope) => Value;
}

/// <summary>A value that is computed.</summary>
/// <param name="Expression">How.</param>
/// <param name="Field">Where it stands: the name of the member in JSONPath, its place in the state in JSONata.</param>
internal sealed record ExpressionTemplate(Expression Expression, string Field) : Template
{
    public override IEnumerable<Expression> Expressions => [Expression];

    public override JsonValue Evaluate(Scope scope) => Expression.Evaluate(scope, Field);
}

/// <summary>An object of which some members are computed.</summary>
internal sealed record ObjectTemplate(IReadOnlyList<KeyValuePair<string, Template>> Members) : Template
{
    public override IEnumerable<Expression> Expressions => Members.SelectMany(member => member.Value.Expressions);

    public override JsonValue Evaluate(Scope scope)
    {
        var members = new OrderedDictionary<string, JsonValue>(Members.Count, StringComparer.Ordinal);
        foreach (var (name, template) in Members)
        {
            members[name] = template.Evaluate(scope);
        }

        return new JsonObject(members);
    }
}

/// <summary>An array of which some items are computed.</summary>
internal sealed record ArrayTemplate(IReadOnlyList<Template> Items) : Template
{
    public override IEnumerable<Expression> Expressions => Items.SelectMany(item => item.Expressions);

    public override JsonValue Evaluate(Scope scope) => new JsonArray([.. Items.Select(item => item.Evaluate(scope))]);
}
