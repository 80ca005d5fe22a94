using Ensemble.Models.Graphs;
using Ensemble.Models.Networks;

namespace Ensemble.Models.Catalog;

/// <summary>Makes the manifest of a model that was built from a layer graph.</summary>
public static class ManifestFactory
{
    /// <summary>
    /// Everything but the file: <see cref="ModelCatalog.Add"/> fills in its name, size and hash. Items of another size
    /// are brought to the input as Keras and the papers evaluate: a central crop of 87.5 %, bicubic; small inputs, whose
    /// data sets have no border to spare, are stretched.
    /// </summary>
    public static ModelManifest Describe(
        string name,
        string network,
        LayerGraph graph,
        IReadOnlyList<string> labels,
        WeightsOrigin weights,
        NetworkOptions? options = null)
    {
        const int Photograph = 96;
        return new()
        {
            Name = name,
            Network = network,
            NetworkOptions = options,
            Input = new(
                graph.Input.Height,
                graph.Input.Width,
                graph.Input.Height >= Photograph ? "center-crop 0.875" : "stretch",
                graph.Input.Height >= Photograph ? "bicubic" : "bilinear"),
            Classes = graph.Classes,
            Labels = labels,
            Preprocessing = NameOf(graph.Preprocessing),
            Weights = weights,
            Parameters = graph.Parameters,
            File = string.Empty,
            Bytes = 0,
            Sha256 = string.Empty,
        };
    }

    /// <summary>A preprocessing mode as manifests and the command line write it.</summary>
    public static string NameOf(Preprocessing preprocessing) => PreprocessingRule.NameOf(preprocessing);
}
