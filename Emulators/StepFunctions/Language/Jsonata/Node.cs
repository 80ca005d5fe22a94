using System.Text.RegularExpressions;
using Ensemble.StepFunctions.Json;

namespace Ensemble.StepFunctions.Language.Jsonata;

internal enum NodeType
{
    Literal, Text, Number, Name, Variable, Regex, Wildcard, Descendant, Parent, Path, Binary, Negate, ArrayConstructor, ObjectConstructor,
    Call, Partial, Placeholder, End, Lambda, Condition, Block, Bind, Apply, Transform, Sort, Predicate, Group, OrderBy, Focus, Index,
}

/// <summary>A node of an expression. The parser makes it; the second pass turns it into what is evaluated and is the last to change it.</summary>
internal sealed class Node(NodeType type, int position)
{
    public NodeType Type { get; set; } = type;

    public int Position { get; } = position;

    /// <summary>An operator, a name, a variable, a text.</summary>
    public string Token { get; set; } = string.Empty;

    public JsonValue? Value { get; set; }

    public Regex? Pattern { get; init; }

    public Node? Left { get; set; }

    public Node? Right { get; set; }

    public Node? Third { get; set; }

    /// <summary>Steps of a path, items of an array or a block, arguments of a call, parameters of a lambda.</summary>
    public List<Node> Items { get; set; } = [];

    public List<(Node Key, Node Value)> Pairs { get; set; } = [];

    public List<(bool Descending, Node Expression)> Terms { get; set; } = [];

    public Signature? Signature { get; set; }

    public List<Stage> Stages { get; set; } = [];

    public List<Stage> Predicates { get; set; } = [];

    public List<(Node Key, Node Value)>? Group { get; set; }

    public string? FocusName { get; set; }

    public string? IndexName { get; set; }

    public Slot? Slot { get; set; }

    public Slot? Ancestor { get; set; }

    public List<Slot>? SeekingParent { get; set; }

    public bool KeepsArray { get; set; }

    public bool KeepsSingletonArray { get; set; }

    public bool ConstructsArray { get; set; }

    public bool IsTuple { get; set; }

    public bool IsThunk { get; init; }

    /// <summary>What an error names it by.</summary>
    public string Symbol => Type switch
    {
        NodeType.Number => JsonNumber.Format(((JsonNumber)Value!).Value),
        NodeType.Wildcard => "*",
        NodeType.Descendant => "**",
        NodeType.Parent => "%",
        NodeType.Negate => "-",
        NodeType.ArrayConstructor or NodeType.Predicate => "[",
        NodeType.ObjectConstructor or NodeType.Group => "{",
        NodeType.Call or NodeType.Partial or NodeType.Lambda or NodeType.Block => "(",
        NodeType.Condition => Token.Length > 0 ? Token : "?",
        NodeType.Bind => ":=",
        NodeType.Apply => "~>",
        NodeType.Transform => "|",
        NodeType.OrderBy => "^",
        NodeType.Focus => "@",
        NodeType.Index => "#",
        NodeType.Placeholder => "?",
        NodeType.End => "(end)",
        _ => Token,
    };

    /// <summary>What an error calls its type.</summary>
    public string TypeName => Type switch
    {
        NodeType.Text => "string",
        NodeType.Literal => "value",
        NodeType.Negate or NodeType.ArrayConstructor or NodeType.ObjectConstructor => "unary",
        NodeType.Call => "function",
        _ => Type.ToString().ToLowerInvariant(),
    };
}

/// <summary>A filter on a step, or the binding of its position to a name.</summary>
internal sealed record Stage(Node? Filter, string? IndexName);

/// <summary>Where the parent of a value is kept.</summary>
internal sealed class Slot(string label)
{
    public string Label { get; set; } = label;

    public int Level { get; set; } = 1;
}
