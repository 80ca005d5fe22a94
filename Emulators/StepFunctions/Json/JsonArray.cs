using System.Collections;
using System.Runtime.CompilerServices;
using System.Text;

namespace Ensemble.StepFunctions.Json;

/// <summary>An array.</summary>
public class JsonArray : JsonValue, IReadOnlyList<JsonValue>
{
    /// <summary>The empty one.</summary>
    public static readonly JsonArray Empty = new([]);

    /// <summary>An array of items, which must not change afterwards.</summary>
    public JsonArray(IReadOnlyList<JsonValue> items) => Items = items;

    /// <summary>The items.</summary>
    public IReadOnlyList<JsonValue> Items { get; }

    /// <inheritdoc/>
    public int Count => Items.Count;

    /// <inheritdoc/>
    public JsonValue this[int index] => Items[index];

    /// <inheritdoc/>
    public IEnumerator<JsonValue> GetEnumerator() => Items.GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public sealed override void WriteTo(StringBuilder builder)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        builder.Append('[');
        for (var i = 0; i < Count; i++)
        {
            if (i > 0)
            {
                builder.Append(',');
            }

            this[i].WriteTo(builder);
        }

        builder.Append(']');
    }

    /// <inheritdoc/>
    public sealed override bool Equals(JsonValue? other)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (other is not JsonArray array || array.Count != Count)
        {
            return false;
        }

        for (var i = 0; i < Count; i++)
        {
            if (!this[i].Equals(array[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public sealed override int GetHashCode()
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var hash = new HashCode();
        foreach (var item in Items)
        {
            hash.Add(item);
        }

        return hash.ToHashCode();
    }
}
