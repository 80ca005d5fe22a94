using System.Security.Cryptography;
using Ensemble.Models.Catalog;
using Ensemble.Models.DataSets.ImageNet;
using Ensemble.Models.Graphs;
using Ensemble.Models.Networks;
using Ensemble.Models.Onnx;

namespace Ensemble.Models.Import;

/// <summary>What can be chosen about an import of Keras weights.</summary>
public sealed record KerasImportOptions
{
    /// <summary>The model's name in the catalog; null: the network's.</summary>
    public string? Name { get; init; }

    /// <summary>Whether an imported model of that name may be replaced.</summary>
    public bool Replace { get; init; }

    /// <summary>The classes' names in the order of the outputs; null: the 1000 of ImageNet.</summary>
    public IReadOnlyList<string>? Labels { get; init; }

    /// <summary>Input size, width and depth of the network; null: its defaults. Classes are those of the labels.</summary>
    public NetworkOptions? Network { get; init; }

    /// <summary>
    /// Whether EfficientNet gets the second rescaling of the published weights; null: if the file has ImageNet's
    /// standard deviations where a variance belongs, as the published ones do.
    /// </summary>
    public bool? ForImageNetWeights { get; init; }

    /// <summary>Where the file comes from, as the manifest says it; null: the file's name.</summary>
    public string? Source { get; init; }
}

/// <summary>Makes a model of the catalog from a network's definition and a Keras weights file.</summary>
public static class KerasImporter
{
    /// <summary>
    /// Reads the weights, checks every tensor and writes the model; the catalog is not touched unless everything fits.
    /// </summary>
    /// <param name="catalog">Where the model goes.</param>
    /// <param name="network">A name of <see cref="NetworkCatalog"/>.</param>
    /// <param name="weightsPath">An <c>.h5</c> or <c>.weights.h5</c> file.</param>
    /// <param name="options">Name, labels and the like.</param>
    /// <exception cref="WeightMismatchException">Tensors are missing, surplus or misshaped; lists every one.</exception>
    /// <exception cref="EnsembleException">Unknown network, unreadable file, unfit labels or unwritable catalog.</exception>
    public static CatalogEntry Import(
        ModelCatalog catalog, string network, string weightsPath, KerasImportOptions? options = null)
    {
        options ??= new();
        var definition = NetworkCatalog.Find(network);
        var labels = options.Labels ?? ImageNetClasses.Names;
        var file = KerasWeightFile.Read(weightsPath);
        var shape = (options.Network ?? definition.Defaults) with
        {
            Classes = labels.Count,
            ForImageNetWeights = options.ForImageNetWeights ?? HasImageNetStatistics(file),
        };
        var graph = definition.Build(shape);
        var weights = KerasWeightMap.Apply(graph, file);
        var origin = new WeightsOrigin(WeightsKind.Imported, options.Source ?? Path.GetFileName(weightsPath), Hash(weightsPath));
        var manifest = ManifestFactory.Describe(options.Name ?? definition.Name, definition.Name, graph, labels, origin, shape);
        return catalog.Add(manifest, OnnxWriter.Write(graph, weights), options.Replace);
    }

    private static bool HasImageNetStatistics(KerasWeightFile file)
    {
        float[] deviations = [0.229f, 0.224f, 0.225f];
        return file.Layers.FirstOrDefault(layer => layer.Name.StartsWith("normalization", StringComparison.Ordinal)) is { Tensors.Length: 2 or 3 } normalization
            && normalization.Tensors[1].Value.Values is { Length: 3 } variance
            && variance.Zip(deviations).All(pair => MathF.Abs(pair.First - pair.Second) < 1e-3f);
    }

    private static string Hash(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
