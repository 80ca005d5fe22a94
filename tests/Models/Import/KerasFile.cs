using System.Collections.Immutable;
using Ensemble.Models.Graphs;
using Ensemble.Models.Import;
using PureHDF;
using PureHDF.Filters;

namespace Ensemble.Models.Tests.Import;

/// <summary>Writes weights files in the layouts in which Keras writes them.</summary>
internal static class KerasFile
{
    private static readonly H5WriteOptions FixedStrings = new(DefaultStringLength: 96);

    /// <summary>
    /// Weights that no two layers share: seeded kernels, and batch normalisation that has seen data.
    /// </summary>
    public static WeightSet Weights(LayerGraph graph, ulong seed = 7)
    {
        var start = WeightSet.Seeded(graph, seed);
        return new(graph, graph.Weights.Select(spec => KeyValuePair.Create(spec.Key, spec.Name switch
        {
            "gamma" or "moving_variance" or "variance" => Random(spec, seed, 0.5f, 1.5f),
            "beta" or "moving_mean" or "mean" or "bias" => Random(spec, seed, -0.5f, 0.5f),
            "count" => new Tensor([], [1_281_167]),
            _ => start[spec.Key],
        })));
    }

    /// <summary>The layers of a network with their weights, in the order in which Keras writes them.</summary>
    public static ImmutableArray<KerasLayer> Layers(LayerGraph graph, WeightSet weights) =>
    [
        .. KerasOrder.Of(graph).Select(layer => new KerasLayer(
            layer.Name, [.. layer.Weights.Select(spec => new KerasTensor(spec.Name, weights[spec.Key]))])),
    ];

    /// <summary>The layout of the published files.</summary>
    public static void WriteLegacy(
        string path, ImmutableArray<KerasLayer> layers, bool wholeModel = false, bool gzip = false, string scope = "")
    {
        var root = new H5Group { Attributes = { ["backend"] = "tensorflow", ["keras_version"] = "2.4.0" } };
        AddNames(root, "layer_names", [.. layers.Select(layer => layer.Name)]);
        foreach (var layer in layers)
        {
            var group = new H5Group();
            AddNames(group, "weight_names", [.. layer.Tensors.Select(tensor => $"{scope}{layer.Name}/{tensor.Name}:0")]);
            var inner = layer.Tensors.IsEmpty ? group : Descend(group, $"{scope}{layer.Name}");
            foreach (var tensor in layer.Tensors)
            {
                inner[$"{tensor.Name}:0"] = Dataset(tensor, gzip);
            }

            root[layer.Name] = group;
        }

        var file = new H5File();
        if (wholeModel)
        {
            file["model_weights"] = root;
        }
        else
        {
            foreach (var (name, value) in root)
            {
                file[name] = value;
            }

            foreach (var (name, value) in root.Attributes)
            {
                file.Attributes[name] = value;
            }
        }

        file.Write(path, FixedStrings);
    }

    /// <summary>The layout of Keras 3's <c>.weights.h5</c>, with or without the layers' names.</summary>
    public static void WriteSavedState(
        string path, LayerGraph graph, WeightSet weights, bool names, string container = "layers")
    {
        var places = new H5Group();
        foreach (var (place, layer) in KerasOrder.Places(graph))
        {
            var vars = new H5Group();
            foreach (var (i, spec) in layer.Weights.Index())
            {
                vars[FormattableString.Invariant($"{i}")] = Dataset(new(spec.Name, weights[spec.Key]), gzip: false);
            }

            if (names)
            {
                vars.Attributes["name"] = layer.Name;
            }

            places[place] = new H5Group { ["vars"] = vars };
        }

        // Layers without weights leave an empty group behind.
        places["activation"] = new H5Group { ["vars"] = new H5Group() };
        new H5File { [container] = places }.Write(path);
    }

    private static void AddNames(H5Group holder, string attribute, ImmutableArray<string> names)
    {
        // An object header holds less than 64 KiB: Keras splits what is longer, and stores an empty list as numbers.
        const int Limit = 500;
        if (names.IsEmpty)
        {
            holder.Attributes[attribute] = Array.Empty<double>();
        }
        else if (names.Length <= Limit)
        {
            holder.Attributes[attribute] = names.ToArray();
        }
        else
        {
            foreach (var (i, part) in names.Chunk(Limit).Index())
            {
                holder.Attributes[FormattableString.Invariant($"{attribute}{i}")] = part;
            }
        }
    }

    private static H5Group Descend(H5Group group, string path)
    {
        foreach (var part in path.Split('/'))
        {
            var next = new H5Group();
            group[part] = next;
            group = next;
        }

        return group;
    }

    private static H5Dataset Dataset(KerasTensor tensor, bool gzip)
    {
        var shape = tensor.Value.Shape.Select(dimension => (ulong)dimension).ToArray();
        if (tensor.Name == "count")
        {
            return new((long)tensor.Value.Values[0]);
        }

        return gzip
            ? new(
                tensor.Value.Values,
                chunks: [.. tensor.Value.Shape.Select(dimension => (uint)Math.Max(1, (dimension + 1) / 2))],
                fileDims: shape,
                datasetCreation: new(Filters: [ShuffleFilter.Id, DeflateFilter.Id]))
            : new(tensor.Value.Values, fileDims: shape);
    }

    private static Tensor Random(WeightSpec spec, ulong seed, float low, float high)
    {
        var random = new DeterministicRandom(Deterministic.Mix(seed, spec.Key));
        return new(spec.Shape, [.. Enumerable.Range(0, (int)spec.Elements).Select(_ => random.Uniform(low, high))]);
    }
}
