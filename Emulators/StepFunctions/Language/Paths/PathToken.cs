using Ensemble.StepFunctions.Execution;
using Ensemble.StepFunctions.Json;

namespace Ensemble.StepFunctions.Language.Paths;

/// <summary>What one evaluation of a path shares: the value it begins at, and how much work it has been.</summary>
internal sealed class Search(JsonValue root)
{
    // Far beyond what data of the size that Step Functions allows needs, unless every step multiplies what the last one found.
    private const int MaxSteps = 2_000_000;

    private int _steps;

    /// <summary>Where the path begins.</summary>
    public JsonValue Root => root;

    /// <summary>Takes several steps one after the other.</summary>
    public List<JsonValue> Follow(JsonValue from, IEnumerable<PathToken> tokens)
    {
        List<JsonValue> found = [from];
        foreach (var token in tokens)
        {
            found = [.. found.SelectMany(value => token.Step(value, this)).Select(Counted)];
        }

        return found;
    }

    /// <summary>Counts a value that was looked at.</summary>
    /// <exception cref="StatesException">They have become too many.</exception>
    public void Count()
    {
        if (++_steps > MaxSteps)
        {
            throw StatesException.Runtime($"The path leads to more than {MaxSteps} values");
        }
    }

    private JsonValue Counted(JsonValue value)
    {
        Count();
        return value;
    }
}

/// <summary>One step of a JSONPath.</summary>
internal abstract record PathToken
{
    /// <summary>Whether it leads to at most one value.</summary>
    public virtual bool IsDefinite => false;

    /// <summary>Its normal form, e.g. <c>['name']</c>.</summary>
    public abstract string Text { get; }

    /// <summary>The values one step further.</summary>
    public abstract IEnumerable<JsonValue> Step(JsonValue value, Search search);
}

/// <summary><c>.name</c> or <c>['a','b']</c></summary>
internal sealed record PropertyToken(IReadOnlyList<string> Names) : PathToken
{
    /// <summary>Whether nothing follows it, so that several names give one object, as in Jayway's JsonPath.</summary>
    public bool IsLast { get; init; }

    public override bool IsDefinite => Names.Count == 1 || IsLast;

    public override string Text => $"[{string.Join(',', Names.Select(name => $"'{name}'"))}]";

    public override IEnumerable<JsonValue> Step(JsonValue value, Search search)
    {
        if (value is not JsonObject members)
        {
            return [];
        }

        var there = Names.Where(name => members[name] is not null);
        return Names.Count > 1 && IsLast
            ? [new JsonObject(there.Select(name => KeyValuePair.Create(name, members[name]!)))]
            : there.Select(name => members[name]!);
    }
}

/// <summary><c>[0]</c>, <c>[-1]</c>, <c>[0,2]</c></summary>
internal sealed record IndexToken(IReadOnlyList<int> Indexes) : PathToken
{
    public override bool IsDefinite => Indexes.Count == 1;

    public override string Text => $"[{string.Join(',', Indexes)}]";

    public override IEnumerable<JsonValue> Step(JsonValue value, Search search)
    {
        if (value is not JsonArray items)
        {
            yield break;
        }

        foreach (var index in Indexes)
        {
            var at = index < 0 ? items.Count + index : index;
            if (at >= 0 && at < items.Count)
            {
                yield return items[at];
            }
        }
    }
}

/// <summary><c>[1:3]</c>, with either end left out, and a step</summary>
internal sealed record SliceToken(int? From, int? To, int Stride) : PathToken
{
    public override string Text => $"[{From}:{To}]";

    public override IEnumerable<JsonValue> Step(JsonValue value, Search search)
    {
        if (value is not JsonArray items)
        {
            yield break;
        }

        var from = Math.Clamp(From is < 0 ? items.Count + From.Value : From ?? 0, 0, items.Count);
        var to = Math.Clamp(To is < 0 ? items.Count + To.Value : To ?? items.Count, 0, items.Count);
        for (long i = from; i < to; i += Stride)
        {
            yield return items[(int)i];
        }
    }
}

/// <summary><c>.*</c> or <c>[*]</c></summary>
internal sealed record WildcardToken : PathToken
{
    public override string Text => "[*]";

    public override IEnumerable<JsonValue> Step(JsonValue value, Search search) => value switch
    {
        JsonArray items => items,
        JsonObject members => members.Members.Select(member => member.Value),
        _ => [],
    };
}

/// <summary><c>..</c>: the next step from here and from everything below</summary>
internal sealed record DescendToken(PathToken Next) : PathToken
{
    public override string Text => ".." + Next.Text;

    public override IEnumerable<JsonValue> Step(JsonValue value, Search search)
    {
        var open = new Stack<JsonValue>([value]);
        while (open.TryPop(out var at))
        {
            search.Count();
            foreach (var found in Next.Step(at, search))
            {
                yield return found;
            }

            var below = at switch
            {
                JsonArray items => items,
                JsonObject members => members.Members.Select(member => member.Value),
                _ => [],
            };
            foreach (var child in below.Reverse())
            {
                open.Push(child);
            }
        }
    }
}

/// <summary><c>[?(…)]</c></summary>
internal sealed record FilterToken(Filter Filter) : PathToken
{
    public override string Text => "[?]";

    public override IEnumerable<JsonValue> Step(JsonValue value, Search search) => value switch
    {
        JsonArray items => items.Where(item => Filter.Accepts(item, search)),
        JsonObject when Filter.Accepts(value, search) => [value],
        _ => [],
    };
}

/// <summary>A function at the end of a path, e.g. <c>.length()</c></summary>
internal sealed record FunctionToken(string Name) : PathToken
{
    public static readonly IReadOnlySet<string> Names =
        new HashSet<string>(StringComparer.Ordinal) { "length", "size", "min", "max", "avg", "sum", "stddev", "keys", "first", "last" };

    public override bool IsDefinite => true;

    public override string Text => $".{Name}()";

    public override IEnumerable<JsonValue> Step(JsonValue value, Search search)
    {
        JsonValue? result = (Name, value) switch
        {
            ("length" or "size", JsonArray items) => items.Count,
            ("length" or "size", JsonObject members) => members.Count,
            ("length" or "size", JsonString text) => text.Value.Length,
            ("keys", JsonObject members) => new JsonArray([.. members.Names.Select(name => (JsonValue)name)]),
            ("first", JsonArray { Count: > 0 } items) => items[0],
            ("last", JsonArray { Count: > 0 } items) => items[^1],
            (_, JsonArray items) when items.OfType<JsonNumber>().Select(item => item.Value).ToList() is { Count: > 0 } numbers => Statistic(numbers),
            _ => null,
        };
        return result is null ? [] : [result];
    }

    private JsonNumber? Statistic(List<double> numbers)
    {
        var average = numbers.Average();
        double? result = Name switch
        {
            "min" => numbers.Min(),
            "max" => numbers.Max(),
            "avg" => average,
            "sum" => numbers.Sum(),
            "stddev" => Math.Sqrt(numbers.Average(number => Math.Pow(number - average, 2))),
            _ => null,
        };
        return result is { } number && double.IsFinite(number) ? new(number) : null;
    }
}
