using System.Collections.Immutable;

namespace Ensemble.Models.Graphs;

/// <summary>
/// A network as data: the single definition that the ONNX writer and the trainer read. Layers stand in an order in
/// which every input comes before its use; the first is the input, the last gives the class probabilities.
/// </summary>
public sealed record LayerGraph
{
    internal LayerGraph(string name, Preprocessing preprocessing, ImmutableArray<Layer> layers)
    {
        Name = name;
        Preprocessing = preprocessing;
        Layers = layers;
        Consumers = layers
            .SelectMany(layer => layer.Inputs.Distinct().Select(input => (input, layer)))
            .ToLookup(pair => pair.input, pair => pair.layer, StringComparer.Ordinal);
    }

    /// <summary>The network's name.</summary>
    public string Name { get; }

    /// <summary>What happens to raw pixels before the first layer.</summary>
    public Preprocessing Preprocessing { get; }

    /// <summary>All layers, in order of computation.</summary>
    public ImmutableArray<Layer> Layers { get; }

    /// <summary>For each layer's name, the layers that read it.</summary>
    public ILookup<string, Layer> Consumers { get; }

    /// <summary>The shape of one input item.</summary>
    public Shape Input => Layers[0].Output;

    /// <summary>The number of classes.</summary>
    public int Classes => Layers[^1].Output.Channels;

    /// <summary>All tensors of all layers.</summary>
    public IEnumerable<WeightSpec> Weights => Layers.SelectMany(layer => layer.Weights);

    /// <summary>The number of values in all tensors, as Keras' <c>count_params()</c>.</summary>
    public long Parameters => Layers.Sum(layer => layer.Parameters);

    /// <summary>Multiply-adds for one item.</summary>
    public long MultiplyAdds => Layers.Sum(layer => layer.MultiplyAdds);
}
