using Ensemble.Models.Inspection;
using Ensemble.Models.Onnx.Format;
using static Ensemble.Models.Onnx.Format.TensorProto.Types;

namespace Ensemble.Models.Import;

/// <summary>An image classifier that someone else exported: what the file says of it.</summary>
/// <param name="Model">The whole file.</param>
/// <param name="Input">The name of its input.</param>
/// <param name="ChannelsFirst">Whether that is <c>[N, 3, height, width]</c>, not <c>[N, height, width, 3]</c>.</param>
/// <param name="TakesBytes">Whether it takes <c>uint8</c>, not <c>float</c>.</param>
/// <param name="FixedBatch">The only batch it says it takes; null: any.</param>
/// <param name="Height">Rows of an image; null: any.</param>
/// <param name="Width">Columns; null: any.</param>
/// <param name="Output">The name of its output.</param>
internal sealed record ForeignModel(
    ModelProto Model,
    string Input,
    bool ChannelsFirst,
    bool TakesBytes,
    long? FixedBatch,
    int? Height,
    int? Width,
    string Output)
{
    /// <summary>The oldest operator set in which arithmetic broadcasts as ours does, and the oldest the runtime takes.</summary>
    private const long OldestOpset = 7;

    private const int Channels = 3;

    /// <exception cref="EnsembleException">It is not an image classifier in one file.</exception>
    public static ForeignModel Of(ModelProto model, string path)
    {
        CheckOpset(model, path);
        CheckSelfContained(model.Graph, path);
        if (OnnxFile.TrueInputs(model.Graph) is not [var input]
            || input.Type?.TensorType is not { ElemType: (int)DataType.Float or (int)DataType.Uint8, Shape.Dim: [var batch, var a, var b, var c] } tensor
            || (a.DimValue == Channels) == (c.DimValue == Channels))
        {
            throw new EnsembleException(
                $"{path} is not an image classifier as it can be imported: it must have one input, float or uint8, [N, 3, height, width] or [N, height, width, 3], "
                + $"but has {Describe(OnnxFile.TrueInputs(model.Graph))}. Export it with one RGB image input.");
        }

        if (model.Graph.Output is not [var output]
            || output.Type?.TensorType is { ElemType: not (int)DataType.Float })
        {
            throw new EnsembleException(
                $"{path} must have one output, float [N, classes], but has {Describe(model.Graph.Output)}. Export it with the class scores alone.");
        }

        var channelsFirst = a.DimValue == Channels;
        var (height, width) = channelsFirst ? (b, c) : (a, b);
        return new(
            model,
            input.Name,
            channelsFirst,
            tensor.ElemType == (int)DataType.Uint8,
            batch.DimValue > 0 ? batch.DimValue : null,
            height.DimValue > 0 ? checked((int)height.DimValue) : null,
            width.DimValue > 0 ? checked((int)width.DimValue) : null,
            output.Name);
    }

    private static void CheckOpset(ModelProto model, string path)
    {
        var opset = OnnxFile.Opset(model);
        if (opset < OldestOpset)
        {
            throw new EnsembleException(opset == 0
                ? $"{path} uses no standard operators; only models of ONNX's own operator set can be imported."
                : $"{path} is written in operator set {opset}; the oldest that can be imported is {OldestOpset}. Export the model again with a newer one.");
        }
    }

    private static void CheckSelfContained(GraphProto graph, string path)
    {
        var outside = OnnxNames.Graphs(graph)
            .SelectMany(part => part.Initializer.Concat(part.Node.SelectMany(node => node.Attribute).Where(attribute => attribute.T is not null).Select(attribute => attribute.T)))
            .FirstOrDefault(tensor => tensor.DataLocation == DataLocation.External);
        if (outside is not null)
        {
            throw new EnsembleException(
                $"{path} keeps tensors in other files (the first is '{outside.Name}'); save the model as one file, e.g. with onnx.save(model, FILE, save_as_external_data=False).");
        }
    }

    private static string Describe(IReadOnlyCollection<ValueInfoProto> values) => values.Count == 0
        ? "none"
        : string.Join(" and ", values.Select(OnnxFile.Describe).Select(value => $"'{value.Name}' {value.Type} [{string.Join(", ", value.Shape)}]"));
}
