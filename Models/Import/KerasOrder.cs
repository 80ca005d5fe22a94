using System.Collections.Immutable;
using Ensemble.Models.Graphs;

namespace Ensemble.Models.Import;

/// <summary>
/// The order of <c>model.layers</c> in Keras: by depth, the longest way to the output, deepest first; among equals in
/// the order in which a walk from the output back over the inputs first meets them
/// (https://github.com/keras-team/keras/blob/master/keras/src/ops/function.py, <c>map_graph</c>). Weights files count
/// by it.
/// </summary>
internal static class KerasOrder
{
    public static ImmutableArray<Layer> Of(LayerGraph graph)
    {
        var layers = graph.Layers.ToDictionary(layer => layer.Name, StringComparer.Ordinal);
        var depths = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var layer in graph.Layers.Reverse())
        {
            depths[layer.Name] = graph.Consumers[layer.Name].Select(consumer => depths[consumer.Name] + 1).DefaultIfEmpty(0).Max();
        }

        var visits = new Dictionary<string, int>(StringComparer.Ordinal);
        var pending = new Stack<string>([graph.Layers[^1].Name]);
        while (pending.TryPop(out var name))
        {
            if (visits.TryAdd(name, visits.Count))
            {
                foreach (var input in layers[name].Inputs.Reverse())
                {
                    pending.Push(input);
                }
            }
        }

        return [.. graph.Layers.OrderByDescending(layer => depths[layer.Name]).ThenBy(layer => visits[layer.Name])];
    }

    /// <summary>
    /// Where Keras 3 puts the weights of each layer: its class in snake case, numbered from the second of a class on.
    /// Layers without weights have no place.
    /// </summary>
    public static ImmutableDictionary<string, Layer> Places(LayerGraph graph)
    {
        var places = ImmutableDictionary.CreateBuilder<string, Layer>(StringComparer.Ordinal);
        foreach (var kind in Of(graph).Where(layer => !layer.Weights.IsEmpty).GroupBy(layer => Kind(layer.Operation), StringComparer.Ordinal))
        {
            foreach (var (number, layer) in kind.Index())
            {
                places.Add(number == 0 ? kind.Key : FormattableString.Invariant($"{kind.Key}_{number}"), layer);
            }
        }

        return places.ToImmutable();
    }

    private static string Kind(Operation operation) => operation switch
    {
        Operation.Convolution => "conv2d",
        Operation.DepthwiseConvolution => "depthwise_conv2d",
        Operation.SeparableConvolution => "separable_conv2d",
        Operation.BatchNormalization => "batch_normalization",
        Operation.Normalization => "normalization",
        Operation.Dense => "dense",
        _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, "Keras' name of this kind of layer is not known."),
    };
}
