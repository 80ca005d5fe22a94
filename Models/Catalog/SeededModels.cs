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

    /// <summary>The manifests, still without file size and hash.</summary>
    public static IReadOnlyList<ModelManifest> Manifests { get; } =
        [.. NetworkCatalog.FullSizeNetworks.Select(network => Describe(network, network.BuildDefault()))];

    /// <summary>The ONNX file of one of them.</summary>
    public static byte[] Write(ModelManifest manifest)
    {
        var graph = NetworkCatalog.Find(manifest.Network!).BuildDefault();
        return OnnxWriter.Write(graph, WeightSet.Seeded(graph, Seed));
    }

    private static ModelManifest Describe(NetworkDefinition network, LayerGraph graph) =>
        ManifestFactory.Describe(
            network.Name,
            network.Name,
            graph,
            ImageNetClasses.Names,
            new(WeightsKind.Seeded, FormattableString.Invariant($"random, seed {Seed}")));
}
