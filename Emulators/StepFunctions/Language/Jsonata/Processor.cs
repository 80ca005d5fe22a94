using System.Runtime.CompilerServices;
using Ensemble.StepFunctions.Json;

namespace Ensemble.StepFunctions.Language.Jsonata;

/// <summary>
/// Turns what the parser made into what is evaluated: chains of dots become paths, predicates hang on steps, parents are
/// resolved to the steps that bind them, and calls at the end of functions become thunks.
/// </summary>
internal sealed partial class Processor
{
    private int _labels;

    /// <summary>Processes a whole expression.</summary>
    public static Node Process(Node root)
    {
        var node = new Processor().Visit(root);
        return node.Type == NodeType.Parent || node.SeekingParent is not null
            ? throw new JsonataException("S0217", node.Position, node.TypeName)
            : node;
    }

    private Node Visit(Node node)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new JsonataException("U1001", node.Position);
        }

        var result = node.Type switch
        {
            NodeType.Binary when node.Token == "." => Path(node),
            NodeType.Binary when node.Token == "~>" => Applied(node),
            NodeType.Binary => Both(new(NodeType.Binary, node.Position) { Token = node.Token }, node),
            NodeType.Predicate => Predicate(node),
            NodeType.Group => Grouped(node),
            NodeType.OrderBy => Ordered(node),
            NodeType.Bind => Bound(node),
            NodeType.Focus => Focused(node),
            NodeType.Index => Indexed(node),
            NodeType.Negate => Negated(node),
            NodeType.ArrayConstructor => Listed(new(NodeType.ArrayConstructor, node.Position), node),
            NodeType.ObjectConstructor => Object(node),
            NodeType.Call or NodeType.Partial => Call(node),
            NodeType.Lambda => new(NodeType.Lambda, node.Position) { Items = node.Items, Signature = node.Signature, Right = Tail(Visit(node.Right!)) },
            NodeType.Condition => Condition(node),
            NodeType.Transform => new(NodeType.Transform, node.Position)
            {
                Left = Visit(node.Left!), Right = Visit(node.Right!), Third = node.Third is null ? null : Visit(node.Third),
            },
            NodeType.Block => Block(node),
            NodeType.Name => new(NodeType.Path, node.Position) { Items = [new(NodeType.Name, node.Position) { Token = node.Token, KeepsArray = node.KeepsArray }], KeepsSingletonArray = node.KeepsArray },
            NodeType.Parent => Parent(node),
            NodeType.Text => new(NodeType.Text, node.Position) { Token = node.Token, Value = node.Value },
            NodeType.Number => new(NodeType.Number, node.Position) { Value = node.Value },
            NodeType.Literal => new(NodeType.Literal, node.Position) { Token = node.Token, Value = node.Value },
            NodeType.Variable => new(NodeType.Variable, node.Position) { Token = node.Token },
            NodeType.Regex => new(NodeType.Regex, node.Position) { Token = node.Token, Pattern = node.Pattern },
            NodeType.Wildcard or NodeType.Descendant or NodeType.Placeholder => new(node.Type, node.Position),
            NodeType.End => throw new JsonataException("S0207", node.Position, node.Symbol),
            _ => throw new JsonataException("S0205", node.Position, node.Symbol),
        };
        if (node.KeepsArray)
        {
            result.KeepsArray = true;
        }

        return result;
    }

    private Node Path(Node node)
    {
        var left = Visit(node.Left!);
        var path = left.Type == NodeType.Path ? left : new Node(NodeType.Path, node.Position) { Items = [left] };
        if (left.Type == NodeType.Parent)
        {
            path.SeekingParent = [left.Slot!];
        }

        var right = Visit(node.Right!);
        if (right.Type == NodeType.Path)
        {
            path.Items.AddRange(right.Items);
            if (right.Group is not null)
            {
                path.Group = right.Group;
            }
        }
        else
        {
            if (right.Predicates.Count > 0)
            {
                right.Stages = right.Predicates;
                right.Predicates = [];
            }

            path.Items.Add(right);
        }

        foreach (var step in path.Items)
        {
            if (step.Type is NodeType.Number or NodeType.Literal)
            {
                throw new JsonataException("S0213", step.Position, null, step.Value);
            }

            if (step.Type == NodeType.Text)
            {
                step.Type = NodeType.Name;
            }
        }

        if (path.Items.Exists(step => step.KeepsArray))
        {
            path.KeepsSingletonArray = true;
        }

        if (path.Items[0].Type == NodeType.ArrayConstructor)
        {
            path.Items[0].ConstructsArray = true;
        }

        if (path.Items[^1].Type == NodeType.ArrayConstructor)
        {
            path.Items[^1].ConstructsArray = true;
        }

        ResolveAncestry(path);
        return path;
    }

    private Node Predicate(Node node)
    {
        var result = Visit(node.Left!);
        var step = result.Type == NodeType.Path ? result.Items[^1] : result;
        if (step.Group is not null)
        {
            throw new JsonataException("S0209", node.Position);
        }

        var predicate = Visit(node.Right!);
        if (predicate.SeekingParent is { } slots)
        {
            foreach (var slot in slots)
            {
                if (slot.Level == 1)
                {
                    SeekParent(step, slot);
                }
                else
                {
                    slot.Level--;
                }
            }

            PushAncestry(step, predicate);
        }

        (result.Type == NodeType.Path ? step.Stages : step.Predicates).Add(new(predicate, null));
        return result;
    }

    private Node Grouped(Node node)
    {
        var result = Visit(node.Left!);
        if (result.Group is not null)
        {
            throw new JsonataException("S0210", node.Position);
        }

        result.Group = [.. node.Pairs.Select(pair => (Visit(pair.Key), Visit(pair.Value)))];
        return result;
    }

    private Node Ordered(Node node)
    {
        var left = Visit(node.Left!);
        var path = left.Type == NodeType.Path ? left : new Node(NodeType.Path, node.Position) { Items = [left] };
        var sort = new Node(NodeType.Sort, node.Position);
        foreach (var (descending, expression) in node.Terms)
        {
            var term = Visit(expression);
            PushAncestry(sort, term);
            sort.Terms.Add((descending, term));
        }

        path.Items.Add(sort);
        ResolveAncestry(path);
        return path;
    }

    private Node Bound(Node node)
    {
        var result = new Node(NodeType.Bind, node.Position) { Left = Visit(node.Left!), Right = Visit(node.Right!) };
        PushAncestry(result, result.Right);
        return result;
    }

    private Node Focused(Node node)
    {
        var result = Visit(node.Left!);
        var step = result.Type == NodeType.Path ? result.Items[^1] : result;
        if (step.Stages.Count > 0 || step.Predicates.Count > 0)
        {
            throw new JsonataException("S0215", node.Position);
        }

        if (step.Type == NodeType.Sort)
        {
            throw new JsonataException("S0216", node.Position);
        }

        if (node.KeepsArray)
        {
            step.KeepsArray = true;
        }

        step.FocusName = node.Token;
        step.IsTuple = true;
        return result;
    }

    private Node Indexed(Node node)
    {
        var result = Visit(node.Left!);
        var step = result;
        if (result.Type == NodeType.Path)
        {
            step = result.Items[^1];
        }
        else
        {
            result = new(NodeType.Path, node.Position) { Items = [step] };
            if (step.Predicates.Count > 0)
            {
                step.Stages = step.Predicates;
                step.Predicates = [];
            }
        }

        if (step.Stages.Count == 0)
        {
            step.IndexName = node.Token;
        }
        else
        {
            step.Stages.Add(new(null, node.Token));
        }

        step.IsTuple = true;
        return result;
    }

    private Node Applied(Node node)
    {
        var result = new Node(NodeType.Apply, node.Position) { Left = Visit(node.Left!), Right = Visit(node.Right!) };
        result.KeepsArray = result.Left.KeepsArray || result.Right.KeepsArray;
        return result;
    }

    private Node Both(Node result, Node node)
    {
        result.Left = Visit(node.Left!);
        PushAncestry(result, result.Left);
        result.Right = Visit(node.Right!);
        PushAncestry(result, result.Right);
        return result;
    }

    private Node Negated(Node node)
    {
        var inner = Visit(node.Left!);
        if (inner is { Type: NodeType.Number, Value: JsonNumber number })
        {
            inner.Value = -number.Value;
            return inner;
        }

        var result = new Node(NodeType.Negate, node.Position) { Left = inner };
        PushAncestry(result, inner);
        return result;
    }

    private Node Listed(Node result, Node node)
    {
        foreach (var item in node.Items)
        {
            var value = Visit(item);
            PushAncestry(result, value);
            result.Items.Add(value);
        }

        return result;
    }

    private Node Object(Node node)
    {
        var result = new Node(NodeType.ObjectConstructor, node.Position);
        foreach (var (key, value) in node.Pairs)
        {
            var (name, member) = (Visit(key), Visit(value));
            PushAncestry(result, name);
            PushAncestry(result, member);
            result.Pairs.Add((name, member));
        }

        return result;
    }

    private Node Call(Node node)
    {
        var result = Listed(new(node.Type, node.Position), node);
        result.Left = Visit(node.Left!);
        return result;
    }

    private Node Condition(Node node)
    {
        var result = new Node(NodeType.Condition, node.Position) { Token = node.Token, Left = Visit(node.Left!) };
        PushAncestry(result, result.Left);
        if (node.Right is not null)
        {
            result.Right = Visit(node.Right);
            PushAncestry(result, result.Right);
        }

        if (node.Third is not null)
        {
            result.Third = Visit(node.Third);
            PushAncestry(result, result.Third);
        }

        return result;
    }

    private Node Block(Node node)
    {
        var result = Listed(new(NodeType.Block, node.Position), node);
        result.ConstructsArray = result.Items.Exists(item => item.ConstructsArray || (item.Type == NodeType.Path && item.Items[0].ConstructsArray));
        return result;
    }

    private Node Parent(Node node)
    {
        var result = new Node(NodeType.Parent, node.Position) { Slot = new($"!{_labels++}") };
        return result;
    }

    private static Node Tail(Node node)
    {
        switch (node.Type)
        {
            case NodeType.Call when node.Predicates.Count == 0:
                return new(NodeType.Lambda, node.Position) { IsThunk = true, Right = node };
            case NodeType.Condition:
                node.Right = node.Right is null ? null : Tail(node.Right);
                node.Third = node.Third is null ? null : Tail(node.Third);
                return node;
            case NodeType.Block when node.Items.Count > 0:
                node.Items[^1] = Tail(node.Items[^1]);
                return node;
            default:
                return node;
        }
    }
}
