using Ensemble.StepFunctions.Json;

namespace Ensemble.StepFunctions.Language.Jsonata;

/// <summary>Paths: steps, predicates and bindings.</summary>
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
}
