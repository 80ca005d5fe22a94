using Ensemble.StepFunctions.Json;

namespace Ensemble.StepFunctions.Language.Jsonata;

/// <summary>Order-by and group-by.</summary>
internal sealed partial class Evaluator
{
    private Seq Sort(Node step, IReadOnlyList<JsonValue?> input, Frame environment)
    {
        var sorted = new Seq();
        sorted.AddRange(StableSort(input, (a, b) => Compare(step, a, b, environment) > 0));
        return sorted;
    }

    /// <summary>A stable merge sort, which asks only whether two items must change places, as functions of the language answer.</summary>
    public static IReadOnlyList<JsonValue?> StableSort(IReadOnlyList<JsonValue?> items, Func<JsonValue?, JsonValue?, bool> mustSwap)
    {
        if (items.Count < 2)
        {
            return items;
        }

        var middle = items.Count / 2;
        var left = StableSort([.. items.Take(middle)], mustSwap);
        var right = StableSort([.. items.Skip(middle)], mustSwap);
        var merged = new List<JsonValue?>(items.Count);
        var (l, r) = (0, 0);
        while (l < left.Count && r < right.Count)
        {
            merged.Add(mustSwap(left[l], right[r]) ? right[r++] : left[l++]);
        }

        merged.AddRange(left.Skip(l));
        merged.AddRange(right.Skip(r));
        return merged;
    }

    private int Compare(Node step, JsonValue? first, JsonValue? second, Frame environment)
    {
        foreach (var (descending, expression) in step.Terms)
        {
            var a = Term(expression, first, environment);
            var b = Term(expression, second, environment);
            if (a is null || b is null)
            {
                if (a is null != b is null)
                {
                    return a is null ? 1 : -1;
                }

                continue;
            }

            if (a is not (JsonString or JsonNumber) || b is not (JsonString or JsonNumber))
            {
                throw new JsonataException("T2008", step.Position, null, a is JsonString or JsonNumber ? b : a);
            }

            var order = (a, b) switch
            {
                (JsonNumber x, JsonNumber y) => x.Value.CompareTo(y.Value),
                (JsonString x, JsonString y) => string.CompareOrdinal(x.Value, y.Value),
                _ => throw new JsonataException("T2007", step.Position, null, a, b),
            };
            if (order != 0)
            {
                return descending ? -order : order;
            }
        }

        return 0;
    }

    private JsonValue? Term(Node expression, JsonValue? item, Frame environment) => item is TupleValue tuple
        ? Evaluate(expression, tuple.Value, FrameOf(environment, tuple))
        : Evaluate(expression, item, environment);

    private JsonObject Group(List<(Node Key, Node Value)> pairs, int position, JsonValue? input, Frame environment)
    {
        var isTuples = input is Seq { HoldsTuples: true };
        IReadOnlyList<JsonValue?> items = input as JsonArray ?? Seq.Of(input);
        if (items.Count == 0 && !isTuples)
        {
            items = Seq.Of(null);
        }

        var groups = new OrderedDictionary<string, (JsonValue? Data, int Pair)>(StringComparer.Ordinal);
        foreach (var item in items)
        {
            var (at, frame) = item is TupleValue tuple ? (tuple.Value, FrameOf(environment, tuple)) : (item, environment);
            for (var i = 0; i < pairs.Count; i++)
            {
                var key = Evaluate(pairs[i].Key, at, frame);
                if (key is null)
                {
                    continue;
                }

                if (key is not JsonString { Value: var name })
                {
                    throw new JsonataException("T1003", position, null, key);
                }

                if (!groups.TryGetValue(name, out var entry))
                {
                    groups[name] = (item, i);
                }
                else if (entry.Pair != i)
                {
                    throw new JsonataException("D1009", position, null, key);
                }
                else
                {
                    groups[name] = (Append(entry.Data, item), i);
                }
            }
        }

        var members = new OrderedDictionary<string, JsonValue>(StringComparer.Ordinal);
        foreach (var (name, (data, pair)) in groups)
        {
            var (at, frame) = (data, environment);
            if (isTuples)
            {
                var tuple = Reduced(data!);
                at = tuple.Value;
                frame = FrameOf(environment, tuple);
            }

            if (Evaluate(pairs[pair].Value, at, frame) is { } value)
            {
                members[name] = value;
            }
        }

        return new(members);
    }

    private static TupleValue Reduced(JsonValue data)
    {
        if (data is not JsonArray several)
        {
            return (TupleValue)data;
        }

        var reduced = new TupleValue((TupleValue)several[0]);
        foreach (var tuple in several.Skip(1).Cast<TupleValue>())
        {
            foreach (var (name, value) in tuple.Bindings)
            {
                reduced.Bindings[name] = Append(reduced.Bindings.GetValueOrDefault(name), value);
            }
        }

        return reduced;
    }
}
