using System.Text.RegularExpressions;
using Ensemble.StepFunctions.Execution;
using Ensemble.StepFunctions.Json;

namespace Ensemble.StepFunctions.Language.Paths;

/// <summary>The condition of a filter: <c>@.price &lt; 10 &amp;&amp; @.kind == 'book'</c>.</summary>
internal abstract record Filter
{
    /// <summary>Whether an item satisfies it.</summary>
    public abstract bool Accepts(JsonValue item, Search search);
}

/// <summary>All, or any.</summary>
internal sealed record JoinedFilter(IReadOnlyList<Filter> Parts, bool IsAnd) : Filter
{
    public override bool Accepts(JsonValue item, Search search) => IsAnd
        ? Parts.All(part => part.Accepts(item, search))
        : Parts.Any(part => part.Accepts(item, search));
}

/// <summary>Not.</summary>
internal sealed record NegatedFilter(Filter Inner) : Filter
{
    public override bool Accepts(JsonValue item, Search search) => !Inner.Accepts(item, search);
}

/// <summary>Whether the path leads to something.</summary>
internal sealed record ExistsFilter(Operand Operand) : Filter
{
    public override bool Accepts(JsonValue item, Search search) => Operand.Value(item, search) is not null;
}

/// <summary>One operand against another.</summary>
internal sealed record ComparisonFilter(Operand Left, string Operator, Operand Right) : Filter
{
    public override bool Accepts(JsonValue item, Search search)
    {
        var left = Left.Value(item, search);
        var right = Right.Value(item, search);
        return Operator switch
        {
            "==" or "===" => left is null ? right is null : left.Equals(right),
            "!=" or "!==" => left is null ? right is not null : !left.Equals(right),
            "<" => Compare(left, right) < 0,
            "<=" => Compare(left, right) <= 0,
            ">" => Compare(left, right) > 0,
            ">=" => Compare(left, right) >= 0,
            "in" => left is not null && right is JsonArray items && items.Contains(left),
            "nin" => left is not null && right is JsonArray items && !items.Contains(left),
            "contains" => Contains(left, right),
            "size" => left is not null && right is JsonNumber size && Size(left) == size.Value,
            "empty" => left is not null && right is JsonBoolean empty && (Size(left) == 0) == empty.Value,
            _ => false,
        };
    }

    private static int? Compare(JsonValue? left, JsonValue? right) => (left, right) switch
    {
        (JsonNumber a, JsonNumber b) => a.Value.CompareTo(b.Value),
        (JsonString a, JsonString b) => string.CompareOrdinal(a.Value, b.Value),
        _ => null,
    };

    private static bool Contains(JsonValue? left, JsonValue? right) => (left, right) switch
    {
        (JsonString text, JsonString part) => text.Value.Contains(part.Value, StringComparison.Ordinal),
        (JsonArray items, not null) => items.Contains(right),
        _ => false,
    };

    private static int? Size(JsonValue value) => value switch
    {
        JsonArray items => items.Count,
        JsonString text => text.Value.Length,
        JsonObject members => members.Count,
        _ => null,
    };
}

/// <summary>A text against a regular expression.</summary>
internal sealed record MatchFilter(Operand Left, Regex Pattern) : Filter
{
    public override bool Accepts(JsonValue item, Search search)
    {
        try
        {
            return Left.Value(item, search) is JsonString text && Pattern.Match(text.Value) is { Success: true } match && match.Length == text.Value.Length;
        }
        catch (RegexMatchTimeoutException)
        {
            throw StatesException.Runtime($"The regular expression '{Pattern}' takes too long");
        }
    }
}

/// <summary>A value in a condition: a literal, or a path from the item or the root.</summary>
internal sealed record Operand(JsonValue? Literal, bool FromItem, IReadOnlyList<PathToken> Tokens)
{
    public JsonValue? Value(JsonValue item, Search search)
    {
        if (Literal is not null)
        {
            return Literal;
        }

        var found = search.Follow(FromItem ? item : search.Root, Tokens);
        return found.Count == 0 ? null : Tokens.All(token => token.IsDefinite) ? found[0] : new JsonArray(found);
    }
}
