using Ensemble.Models.Graphs;
using Ensemble.Models.Onnx;
using Ensemble.Models.Onnx.Format;
using Google.Protobuf;
using static Ensemble.Models.Onnx.Format.TensorProto.Types;

namespace Ensemble.Models.Tests.Import;

/// <summary>
/// An image classifier as other programs export it: the mean of each channel, then a full connection to four classes.
/// </summary>
internal sealed record ForeignFile
{
    public const int Classes = 4;

    private static readonly float[] Kernel = [0.5f, -0.25f, 0.125f, 1, -0.5f, 0.75f, 0.25f, -1, 0.375f, 0.625f, -0.875f, 0.0625f];
    private static readonly float[] Bias = [0.1f, -0.2f, 0.3f, 0];

    public bool ChannelsFirst { get; init; } = true;

    public DataType Type { get; init; } = DataType.Float;

    /// <summary>0: dynamic.</summary>
    public long Batch { get; init; }

    /// <summary>0: dynamic.</summary>
    public long Size { get; init; } = 8;

    public bool Softmax { get; init; }

    public int Opset { get; init; } = 13;

    public string Input { get; init; } = "image";

    public string Output { get; init; } = "scores";

    /// <summary>The factor of the scores: 1 for pixels around 1, less for pixels up to 255.</summary>
    public float Scale { get; init; } = 1;

    public ModelProto Model()
    {
        var graph = new GraphProto { Name = "foreign" };
        var nodes = new OnnxGraph(graph);
        var x = Type == DataType.Uint8 ? nodes.Node("Cast", "cast", [Input], OnnxGraph.Integer("to", (long)DataType.Float)) : Input;
        x = ChannelsFirst ? x : nodes.Node("Transpose", "transposed", [x], OnnxGraph.Integers("perm", 0, 3, 1, 2));
        x = nodes.Node("GlobalAveragePool", "pooled", [x]);
        x = nodes.Node("Flatten", "flat", [x], OnnxGraph.Integer("axis", 1));
        x = nodes.Node(
            "Gemm", "dense", [x, nodes.Constant("kernel", [3, Classes], [.. Kernel.Select(value => value * Scale)]), nodes.Constant("bias", [Classes], Bias)]);
        if (Softmax)
        {
            nodes.Node("Softmax", "softmax", [x], OnnxGraph.Integer("axis", 1));
        }

        graph.Node[^1].Output[0] = Output;
        graph.Input.Add(ChannelsFirst ? OnnxGraph.Value(Input, Type, 3, Size, Size) : OnnxGraph.Value(Input, Type, Size, Size, 3));
        graph.Output.Add(OnnxGraph.Value(Output, DataType.Float, Classes));
        foreach (var dimension in graph.Input[0].Type.TensorType.Shape.Dim.Where(dimension => dimension is { HasDimValue: true, DimValue: 0 }))
        {
            dimension.DimParam = "size";
        }

        if (Batch > 0)
        {
            graph.Input[0].Type.TensorType.Shape.Dim[0].DimValue = Batch;
            graph.Output[0].Type.TensorType.Shape.Dim[0].DimValue = Batch;
        }

        return new()
        {
            IrVersion = 4,
            Graph = graph,
            OpsetImport = { new OperatorSetIdProto { Domain = string.Empty, Version = Opset } },
        };
    }

    public string Write(string path, Action<ModelProto>? spoil = null)
    {
        var model = Model();
        spoil?.Invoke(model);
        File.WriteAllBytes(path, model.ToByteArray());
        return path;
    }

    /// <summary>What the classifier gives for images of one colour each, by the definition of each step.</summary>
    public float[] Expected(byte[][] colours, Preprocessing preprocessing)
    {
        var rule = PreprocessingRule.Of(preprocessing);
        return [.. colours.SelectMany(colour => Probabilities([.. (rule.ReverseChannels ? colour.Reverse() : colour)
            .Select((value, channel) => rule.Mean.IsEmpty ? value : (value - rule.Mean[channel]) / rule.Deviation[channel])]))];
    }

    private double[] Scores(float[] means) =>
        [.. Enumerable.Range(0, Classes).Select(c => Bias[c] + Enumerable.Range(0, 3).Sum(i => (double)means[i] * Kernel[(i * Classes) + c] * Scale))];

    private IEnumerable<float> Probabilities(float[] means)
    {
        var powers = Scores(means).Select(Math.Exp).ToArray();
        return powers.Select(power => (float)(power / powers.Sum()));
    }
}
