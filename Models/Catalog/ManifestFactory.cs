using Ensemble.Models.Graphs;
using Ensemble.Models.Networks;

namespace Ensemble.Models.Catalog;

/// <summary>Makes the manifest of a model that was built from a layer graph.</summary>
public static class ManifestFactory
{
    /// <summary>Everything but the file: <see cref="ModelCatalog.Add"/> fills in its name, size and hash.</summary>
    public static ModelManifest Describe(
        string name,
        string network,
        LayerGraph graph,
        IReadOnlyList<string> labels,
        WeightsOrigin weights,
        NetworkOptions? options = null)
    {
        return new()
        {
            Name = name,
            Network = network,
            NetworkOptions = options,
            Input = InputOf(graph.Input.Height, graph.Input.Width),
            Classes = graph.Classes,
            Labels = labels,
            Preprocessing = PreprocessingRule.NameOf(graph.Preprocessing),
            Weights = weights,
            Parameters = graph.Parameters,
            File = string.Empty,
            Bytes = 0,
            Sha256 = string.Empty,
        };
    }

    /// <summary>
    /// Items of another size are brought to the input as Keras and the papers evaluate: a central crop of 87.5 %,
    /// bicubic; small inputs, whose data sets have no border to spare, are stretched.
    /// </summary>
    public static ModelInput InputOf(int height, int width)
    {
        const int Photograph = 96;
        return height >= Photograph
            ? new(height, width, "center-crop 0.875", "bicubic")
            : new(height, width, "stretch", "bilinear");
    }
}
