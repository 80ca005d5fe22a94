using Ensemble.StepFunctions.Json;

namespace Ensemble.StepFunctions.Language.Jsonata;

/// <summary>Paths: steps, predicates, bindings, sorting and grouping.</summary>
internal sealed partial class Evaluator
{
    private JsonValue? Path(Node node, JsonValue? input, Frame environment)
    {
        IReadOnlyList<JsonValue?> sequence = input is JsonArray items && node.Items[0].Type != NodeType.Variable ? items : Seq.Of(input);
        JsonArray? result = null;
        Seq? tuples = null;
        var isTupleStream = false;
        for (var i = 0; i < node.Items.Count; i++)
        {
            var step = node.Items[i];
            isTupleStream |= step.IsTuple;
            if (i == 0 && step.ConstructsArray)
            {
                result = Evaluate(step, sequence as JsonArray, environment) as JsonArray;
            }
            else if (isTupleStream)
            {
                tuples = TupleStep(step, sequence, tuples, environment);
            }
            else
            {
                result = PathStep(step, sequence, environment, isLast: i == node.Items.Count - 1);
            }

            if (!isTupleStream && result is null or { Count: 0 })
            {
                break;
            }

            if (step.FocusName is null && !isTupleStream)
            {
                sequence = result!;
            }
        }

        if (isTupleStream)
        {
            if (node.IsTuple)
            {
                result = tuples;
            }
            else
            {
                var values = new Seq();
                values.AddRange(tuples!.Select(tuple => ((TupleValue)tuple).Value));
                result = values;
            }
        }

        if (node.KeepsSingletonArray)
        {
            if (result is Seq { IsConstructed: true, IsSequence: false })
            {
                result = Seq.Of(result);
            }

            if (result is Seq kept)
            {
                kept.KeepsSingleton = true;
            }
        }

        return node.Group is { } group ? Group(group, node.Position, isTupleStream ? tuples : result, environment) : result;
    }

    private JsonArray PathStep(Node step, IReadOnlyList<JsonValue?> input, Frame environment, bool isLast)
    {
        if (step.Type == NodeType.Sort)
        {
            var sorted = Sort(step, input, environment);
            return step.Stages.Count == 0 ? sorted : (JsonArray)Stages(step.Stages, sorted, environment)!;
        }

        var results = new Seq();
        foreach (var item in input)
        {
            var value = Evaluate(step, item, environment);
            foreach (var stage in step.Stages)
            {
                value = Filter(stage.Filter!, value, environment);
            }

            if (value is not null)
            {
                results.Add(value);
            }
        }

        if (isLast && results.Count == 1 && results[0] is JsonArray only and not Seq { IsSequence: true })
        {
            return only;
        }

        var flattened = new Seq();
        foreach (var value in results)
        {
            if (value is JsonArray several and not Seq { IsConstructed: true })
            {
                flattened.AddRange(several);
            }
            else
            {
                flattened.Add(value);
            }
        }

        return flattened;
    }

    private JsonValue? Stages(List<Stage> stages, JsonValue? input, Frame environment)
    {
        var result = input;
        foreach (var stage in stages)
        {
            if (stage.Filter is not null)
            {
                result = Filter(stage.Filter, result, environment);
            }
            else if (result is JsonArray tuples)
            {
                foreach (var (i, tuple) in tuples.OfType<TupleValue>().Index())
                {
                    tuple.Bindings[stage.IndexName!] = i;
                }
            }
        }

        return result;
    }

    private Seq TupleStep(Node step, IReadOnlyList<JsonValue?> input, Seq? tuples, Frame environment)
    {
        Seq result;
        if (step.Type == NodeType.Sort)
        {
            if (tuples is not null)
            {
                result = Sort(step, tuples, environment);
                result.HoldsTuples = true;
            }
            else
            {
                result = new Seq { HoldsTuples = true };
                foreach (var (i, item) in Sort(step, input, environment).Index())
                {
                    var tuple = new TupleValue(item);
                    if (step.IndexName is not null)
                    {
                        tuple.Bindings[step.IndexName] = i;
                    }

                    result.Add(tuple);
                }
            }

            return step.Stages.Count == 0 ? result : AsTuples(Stages(step.Stages, result, environment));
        }

        result = new Seq { HoldsTuples = true };
        foreach (var tuple in tuples?.Cast<TupleValue>() ?? input.Select(item => new TupleValue(item)))
        {
            var value = Evaluate(step, tuple.Value, FrameOf(environment, tuple));
            if (value is null)
            {
                continue;
            }

            var values = value is JsonArray several ? several : Seq.Array([value]);
            foreach (var (i, one) in values.Index())
            {
                var next = new TupleValue(tuple);
                if (value is Seq { HoldsTuples: true })
                {
                    foreach (var (name, bound) in ((TupleValue)one).Bindings)
                    {
                        next.Bindings[name] = bound;
                    }
                }
                else
                {
                    if (step.FocusName is not null)
                    {
                        next.Bindings[step.FocusName] = one;
                        next.Bindings[TupleValue.At] = tuple.Value;
                    }
                    else
                    {
                        next.Bindings[TupleValue.At] = one;
                    }

                    if (step.IndexName is not null)
                    {
                        next.Bindings[step.IndexName] = i;
                    }

                    if (step.Ancestor is not null)
                    {
                        next.Bindings[step.Ancestor.Label] = tuple.Value;
                    }
                }

                result.Add(next);
            }
        }

        return step.Stages.Count == 0 ? result : AsTuples(Stages(step.Stages, result, environment));
    }

    private static Seq AsTuples(JsonValue? value)
    {
        if (value is Seq sequence)
        {
            sequence.HoldsTuples = true;
            return sequence;
        }

        var tuples = new Seq { HoldsTuples = true };
        if (value is JsonArray several)
        {
            tuples.AddRange(several);
        }
        else if (value is not null)
        {
            tuples.Add(value);
        }

        return tuples;
    }

    private static Frame FrameOf(Frame environment, TupleValue tuple)
    {
        var frame = new Frame(environment);
        foreach (var (name, value) in tuple.Bindings)
        {
            frame.Bind(name, value);
        }

        return frame;
    }

    private JsonValue? Filter(Node predicate, JsonValue? input, Frame environment)
    {
        var results = new Seq { HoldsTuples = input is Seq { HoldsTuples: true } };
        var items = input as JsonArray ?? Seq.Of(input);
        if (predicate is { Type: NodeType.Number, Value: JsonNumber number })
        {
            var index = (long)Math.Floor(number.Value);
            index = index < 0 ? items.Count + index : index;
            if (index >= 0 && index < items.Count && items[(int)index] is { } item)
            {
                if (item is JsonArray array)
                {
                    return array;
                }

                results.Add(item);
            }

            return results;
        }

        for (var i = 0; i < items.Count; i++)
        {
            var item = items[i];
            var (at, frame) = item is TupleValue tuple ? (tuple.Value, FrameOf(environment, tuple)) : (item, environment);
            var outcome = Evaluate(predicate, at, frame);
            if (item is null)
            {
                continue;
            }

            if (outcome is JsonNumber || (outcome is JsonArray { Count: > 0 } indexes && indexes.All(index => index is JsonNumber)))
            {
                foreach (var index in (outcome as JsonArray ?? Seq.Of(outcome)).Cast<JsonNumber>())
                {
                    var position = Math.Floor(index.Value);
                    if ((position < 0 ? items.Count + position : position) == i)
                    {
                        results.Add(item);
                    }
                }
            }
            else if (Truth.Of(outcome) == true)
            {
                results.Add(item);
            }
        }

        return results;
    }

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
