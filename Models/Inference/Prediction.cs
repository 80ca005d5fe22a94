using System.Numerics.Tensors;

namespace Ensemble.Models.Inference;

/// <summary>What a classifier says about a batch.</summary>
/// <param name="Count">The number of items.</param>
/// <param name="Classes">The number of classes.</param>
/// <param name="Probabilities"><c>Count * Classes</c> numbers, item by item; NaN for an item that has an error.</param>
/// <param name="Errors">The items that could not be predicted, by place; empty where all could.</param>
/// <param name="Timing">Where the time went.</param>
public sealed record Prediction(
    int Count, int Classes, float[] Probabilities, IReadOnlyList<ItemError> Errors, InferenceTiming Timing)
{
    /// <summary>The probabilities of an item, one per class.</summary>
    public ReadOnlySpan<float> Of(int item)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(item);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(item, Count);
        return Probabilities.AsSpan(item * Classes, Classes);
    }

    /// <summary>The most probable class of an item, the first of equals; -1 for an item that has an error.</summary>
    public int Top(int item)
    {
        var row = Of(item);
        return float.IsNaN(row[0]) ? -1 : TensorPrimitives.IndexOfMax(row);
    }
}
