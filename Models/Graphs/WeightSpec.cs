using System.Collections.Immutable;

namespace Ensemble.Models.Graphs;

/// <summary>A tensor that a layer needs: its name, its shape in Keras' layout and how it starts.</summary>
/// <param name="Layer">The layer's name.</param>
/// <param name="Name">The tensor's name in Keras, e.g. <c>kernel</c> or <c>moving_mean</c>.</param>
/// <param name="Shape">Dimensions; none for a scalar.</param>
/// <param name="Start">How a seeded network fills it.</param>
public sealed record WeightSpec(string Layer, string Name, ImmutableArray<int> Shape, WeightStart Start)
{
    /// <summary>The key in a <see cref="WeightSet"/>: <c>layer/tensor</c>.</summary>
    public string Key => $"{Layer}/{Name}";

    /// <summary>The number of values.</summary>
    public long Elements => Shape.Aggregate(1L, (product, dimension) => product * dimension);
}

/// <summary>How a tensor starts: all one value, or uniform in ±limit.</summary>
/// <param name="Value">The value of every element where <paramref name="Limit"/> is 0.</param>
/// <param name="Limit">The bound of the uniform distribution; 0: constant.</param>
public readonly record struct WeightStart(float Value, float Limit)
{
    /// <summary>Every element the same.</summary>
    public static WeightStart Constant(float value) => new(value, 0);

    /// <summary>
    /// Uniform with variance <c>gain / fanIn</c> (He et al. 2015 with gain 2). Uniform rather than normal because its
    /// bits need no logarithm, so they are the same on every machine.
    /// </summary>
    public static WeightStart Uniform(float gain, int fanIn) => new(0, MathF.Sqrt(3 * gain / fanIn));
}
