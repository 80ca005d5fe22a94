using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;

namespace Ensemble.StepFunctions.Json;

/// <summary>An object: members in order, each name once.</summary>
public sealed class JsonObject : JsonValue
{
    /// <summary>The empty one.</summary>
    public static readonly JsonObject Empty = new([]);

    private readonly OrderedDictionary<string, JsonValue> _members;

    /// <summary>An object of members; of two with the same name the later one is kept, in the place of the earlier.</summary>
    public JsonObject(IEnumerable<KeyValuePair<string, JsonValue>> members)
    {
        _members = new(StringComparer.Ordinal);
        foreach (var (name, value) in members)
        {
            _members[name] = value;
        }
    }

    /// <summary>An object of members that must not change afterwards.</summary>
    internal JsonObject(OrderedDictionary<string, JsonValue> members) => _members = members;

    /// <summary>How many members it has.</summary>
    public int Count => _members.Count;

    /// <summary>The members, in order.</summary>
    public IReadOnlyList<KeyValuePair<string, JsonValue>> Members => _members;

    /// <summary>The names, in order.</summary>
    public IReadOnlyList<string> Names => _members.Keys;

    /// <summary>A member, or null if there is none of that name.</summary>
    public JsonValue? this[string name] => _members.GetValueOrDefault(name);

    /// <summary>Finds a member.</summary>
    public bool TryGet(string name, [MaybeNullWhen(false)] out JsonValue value) => _members.TryGetValue(name, out value);

    /// <summary>The same with a member added at the end, or replaced in its place.</summary>
    public JsonObject With(string name, JsonValue value) =>
        new(new OrderedDictionary<string, JsonValue>(_members, StringComparer.Ordinal) { [name] = value });

    /// <summary>The same without a member.</summary>
    public JsonObject Without(string name)
    {
        var members = new OrderedDictionary<string, JsonValue>(_members, StringComparer.Ordinal);
        members.Remove(name);
        return new(members);
    }

    /// <summary>Changes an object that nobody else has seen yet.</summary>
    internal void SetInPlace(string name, JsonValue value) => _members[name] = value;

    /// <inheritdoc cref="SetInPlace"/>
    internal void RemoveInPlace(string name) => _members.Remove(name);

    /// <inheritdoc/>
    public override void WriteTo(StringBuilder builder)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        builder.Append('{');
        var first = true;
        foreach (var (name, value) in _members)
        {
            if (!first)
            {
                builder.Append(',');
            }

            first = false;
            JsonString.Write(builder, name);
            builder.Append(':');
            value.WriteTo(builder);
        }

        builder.Append('}');
    }

    /// <inheritdoc/>
    public override bool Equals(JsonValue? other)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (other is not JsonObject value || value.Count != Count)
        {
            return false;
        }

        foreach (var (name, member) in _members)
        {
            if (!value.TryGet(name, out var theirs) || !member.Equals(theirs))
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var hash = 0;
        foreach (var (name, value) in _members)
        {
            hash ^= HashCode.Combine(string.GetHashCode(name, StringComparison.Ordinal), value);
        }

        return hash;
    }
}
