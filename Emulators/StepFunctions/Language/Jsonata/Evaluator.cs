using System.Diagnostics;
using System.Runtime.CompilerServices;
using Ensemble.StepFunctions.Json;

namespace Ensemble.StepFunctions.Language.Jsonata;

/// <summary>Evaluates expressions; null is what the language calls nothing.</summary>
internal sealed partial class Evaluator(JsonataContext context, CancellationToken cancellationToken)
{
    private const int StepsBetweenChecks = 4096;

    private int _depth;
    private long _nextCheck = StepsBetweenChecks;
    private long _steps;

    /// <summary>What it may use.</summary>
    public JsonataContext Context => context;

    /// <summary>Evaluates a node.</summary>
    public JsonValue? Evaluate(Node node, JsonValue? input, Frame environment)
    {
        if (++_depth > context.MaxDepth || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new JsonataException("U1001", node.Position);
        }

        Step(node);
        var result = node.Type switch
        {
            NodeType.Path => Path(node, input, environment),
            NodeType.Binary => Binary(node, input, environment),
            NodeType.Negate => Negate(node, input, environment),
            NodeType.ArrayConstructor => Array(node, input, environment),
            NodeType.ObjectConstructor => Group(node.Pairs, node.Position, input, environment),
            NodeType.Name => Lookup(input, node.Token),
            NodeType.Text or NodeType.Number or NodeType.Literal => node.Value,
            NodeType.Placeholder => null,
            NodeType.Wildcard => Wildcard(input),
            NodeType.Descendant => Descendants(input),
            NodeType.Parent => environment.Lookup(node.Slot!.Label),
            NodeType.Condition => Condition(node, input, environment),
            NodeType.Block => Block(node, input, environment),
            NodeType.Bind => Bind(node, input, environment),
            NodeType.Regex => new RegexFunction(node.Pattern!, node.Token),
            NodeType.Call => Call(node, input, environment, null, isApplied: false),
            NodeType.Variable => Variable(node, input, environment),
            NodeType.Lambda => new LambdaFunction([.. node.Items.Select(item => item.Token)], node.Right!, input, environment) { Signature = node.Signature, IsThunk = node.IsThunk },
            NodeType.Partial => Partial(node, input, environment),
            NodeType.Apply => Applied(node, input, environment),
            NodeType.Transform => Transformer(node, environment),
            _ => throw new UnreachableException(),
        };
        foreach (var stage in node.Predicates)
        {
            result = Filter(stage.Filter!, result, environment);
        }

        if (node.Type != NodeType.Path && node.Group is { } group)
        {
            result = Group(group, node.Position, result, environment);
        }

        _depth--;
        if (result is Seq { IsSequence: true, HoldsTuples: false } sequence)
        {
            if (node.KeepsArray)
            {
                sequence.KeepsSingleton = true;
            }

            return sequence.Count switch
            {
                0 => null,
                1 when !sequence.KeepsSingleton => sequence[0],
                _ => sequence,
            };
        }

        return result;
    }

