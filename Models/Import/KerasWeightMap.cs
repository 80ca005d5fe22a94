using System.Collections.Immutable;
using System.Globalization;
using Ensemble.Models.Graphs;

namespace Ensemble.Models.Import;

/// <summary>
/// Finds for every tensor of a weights file its place in a network. Layers are known by name; where the file has other
/// names, as those of older versions do, by their order, which is how Keras itself loads weights, but only if every
/// shape fits. Within a layer the same holds for its tensors.
/// </summary>
internal static class KerasWeightMap
{
    /// <summary>Names that layers had in older published files.</summary>
    private static readonly ImmutableDictionary<string, string> OldNames =
        ImmutableDictionary<string, string>.Empty.Add("Logits", "predictions"); // MobileNetV2 before Keras 2.3

    /// <summary>The weights of a network.</summary>
    /// <exception cref="WeightMismatchException">Tensors are missing, surplus or misshaped; lists every one.</exception>
    public static WeightSet Apply(LayerGraph graph, KerasWeightFile file)
    {
        var layers = graph.Layers.ToDictionary(layer => layer.Name, StringComparer.Ordinal);
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var (name, stored) in Names(graph, file).Zip(file.Layers))
        {
            foreach (var (tensor, value) in Tensors(layers.GetValueOrDefault(name), stored))
            {
                if (!tensors.TryAdd($"{name}/{tensor}", value))
                {
                    throw new EnsembleException($"{file.Path} holds tensor '{name}/{tensor}' twice.");
                }
            }
        }

        return new(graph, tensors);
    }

    /// <summary>The name in the network of each of the file's layers; the file's own name where there is none.</summary>
    private static ImmutableArray<string> Names(LayerGraph graph, KerasWeightFile file)
    {
        var order = KerasOrder.Of(graph).Where(layer => !layer.Weights.IsEmpty).ToImmutableArray();
        var known = order.Select(layer => layer.Name).ToImmutableHashSet(StringComparer.Ordinal);
        var names = file.Layers.Select(layer => CurrentName(layer.Name, known)).ToImmutableArray();
        if (known.SetEquals(names))
        {
            return names;
        }

        if (file.Layers.All(layer => layer.Place is not null))
        {
            var places = KerasOrder.Places(graph);
            return [.. file.Layers.Select(layer => places.TryGetValue(layer.Place!, out var at) ? at.Name : layer.Name)];
        }

        var fits = names.Length == order.Length
            && order.Zip(names, file.Layers).All(place => Fits(place.First, place.Second, place.Third, known));
        return fits ? [.. order.Select(layer => layer.Name)] : names;
    }

    private static string CurrentName(string name, ImmutableHashSet<string> known) =>
        !known.Contains(name) && OldNames.TryGetValue(name, out var current) ? current : name;

    private static bool Fits(Layer layer, string name, KerasLayer stored, ImmutableHashSet<string> known) =>
        (name == layer.Name || !known.Contains(name))
        && layer.Weights.Select(weight => weight.Shape).SequenceEqual(
            stored.Tensors.Select(tensor => tensor.Value.Shape), ShapeComparer);

    private static IEnumerable<(string Name, Tensor Value)> Tensors(Layer? layer, KerasLayer stored)
    {
        var expected = layer?.Weights ?? [];
        var byName = stored.Tensors.All(tensor => expected.Any(weight => weight.Name == tensor.Name));
        for (var i = 0; i < stored.Tensors.Length; i++)
        {
            var (name, value) = stored.Tensors[i];
            yield return byName || i >= expected.Length
                ? (name ?? i.ToString(CultureInfo.InvariantCulture), value)
                : (expected[i].Name, value);
        }

        // Files of the time before adapt() could be resumed have no count; only adapt() reads it.
        if (layer?.Operation is Operation.Normalization && stored.Tensors.Length == expected.Length - 1)
        {
            yield return (expected[^1].Name, new([], [0]));
        }
    }

    private static EqualityComparer<ImmutableArray<int>> ShapeComparer { get; } =
        EqualityComparer<ImmutableArray<int>>.Create((a, b) => a.SequenceEqual(b), shape => shape.Length);
}
