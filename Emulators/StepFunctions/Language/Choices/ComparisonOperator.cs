using System.Collections.Frozen;
using Ensemble.StepFunctions.Json;

namespace Ensemble.StepFunctions.Language.Choices;

/// <summary>A comparison operator of the States Language.</summary>
/// <param name="Name">Its name, e.g. <c>StringEqualsPath</c>.</param>
/// <param name="Accepts">What its operand must be.</param>
/// <param name="Holds">Whether it holds for a value and an operand; what has the wrong type does not.</param>
internal sealed record ComparisonOperator(string Name, string Accepts, Func<JsonValue, JsonValue, bool> Holds)
{
    /// <summary>The only one that a missing value does not make an error.</summary>
    public const string IsPresent = "IsPresent";

    private const string PathSuffix = "Path";

    /// <summary>All of them by name.</summary>
    public static readonly FrozenDictionary<string, ComparisonOperator> All = Build().ToFrozenDictionary(one => one.Name, StringComparer.Ordinal);

    /// <summary>Whether its operand is a path.</summary>
    public bool TakesPath => Name.EndsWith(PathSuffix, StringComparison.Ordinal);

    /// <summary>Whether something may be its operand.</summary>
    public bool AcceptsOperand(JsonValue operand) => Accepts switch
    {
        "string" => operand is JsonString,
        "number" => operand is JsonNumber,
        "boolean" => operand is JsonBoolean,
        _ => operand is JsonString text && Timestamp.TryParse(text.Value, out _),
    };

    private static IEnumerable<ComparisonOperator> Build()
    {
        (string Name, Func<int, bool> Holds)[] orders =
        [
            ("Equals", order => order == 0), ("LessThan", order => order < 0), ("LessThanEquals", order => order <= 0),
            ("GreaterThan", order => order > 0), ("GreaterThanEquals", order => order >= 0),
        ];
        (string Name, string Accepts, Func<JsonValue, JsonValue, int?> Compare)[] types =
        [
            ("String", "string", CompareStrings), ("Numeric", "number", CompareNumbers), ("Timestamp", "timestamp", CompareTimestamps),
            ("Boolean", "boolean", CompareBooleans),
        ];
        foreach (var type in types)
        {
            foreach (var (name, holds) in type.Name == "Boolean" ? orders[..1] : orders)
            {
                foreach (var suffix in (string[])[string.Empty, PathSuffix])
                {
                    yield return new(type.Name + name + suffix, type.Accepts, (value, operand) => type.Compare(value, operand) is { } order && holds(order));
                }
            }
        }

        yield return new("StringMatches", "string", (value, operand) => value is JsonString text && operand is JsonString pattern && Matches(text.Value, pattern.Value));
        yield return Is("IsNull", value => value is JsonNull);
        yield return Is("IsString", value => value is JsonString);
        yield return Is("IsNumeric", value => value is JsonNumber);
        yield return Is("IsBoolean", value => value is JsonBoolean);
        yield return Is("IsTimestamp", value => value is JsonString text && Timestamp.TryParse(text.Value, out _));
        yield return Is(IsPresent, _ => true);
    }

    private static ComparisonOperator Is(string name, Func<JsonValue, bool> test) =>
        new(name, "boolean", (value, operand) => operand is JsonBoolean expected && test(value) == expected.Value);

    private static int? CompareStrings(JsonValue left, JsonValue right) =>
        left is JsonString a && right is JsonString b ? string.CompareOrdinal(a.Value, b.Value) : null;

    private static int? CompareNumbers(JsonValue left, JsonValue right) =>
        left is JsonNumber a && right is JsonNumber b ? a.Value.CompareTo(b.Value) : null;

    private static int? CompareBooleans(JsonValue left, JsonValue right) =>
        left is JsonBoolean a && right is JsonBoolean b ? a.Value.CompareTo(b.Value) : null;

    private static int? CompareTimestamps(JsonValue left, JsonValue right) =>
        left is JsonString a && right is JsonString b && Timestamp.TryParse(a.Value, out var earlier) && Timestamp.TryParse(b.Value, out var later)
            ? earlier.CompareTo(later)
            : null;

    // '*' stands for any characters, '\*' for itself. Linear: the last star is the only one to come back to.
    private static bool Matches(string text, string pattern)
    {
        var (at, p, star, resume) = (0, 0, -1, 0);
        while (at < text.Length)
        {
            var escaped = p < pattern.Length && pattern[p] == '\\' && p + 1 < pattern.Length;
            if (p < pattern.Length && pattern[p] == '*')
            {
                (star, resume) = (p++, at);
            }
            else if (p < pattern.Length && (escaped ? pattern[p + 1] : pattern[p]) == text[at])
            {
                p += escaped ? 2 : 1;
                at++;
            }
            else if (star >= 0)
            {
                (p, at) = (star + 1, ++resume);
            }
            else
            {
                return false;
            }
        }

        return pattern.AsSpan(p).TrimStart('*').IsEmpty;
    }
}
