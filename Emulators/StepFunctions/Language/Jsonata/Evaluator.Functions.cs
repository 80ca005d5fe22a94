using Ensemble.StepFunctions.Json;
using Ensemble.StepFunctions.Language.Jsonata.Functions;

namespace Ensemble.StepFunctions.Language.Jsonata;

/// <summary>Calls, partial application, chaining and transforms.</summary>
internal sealed partial class Evaluator
{
    private static readonly Signature TransformSignature = Signature.Parse("<(oa):o>");

    /// <summary>Calls a function; a call at its end is made after it has returned, so that recursion there needs no stack.</summary>
    public JsonValue? Apply(JsonValue? function, IReadOnlyList<JsonValue?> arguments, JsonValue? input, Frame environment)
    {
        var result = ApplyOnce(function, arguments, input, environment);
        while (result is LambdaFunction { IsThunk: true } thunk)
        {
            var call = thunk.Body;
            var next = Evaluate(call.Left!, thunk.Input, thunk.Environment);
            JsonValue?[] values = [.. call.Items.Select(item => Evaluate(item, thunk.Input, thunk.Environment))];
            try
            {
                result = ApplyOnce(next, values, input, environment);
            }
            catch (JsonataException exception) when (Locate(exception, call))
            {
                throw;
            }
        }

        return result;
    }

    private JsonValue? ApplyOnce(JsonValue? function, IReadOnlyList<JsonValue?> arguments, JsonValue? input, Frame environment)
    {
        var values = function is FunctionValue { Signature: { } signature } ? signature.Validate(arguments, input) : arguments;
        switch (function)
        {
            case LambdaFunction lambda:
                var frame = new Frame(lambda.Environment);
                foreach (var (i, parameter) in lambda.Parameters.Index())
                {
                    frame.Bind(parameter, i < values.Count ? values[i] : null);
                }

                return Evaluate(lambda.Body, lambda.Input, frame);
            case NativeFunction native:
                return native.Invoke(new(this, input, environment), Padded(values, native.Slots));
            case RegexFunction regex:
                return Matching.First(regex, values);
            default:
                throw new JsonataException("T1006");
        }
    }

    private static JsonValue?[] Padded(IReadOnlyList<JsonValue?> values, int arity) =>
        values.Count >= arity ? [.. values] : [.. values, .. new JsonValue?[arity - values.Count]];

    // In a filter that never holds: catching and throwing again at each level would use up the stack that is left.
    private static bool Locate(JsonataException exception, Node call)
    {
        if (exception.Position < 0)
        {
            exception.Position = call.Position;
        }

        exception.Token ??= NameOf(call.Left!);
        return false;
    }

    private static string? NameOf(Node procedure) => procedure.Type switch
    {
        NodeType.Path => NameOf(procedure.Items[0]),
        NodeType.Block or NodeType.Condition or NodeType.Lambda or NodeType.Transform or NodeType.Parent => null,
        _ => procedure.Symbol,
    };

    private JsonValue? Call(Node node, JsonValue? input, Frame environment, JsonValue? applied, bool isApplied)
    {
        var function = Evaluate(node.Left!, input, environment);
        if (function is null && node.Left!.Type == NodeType.Path && environment.Lookup(node.Left.Items[0].Token) is not null)
        {
            throw new JsonataException("T1005", node.Position, node.Left.Items[0].Token);
        }

        var arguments = new List<JsonValue?>(node.Items.Count + 1);
        if (isApplied)
        {
            arguments.Add(applied);
        }

        foreach (var item in node.Items)
        {
            arguments.Add(Evaluate(item, input, environment));
        }

        try
        {
            return Apply(function, arguments, input, environment);
        }
        catch (JsonataException exception) when (Locate(exception, node))
        {
            throw;
        }
    }

    private NativeFunction Partial(Node node, JsonValue? input, Frame environment)
    {
        var given = node.Items.Select(item => item.Type == NodeType.Placeholder ? null : Evaluate(item, input, environment)).ToArray();
        var open = node.Items.Index().Where(item => item.Item.Type == NodeType.Placeholder).Select(item => item.Index).ToArray();
        var function = Evaluate(node.Left!, input, environment);
        if (function is null && node.Left!.Type == NodeType.Path && environment.Lookup(node.Left.Items[0].Token) is not null)
        {
            throw new JsonataException("T1007", node.Position, node.Left.Items[0].Token);
        }

        if (function is not FunctionValue)
        {
            throw new JsonataException("T1008", node.Position, NameOf(node.Left!));
        }

        return new(open.Length, (call, arguments) =>
        {
            var all = (JsonValue?[])given.Clone();
            foreach (var (i, index) in open.Index())
            {
                all[index] = arguments[i];
            }

            return call.Evaluator.Apply(function, all, call.Input, call.Environment);
        });
    }

    private JsonValue? Applied(Node node, JsonValue? input, Frame environment)
    {
        var left = Evaluate(node.Left!, input, environment);
        if (node.Right!.Type == NodeType.Call)
        {
            return Call(node.Right, input, environment, left, isApplied: true);
        }

        var function = Evaluate(node.Right, input, environment);
        if (function is not FunctionValue)
        {
            throw new JsonataException("T2006", node.Position, null, function);
        }

        return left is FunctionValue first
            ? new NativeFunction(1, (call, arguments) => call.Call(function, call.Call(first, arguments[0])))
            : Apply(function, [left], JsonNull.Instance, environment);
    }

    private static NativeFunction Transformer(Node node, Frame environment) => new(1, (call, arguments) =>
    {
        if (arguments[0] is null)
        {
            return null;
        }

        if (environment.Lookup("clone") is not FunctionValue)
        {
            throw new JsonataException("T2013", node.Position);
        }

        // A copy of its own, which is changed in place until it is done.
        var copy = Copies.Of(arguments[0]!);
        var matches = call.Evaluator.Evaluate(node.Left!, copy, environment);
        foreach (var match in matches switch { null => [], JsonArray several => several.ToList(), _ => [matches] })
        {
            var update = call.Evaluator.Evaluate(node.Right!, match, environment);
            if (update is not (null or JsonObject))
            {
                throw new JsonataException("T2011", node.Right!.Position, null, update);
            }

            if (match is JsonObject target)
            {
                foreach (var (name, value) in (update as JsonObject)?.Members ?? [])
                {
                    target.SetInPlace(name, value);
                }
            }

            Delete(node, match, call.Evaluator, environment);
        }

        return copy;
    })
    {
        Signature = TransformSignature,
    };

    private static void Delete(Node node, JsonValue match, Evaluator evaluator, Frame environment)
    {
        if (node.Third is null || evaluator.Evaluate(node.Third, match, environment) is not { } deletions)
        {
            return;
        }

        var names = deletions as JsonArray ?? Seq.Array([deletions]);
        if (!names.All(name => name is JsonString))
        {
            throw new JsonataException("T2012", node.Third.Position, null, deletions);
        }

        foreach (var name in names.Cast<JsonString>())
        {
            (match as JsonObject)?.RemoveInPlace(name.Value);
        }
    }
}

/// <summary>Copies that share nothing with what they were made from.</summary>
internal static class Copies
{
    public static JsonValue Of(JsonValue value)
    {
        Limits.CheckSize(value);
        return Copy(value);
    }

    private static JsonValue Copy(JsonValue value) => value switch
    {
        JsonArray items => new JsonArray([.. items.Select(Copy)]),
        JsonObject members => new JsonObject(members.Members.Select(member => KeyValuePair.Create(member.Key, Copy(member.Value)))),
        _ => value,
    };
}
