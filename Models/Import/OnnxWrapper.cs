using Ensemble.Models.Graphs;
using Ensemble.Models.Onnx;
using Ensemble.Models.Onnx.Format;
using Google.Protobuf;
using static Ensemble.Models.Onnx.Format.TensorProto.Types;

namespace Ensemble.Models.Import;

/// <summary>What follows a foreign classifier's output.</summary>
/// <param name="Classes">How many values it gives for an image.</param>
/// <param name="Flatten">Whether it has more than two dimensions.</param>
/// <param name="Softmax">Whether it gives logits.</param>
internal sealed record OnnxEnding(int Classes, bool Flatten, bool Softmax);

/// <summary>
/// Puts nodes before and behind a foreign classifier so that it takes <c>uint8</c> pixels <c>[N, height, width, 3]</c>
/// and gives probabilities <c>[N, classes]</c>. Its own nodes, constants and operator set stay as they are; all added
/// nodes mean the same in every operator set from 7 on.
/// </summary>
internal static class OnnxWrapper
{
    /// <summary>The wrapped model.</summary>
    /// <param name="foreign">The classifier; not changed.</param>
    /// <param name="preprocessing">What it wants done to pixels.</param>
    /// <param name="height">Rows of an image.</param>
    /// <param name="width">Columns.</param>
    /// <param name="ending">What follows its output; null: the output as it is, of whatever shape.</param>
    public static byte[] Wrap(ForeignModel foreign, Preprocessing preprocessing, int height, int width, OnnxEnding? ending)
    {
        var model = foreign.Model.Clone();
        var names = new OnnxNames(model.Graph);
        var freed = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [OnnxOptions.InputName] = names.Free(OnnxOptions.InputName),
            [OnnxOptions.OutputName] = names.Free(OnnxOptions.OutputName),
        };
        var input = freed.GetValueOrDefault(foreign.Input, foreign.Input);
        var output = freed.GetValueOrDefault(foreign.Output, foreign.Output);

        var before = new GraphProto();
        EmitPreprocessing(new(before), names, foreign, PreprocessingRule.Of(preprocessing));
        before.Node[^1].Output[0] = input;
        var behind = new GraphProto();
        EmitEnding(new(behind), names, output, ending);
        behind.Node[^1].Output[0] = OnnxOptions.OutputName;

        var graph = model.Graph;
        graph.Input.Remove(graph.Input.Single(value => value.Name == input));
        graph.Input.Insert(0, OnnxGraph.Value(OnnxOptions.InputName, DataType.Uint8, height, width, 3));
        graph.Output[0] = ending is null
            ? new() { Name = OnnxOptions.OutputName, Type = new() { TensorType = new() { ElemType = (int)DataType.Float } } }
            : OnnxGraph.Value(OnnxOptions.OutputName, DataType.Float, ending.Classes);
        if (foreign.FixedBatch is not null)
        {
            // They repeat the batch that the file was exported with.
            graph.ValueInfo.Clear();
        }

        InsertBefore(graph, before);
        graph.Node.Add(behind.Node);
        return model.ToByteArray();
    }

    private static void EmitPreprocessing(OnnxGraph onnx, OnnxNames names, ForeignModel foreign, PreprocessingRule rule)
    {
        var value = OnnxOptions.InputName;
        if (foreign.ChannelsFirst)
        {
            value = onnx.Node("Transpose", names.Unique("to_channels_first"), [value], OnnxGraph.Integers("perm", 0, 3, 1, 2));
        }

        if (rule.ReverseChannels)
        {
            value = onnx.Node(
                "Gather",
                names.Unique("reverse_channels"),
                [value, onnx.Constant(names.Unique("reversed"), 2L, 1L, 0L)],
                OnnxGraph.Integer("axis", foreign.ChannelsFirst ? 1 : 3));
        }

        if (foreign.TakesBytes)
        {
            onnx.Node("Identity", names.Unique("image"), [value]);
            return;
        }

        value = onnx.Node("Cast", names.Unique("to_float"), [value], OnnxGraph.Integer("to", (long)DataType.Float));
        if (!rule.Mean.IsEmpty)
        {
            var affine = Affine.Of(value, rule);
            long[] dimensions = foreign.ChannelsFirst ? [3, 1, 1] : [3];
            value = onnx.Node("Mul", names.Unique("scaled"), [value, onnx.Constant(names.Unique("scale"), dimensions, affine.Scale)]);
            onnx.Node("Add", names.Unique("shifted"), [value, onnx.Constant(names.Unique("offset"), dimensions, affine.Offset)]);
        }
    }

    private static void EmitEnding(OnnxGraph onnx, OnnxNames names, string value, OnnxEnding? ending)
    {
        if (ending is { Flatten: true })
        {
            value = onnx.Node("Flatten", names.Unique("flat"), [value], OnnxGraph.Integer("axis", 1));
        }

        if (ending is { Softmax: true })
        {
            onnx.Node("Softmax", names.Unique("to_probabilities"), [value], OnnxGraph.Integer("axis", 1));
        }
        else
        {
            // It costs nothing: the runtime drops it.
            onnx.Node("Identity", names.Unique("to_probabilities"), [value]);
        }
    }

    /// <summary>Constants become nodes: old files may have no constants that are not listed as inputs.</summary>
    private static void InsertBefore(GraphProto graph, GraphProto before)
    {
        var constants = before.Initializer.Select(tensor => new NodeProto
        {
            OpType = "Constant",
            Name = tensor.Name,
            Output = { tensor.Name },
            Attribute = { new AttributeProto { Name = "value", T = tensor, Type = AttributeProto.Types.AttributeType.Tensor } },
        });
        foreach (var (i, node) in constants.Concat(before.Node).Index())
        {
            graph.Node.Insert(i, node);
        }
    }
}
