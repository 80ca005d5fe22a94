using System.Collections.Immutable;

namespace Ensemble.Models.Graphs;

/// <summary>One named step of a network and the shape of what it gives.</summary>
/// <param name="Name">Unique in its graph; Keras' name of the layer.</param>
/// <param name="Operation">What it computes.</param>
/// <param name="Inputs">The names of the layers it reads, in order.</param>
/// <param name="InputShapes">The shapes of those, in the same order.</param>
/// <param name="Output">The shape of what it gives.</param>
public sealed record Layer(
    string Name,
    Operation Operation,
    ImmutableArray<string> Inputs,
    ImmutableArray<Shape> InputShapes,
    Shape Output)
{
    /// <summary>The tensors it holds, in Keras' order.</summary>
    public ImmutableArray<WeightSpec> Weights { get; } = WeightRules.Of(Name, Operation, InputShapes);

    /// <summary>The number of values in its tensors.</summary>
    public long Parameters => Weights.Sum(weight => weight.Elements);

    /// <summary>Multiply-adds of its convolutions and full connections for one item; 0 for all else.</summary>
    public long MultiplyAdds => Operation switch
    {
        Operation.Convolution or Operation.DepthwiseConvolution =>
            Output.Height * (long)Output.Width * Weights[0].Elements,
        Operation.SeparableConvolution =>
            Output.Height * (long)Output.Width * (Weights[0].Elements + Weights[1].Elements),
        Operation.Dense => Weights[0].Elements,
        _ => 0,
    };
}
