using System.Security.Cryptography;
using Ensemble.Models.Catalog;
using Ensemble.Models.Graphs;

namespace Ensemble.Models.Inspection;

/// <summary>Describes a model of the catalog or any ONNX file.</summary>
public static class ModelInspector
{
    /// <summary>A model of the catalog: by the layers of its network where we have its definition.</summary>
    public static ModelInspection Inspect(CatalogEntry entry)
    {
        var file = InspectFile(entry.Path, withNodes: entry.Manifest.Network is null);
        var named = file with
        {
            Name = entry.Manifest.Name,
            Caveat = entry.Manifest.IsTrained ? null : entry.Manifest.Caveat,
        };
        if (entry.Manifest.Network is null)
        {
            return named;
        }

        var graph = entry.Manifest.BuildNetwork();
        return named with
        {
            Parameters = graph.Parameters,
            MultiplyAdds = graph.MultiplyAdds,
            Layers = [.. graph.Layers.Select(Describe)],
        };
    }

    /// <summary>Any ONNX file: by the nodes of its graph.</summary>
    /// <exception cref="EnsembleException">The file cannot be read or is not an ONNX model.</exception>
    public static ModelInspection InspectFile(string path) => InspectFile(path, withNodes: true);

    private static ModelInspection InspectFile(string path, bool withNodes)
    {
        var (model, content) = OnnxFile.Read(path);
        var layers = withNodes ? NodeDescriber.Describe(model, path) : [];
        return new()
        {
            Name = Path.GetFileName(path),
            Parameters = NodeDescriber.Parameters(model.Graph),
            MultiplyAdds = layers.Sum(layer => layer.MultiplyAdds),
            Opset = OnnxFile.Opset(model),
            Inputs = [.. OnnxFile.TrueInputs(model.Graph).Select(OnnxFile.Describe)],
            Outputs = [.. model.Graph.Output.Select(OnnxFile.Describe)],
            Bytes = content.Length,
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(content)),
            File = path,
            Layers = layers,
        };
    }

    private static LayerDescription Describe(Layer layer) => new(
        layer.Name,
        layer.Operation is Operation.Activate activation ? activation.Kind.ToString() : layer.Operation.GetType().Name,
        [.. layer.Output.Dimensions.Select(dimension => (long)dimension)],
        layer.Parameters,
        layer.MultiplyAdds);
}
