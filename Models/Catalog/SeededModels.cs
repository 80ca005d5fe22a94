using Ensemble.Models.DataSets.ImageNet;
using Ensemble.Models.Graphs;
using Ensemble.Models.Networks;
using Ensemble.Models.Onnx;

namespace Ensemble.Models.Catalog;

/// <summary>
/// The full-size networks with random weights: they cost the time and memory of the trained ones. They are written when
/// first used, the same bytes on every machine.
/// </summary>
internal static class SeededModels
{
    private const ulong Seed = 1;

    /// <summary>Their names; nothing is built to know them.</summary>
    public static IEnumerable<string> Names => NetworkCatalog.FullSizeNetworks.Select(network => network.Name);

    /// <summary>The manifest of one of them, still without file size and hash; builds the network to describe it.</summary>
    public static ModelManifest Describe(string name)
    {
        var network = NetworkCatalog.Find(name);
        return ManifestFactory.Describe(
            network.Name,
            network.Name,
            network.BuildDefault(),
            ImageNetClasses.Names,
            new(WeightsKind.Seeded, FormattableString.Invariant($"random, seed {Seed}")));
    }

    /// <summary>The ONNX file of one of them.</summary>
    public static byte[] Write(ModelManifest manifest)
    {
        var graph = NetworkCatalog.Find(manifest.Network!).BuildDefault();
        return OnnxWriter.Write(graph, WeightSet.Seeded(graph, Seed));
    }
}
