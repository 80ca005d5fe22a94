using System.Collections;
using System.Text;
using System.Text.RegularExpressions;
using Ensemble.StepFunctions.Json;

namespace Ensemble.StepFunctions.Language.Jsonata;

/// <summary>
/// An array while an expression is evaluated. A sequence of one item is that item, an empty one is nothing, unless it is
/// said to be kept.
/// </summary>
internal sealed class Seq : JsonArray
{
    private readonly IReadOnlyList<JsonValue?> _items;

    private Seq(IReadOnlyList<JsonValue?> items)
        : base(items!) => _items = items;

    /// <summary>An empty sequence.</summary>
    public Seq()
        : this(new List<JsonValue?>()) => IsSequence = true;

    /// <summary>Whether it is a sequence and not an array of the data or of a constructor.</summary>
    public bool IsSequence { get; init; }

    /// <summary>Whether it comes from an array constructor and must not be flattened.</summary>
    public bool IsConstructed { get; set; }

    /// <summary>Whether a single item stays in an array.</summary>
    public bool KeepsSingleton { get; set; }

    /// <summary>Whether it only wraps the array that is the input of the whole expression.</summary>
    public bool WrapsInput { get; init; }

    /// <summary>Whether its items are <see cref="TupleValue"/>s.</summary>
    public bool HoldsTuples { get; set; }

    /// <summary>A sequence of one item, which may be nothing.</summary>
    public static Seq Of(JsonValue? item)
    {
        var sequence = new Seq();
        sequence.Add(item);
        return sequence;
    }

    /// <summary>A sequence of whole numbers, to which nothing can be added.</summary>
    public static Seq Range(double from, int count) => new(new Numbers(from, count)) { IsSequence = true };

    /// <summary>An array that is no sequence.</summary>
    public static Seq Array(IEnumerable<JsonValue?> items) => new(items as Numbers ?? (IReadOnlyList<JsonValue?>)items.ToList()) { IsSequence = false };

    /// <summary>Adds an item.</summary>
    public void Add(JsonValue? item)
    {
        Limits.CheckItems(_items.Count + 1L);
        Own.Add(item);
    }

    /// <summary>Adds items.</summary>
    public void AddRange(IEnumerable<JsonValue?> items)
    {
        Own.AddRange(items);
        Limits.CheckItems(_items.Count);
    }

    private List<JsonValue?> Own => (List<JsonValue?>)_items;

    // Made when they are looked at: ten million of them would be hundreds of megabytes.
    private sealed class Numbers(double from, int count) : IReadOnlyList<JsonValue>
    {
        public int Count => count;

        public JsonValue this[int index] => (uint)index < (uint)count ? from + index : throw new ArgumentOutOfRangeException(nameof(index));

        public IEnumerator<JsonValue> GetEnumerator()
        {
            for (var i = 0; i < count; i++)
            {
                yield return from + i;
            }
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}

/// <summary>Names bound at a step of a path, and the value there under <c>@</c>.</summary>
internal sealed class TupleValue : JsonValue
{
    public const string At = "@";

    public TupleValue(JsonValue? at) => Bindings = new(StringComparer.Ordinal) { [At] = at };

    public TupleValue(TupleValue other) => Bindings = new(other.Bindings, StringComparer.Ordinal);

    public Dictionary<string, JsonValue?> Bindings { get; }

    public JsonValue? Value => Bindings[At];

    public override void WriteTo(StringBuilder builder) => builder.Append("null");

    public override bool Equals(JsonValue? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}

/// <summary>A function.</summary>
internal abstract class FunctionValue : JsonValue
{
    /// <summary>What it takes.</summary>
    public Signature? Signature { get; init; }

    /// <summary>How many arguments it takes.</summary>
    public abstract int Arity { get; }

    public override void WriteTo(StringBuilder builder) => builder.Append("\"\"");

    public override bool Equals(JsonValue? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}

/// <summary>A function of the language.</summary>
internal sealed class NativeFunction(int arity, Func<CallContext, JsonValue?[], JsonValue?> implementation) : FunctionValue
{
    public override int Arity { get; } = arity;

    /// <summary>How many arguments it may be given.</summary>
    public int Slots { get; init; } = arity;

    public JsonValue? Invoke(CallContext context, JsonValue?[] arguments) => implementation(context, arguments);
}

/// <summary>A function of the expression, with what was around it.</summary>
internal sealed class LambdaFunction(IReadOnlyList<string> parameters, Node body, JsonValue? input, Frame environment) : FunctionValue
{
    public IReadOnlyList<string> Parameters => parameters;

    public Node Body => body;

    public JsonValue? Input => input;

    public Frame Environment => environment;

    /// <summary>Whether it stands for a call at the end of a function, to be made when that has returned.</summary>
    public bool IsThunk { get; init; }

    public override int Arity => parameters.Count;
}

/// <summary>A regular expression, which is a function from a text, and where to begin in it, to its first match.</summary>
internal sealed class RegexFunction(Regex regex, string source) : FunctionValue
{
    /// <summary>How it is written.</summary>
    public string Source => source;

    public Regex Regex => regex;

    public override int Arity => 2;
}

/// <summary>What a native function sees of its call.</summary>
internal readonly record struct CallContext(Evaluator Evaluator, JsonValue? Input, Frame Environment)
{
    /// <summary>Calls a function, which does not see the input of this call.</summary>
    public JsonValue? Call(JsonValue? function, params JsonValue?[] arguments) => Evaluator.Apply(function, arguments, JsonNull.Instance, Environment);
}

/// <summary>Variables and what is around them.</summary>
internal sealed class Frame(Frame? outer)
{
    private readonly Dictionary<string, JsonValue?> _bindings = new(StringComparer.Ordinal);

    public void Bind(string name, JsonValue? value) => _bindings[name] = value;

    public JsonValue? Lookup(string name)
    {
        for (var frame = this; frame is not null; frame = frame.Outer)
        {
            if (frame._bindings.TryGetValue(name, out var value))
            {
                return value;
            }
        }

        return null;
    }

    private Frame? Outer => outer;
}
