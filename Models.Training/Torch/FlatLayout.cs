using Ensemble.Models.Graphs;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Ensemble.Models.Training.Torch;

/// <summary>
/// Tensors of a network one after another in one vector, each in Keras' layout: an optimiser step, an average over steps
/// and a checkpoint are then a few operations on one tensor instead of on hundreds.
/// </summary>
internal sealed class FlatLayout(IEnumerable<WeightSpec> specs)
{
    private readonly WeightSpec[] _specs = [.. specs];

    private long[] Sizes => [.. _specs.Select(spec => spec.Elements)];

    /// <summary>The vector of a weight set.</summary>
    public float[] Pack(WeightSet weights) => [.. _specs.SelectMany(spec => weights[spec.Key].Values)];

    /// <summary>The tensors of a vector, copied, by key.</summary>
    public IEnumerable<KeyValuePair<string, Graphs.Tensor>> Unpack(float[] vector)
    {
        var offset = 0;
        foreach (var spec in _specs)
        {
            var end = offset + (int)spec.Elements;
            yield return new(spec.Key, new(spec.Shape, vector[offset..end]));
            offset = end;
        }
    }

    /// <summary>The tensors of a vector as views into it, by key. Their gradients meet in one step.</summary>
    public IEnumerable<KeyValuePair<string, Tensor>> Views(Tensor vector) => vector.split(Sizes)
        .Zip(_specs, (part, spec) => KeyValuePair.Create(spec.Key, part.view([.. spec.Shape.Select(length => (long)length)])));

    /// <summary>A vector with one value for all elements of a tensor.</summary>
    public Tensor Fill(Func<WeightSpec, float> value) =>
        cat([.. _specs.Select(spec => full([spec.Elements], value(spec)))]);
}
