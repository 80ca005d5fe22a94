using Ensemble.StepFunctions.Json;
using Ensemble.StepFunctions.Language.Jsonata.Functions;

namespace Ensemble.StepFunctions.Language.Jsonata;

/// <summary>What an evaluation may use.</summary>
/// <param name="Now">What <c>$now()</c> and <c>$millis()</c> give, all through one evaluation.</param>
/// <param name="Random">Where <c>$random()</c>, <c>$shuffle()</c> and <c>$uuid()</c> draw from.</param>
/// <param name="MaxDepth">How deep evaluations may be nested.</param>
/// <param name="MaxSteps">How many nodes may be evaluated.</param>
/// <param name="Timeout">How long it may take.</param>
public sealed record JsonataContext(DateTimeOffset Now, Random Random, int MaxDepth = 2000, long MaxSteps = 100_000_000, TimeSpan? Timeout = null)
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(10);
    private readonly long _started = TimeProvider.System.GetTimestamp();

    /// <summary>Whether its time is up. Real time: this bounds what an expression costs, it does not model AWS.</summary>
    internal bool IsOver() => TimeProvider.System.GetElapsedTime(_started) > (Timeout ?? DefaultTimeout);
}

/// <summary>An expression of JSONata (https://docs.jsonata.org), with the functions that Step Functions adds and without <c>$eval</c>.</summary>
public sealed class JsonataExpression
{
    private readonly Node _root;

    private JsonataExpression(string text, Node root)
    {
        Text = text;
        _root = root;
        var references = References.Of(root);
        Names = references.Names;
        Variables = [.. Names.Where(name => Library.Frame.Lookup(name) is null)];
        StatesFields = references.StatesFields;
    }

    /// <summary>Its text.</summary>
    public string Text { get; }

    /// <summary>The variables it reads and does not bind, without the dollar sign, in the order of their first use.</summary>
    public IReadOnlyList<string> Variables { get; }

    /// <summary>The same with the names of functions, which a variable may have too.</summary>
    internal IReadOnlyList<string> Names { get; }

    /// <summary>What it selects from <c>$states</c>, e.g. <c>input</c>.</summary>
    public IReadOnlyList<string> StatesFields { get; }

    /// <summary>Reads an expression.</summary>
    /// <exception cref="JsonataException">It is none.</exception>
    public static JsonataExpression Parse(string text) => new(text, Processor.Process(Parser.Parse(text)));

    /// <summary>Whether a result can be written as JSON: it holds no function and no number beyond all bounds.</summary>
    public static bool IsJson(JsonValue value) => value switch
    {
        FunctionValue => false,
        JsonNumber number => double.IsFinite(number.Value),
        JsonArray items => items.All(IsJson),
        JsonObject members => members.Members.All(member => IsJson(member.Value)),
        _ => true,
    };

    /// <summary>Evaluates it.</summary>
    /// <param name="input">The input; null: there is none.</param>
    /// <param name="bindings">The variables.</param>
    /// <param name="context">What it may use.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The result; null: nothing.</returns>
    /// <exception cref="JsonataException">It failed.</exception>
    public JsonValue? Evaluate(JsonValue? input, IReadOnlyDictionary<string, JsonValue> bindings, JsonataContext context, CancellationToken cancellationToken = default)
    {
        var root = input;
        if (input is JsonArray)
        {
            var wrapper = new Seq { WrapsInput = true };
            wrapper.Add(input);
            root = wrapper;
        }

        var frame = new Frame(Library.Frame);
        frame.Bind("$", root);
        foreach (var (name, value) in bindings)
        {
            frame.Bind(name, value);
        }

        try
        {
            var result = new Evaluator(context, cancellationToken).Evaluate(_root, root, frame) switch
            {
                Seq { WrapsInput: true, Count: 1 } wrapped => wrapped[0],
                Seq { HoldsTuples: true } tuples => new JsonArray([.. tuples.Select(tuple => ((TupleValue)tuple).Value!)]),
                var other => other,
            };
            Limits.CheckSize(result);
            return result;
        }
        catch (InsufficientExecutionStackException)
        {
            throw new JsonataException("U1001");
        }
    }
}

/// <summary>What an expression reads.</summary>
internal sealed class References
{
    private readonly List<string> _names = [];
    private readonly List<string> _statesFields = [];

    public IReadOnlyList<string> Names => _names;

    public IReadOnlyList<string> StatesFields => _statesFields;

    public static References Of(Node root)
    {
        var references = new References();
        references.Visit(root, []);
        return references;
    }

    // A name that is bound anywhere before counts as bound; the language binds as it goes.
    private void Visit(Node node, HashSet<string> bound)
    {
        if (node.Type == NodeType.Variable && node.Token.Length > 0 && node.Token != "$" && !bound.Contains(node.Token))
        {
            Add(_names, node.Token);
        }

        if (node is { Type: NodeType.Path, Items: [{ Type: NodeType.Variable, Token: "states", Stages.Count: 0 }, { Type: NodeType.Name, Token: var field }, ..] })
        {
            Add(_statesFields, field);
        }
        else if (node is { Type: NodeType.Variable, Token: "states" })
        {
            Add(_statesFields, "*");
        }

        var inner = node.Type == NodeType.Lambda || node.Type == NodeType.Block ? new HashSet<string>(bound, bound.Comparer) : bound;
        if (node.Type == NodeType.Lambda)
        {
            inner.UnionWith(node.Items.Select(item => item.Token));
        }

        if (node.Type == NodeType.Bind)
        {
            Visit(node.Right!, bound);
            bound.Add(node.Left!.Token);
            return;
        }

        foreach (var child in Children(node))
        {
            if (node.Type == NodeType.Path && child is { Type: NodeType.Variable, Token: "states" } && ReferenceEquals(child, node.Items[0]) && node.Items is [_, { Type: NodeType.Name }, ..])
            {
                Add(_names, child.Token);
                continue;
            }

            if (child.FocusName is { } focus)
            {
                inner.Add(focus);
            }

            if (child.IndexName is { } index)
            {
                inner.Add(index);
            }

            Visit(child, inner);
        }
    }

    private static IEnumerable<Node> Children(Node node)
    {
        foreach (var child in (IEnumerable<Node?>)[node.Left, node.Right, node.Third])
        {
            if (child is not null)
            {
                yield return child;
            }
        }

        var parts = (node.Type == NodeType.Lambda ? [] : node.Items)
            .Concat(node.Pairs.SelectMany(pair => (Node[])[pair.Key, pair.Value]))
            .Concat(node.Terms.Select(term => term.Expression))
            .Concat((node.Group ?? []).SelectMany(pair => (Node[])[pair.Key, pair.Value]))
            .Concat(node.Stages.Concat(node.Predicates).Select(stage => stage.Filter).OfType<Node>());
        foreach (var part in parts)
        {
            yield return part;
        }
    }

    private static void Add(List<string> names, string name)
    {
        if (!names.Contains(name))
        {
            names.Add(name);
        }
    }
}