    /// <summary>The member of an object, or those of the objects in an array.</summary>
    public static JsonValue? Lookup(JsonValue? input, string name)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        switch (input)
        {
            case JsonArray items:
                var found = new Seq();
                foreach (var item in items)
                {
                    switch (Lookup(item, name))
                    {
                        case null:
                            break;
                        case JsonArray several:
                            found.AddRange(several);
                            break;
                        case var one:
                            found.Add(one);
                            break;
                    }
                }

                return found;
            case JsonObject members:
                return members[name];
            default:
                return null;
        }
    }

    /// <summary>Two values one after the other in an array.</summary>
    public static JsonValue? Append(JsonValue? first, JsonValue? second)
    {
        if (first is null || second is null)
        {
            return first ?? second;
        }

        Limits.CheckItems(((first as JsonArray)?.Count ?? 1L) + ((second as JsonArray)?.Count ?? 1L));
        var items = first is JsonArray left ? left.ToList() : [first];
        if (second is JsonArray right)
        {
            items.AddRange(right);
        }
        else
        {
            items.Add(second);
        }

        return Seq.Array(items);
    }

    private void Step(Node node)
    {
        if (++_steps > context.MaxSteps)
        {
            throw new JsonataException("U1001", node.Position);
        }

        if (_steps >= _nextCheck)
        {
            _nextCheck = _steps + StepsBetweenChecks;
            cancellationToken.ThrowIfCancellationRequested();
            if (context.IsOver())
            {
                throw new JsonataException("U1001", node.Position);
            }
        }
    }

    private JsonValue? Negate(Node node, JsonValue? input, Frame environment) => Evaluate(node.Left!, input, environment) switch
    {
        null => null,
        JsonNumber number => -number.Value,
        var other => throw new JsonataException("D1002", node.Position, "-", other),
    };

    private Seq Array(Node node, JsonValue? input, Frame environment)
    {
        // A range by itself may be long: its numbers are not copied.
        IEnumerable<JsonValue> items = node.Items is not [{ Type: NodeType.Binary, Token: ".." } range] ? Items(node, input, environment)
            : Evaluate(range, input, environment) switch
            {
                null => [],
                JsonArray several => several.Items,
                var one => [one],
            };
        var array = Seq.Array(items);
        array.IsConstructed = node.ConstructsArray;
        return array;
    }

    private List<JsonValue> Items(Node node, JsonValue? input, Frame environment)
    {
        var items = new List<JsonValue>();
        foreach (var item in node.Items)
        {
            var value = Evaluate(item, input, environment);
            if (value is JsonArray several && item.Type != NodeType.ArrayConstructor)
            {
                items.AddRange(several);
                Limits.CheckItems(items.Count);
            }
            else if (value is not null)
            {
                items.Add(value);
            }
        }

        return items;
    }

    private static JsonValue Wildcard(JsonValue? input)
    {
        var at = input is Seq { WrapsInput: true, Count: > 0 } wrapper ? wrapper[0] : input;
        JsonValue found = new Seq();
        var values = at switch
        {
            JsonObject members => members.Members.Select(member => member.Value),
            JsonArray items => items,
            _ => [],
        };
        foreach (var value in values)
        {
            if (value is JsonArray nested)
            {
                found = found is Seq { IsSequence: true, Count: 0 } ? Seq.Array(Flatten(nested)) : Append(found, Seq.Array(Flatten(nested)))!;
            }
            else if (found is Seq sequence)
            {
                sequence.Add(value);
            }
        }

        return found;
    }

    private static IEnumerable<JsonValue> Flatten(JsonValue value)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        return value is JsonArray items ? items.SelectMany(Flatten) : [value];
    }

    private static JsonValue? Descendants(JsonValue? input)
    {
        if (input is null)
        {
            return null;
        }

        var found = new Seq();
        Collect(input, found);
        return found.Count == 1 ? found[0] : found;
    }

    private static void Collect(JsonValue value, Seq found)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (value is JsonArray items)
        {
            foreach (var item in items)
            {
                Collect(item, found);
            }

            return;
        }

        found.Add(value);
        if (value is JsonObject members)
        {
            foreach (var (_, member) in members.Members)
            {
                Collect(member, found);
            }
        }
    }

    // 'a ?: b' and 'a ?? b' have nothing in the middle: they are a itself, if it is true or if there is one.
    private JsonValue? Condition(Node node, JsonValue? input, Frame environment)
    {
        var left = Evaluate(node.Left!, input, environment);
        return (node.Token == "??" ? left is not null : Truth.Of(left) == true)
            ? node.Right is null ? left : Evaluate(node.Right, input, environment)
            : node.Third is null ? null : Evaluate(node.Third, input, environment);
    }

    private JsonValue? Block(Node node, JsonValue? input, Frame environment)
    {
        JsonValue? result = null;
        var frame = new Frame(environment);
        foreach (var item in node.Items)
        {
            result = Evaluate(item, input, frame);
        }

        return result;
    }

    private JsonValue? Bind(Node node, JsonValue? input, Frame environment)
    {
        var value = Evaluate(node.Right!, input, environment);
        environment.Bind(node.Left!.Token, value);
        return value;
    }

    private static JsonValue? Variable(Node node, JsonValue? input, Frame environment) => node.Token.Length > 0
        ? environment.Lookup(node.Token)
        : input is Seq { WrapsInput: true, Count: > 0 } wrapper ? wrapper[0] : input;
}

/// <summary>What counts as true.</summary>
internal static class Truth
{
    /// <summary>The value as a boolean; null: nothing.</summary>
    public static bool? Of(JsonValue? value)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        return value switch
        {
            null => null,
            JsonArray items => items.Any(item => Of(item) == true),
            JsonString text => text.Value.Length > 0,
            JsonNumber number => number.Value != 0,
            JsonObject members => members.Count > 0,
            JsonBoolean boolean => boolean.Value,
            _ => false,
        };
    }
}
