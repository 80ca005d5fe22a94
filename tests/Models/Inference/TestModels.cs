using Ensemble.Models.Graphs;
using Ensemble.Models.Inference;
using Ensemble.Models.Networks;
using Ensemble.Models.Onnx;
using Ensemble.Models.Onnx.Format;
using Google.Protobuf;
using static Ensemble.Models.Onnx.Format.TensorProto.Types;

namespace Ensemble.Models.Tests.Inference;

/// <summary>Models to run: a real small network, and one of four nodes that can be spoilt in any way.</summary>
internal static class TestModels
{
    public static readonly ClassifierShape MiniShape = new(64, 64, 16);

    public static readonly ClassifierShape TinyShape = new(2, 2, 3);

    private static readonly Lazy<byte[]> MiniBytes = new(() =>
    {
        var graph = NetworkCatalog.Find("mobilenet-mini").BuildDefault();
        return OnnxWriter.Write(graph, WeightSet.Seeded(graph, 1));
    });

    public static string WriteMini(string folder)
    {
        var path = Path.Combine(folder, "mini.onnx");
        File.WriteAllBytes(path, MiniBytes.Value);
        return path;
    }

    /// <summary>Pixels [N, 2, 2, 3] -> Cast -> Flatten -> MatMul -> Softmax -> probabilities [N, 3].</summary>
    public static string WriteTiny(string folder, Action<ModelProto>? spoil = null)
    {
        var graph = new GraphProto { Name = "tiny" };
        var nodes = new OnnxGraph(graph);
        var numbers = nodes.Node("Cast", "numbers", ["pixels"], OnnxGraph.Integer("to", (int)DataType.Float));
        var flat = nodes.Node("Flatten", "flat", [numbers], OnnxGraph.Integer("axis", 1));
        float[] weights = [.. Enumerable.Range(0, 36).Select(i => ((i * 7 % 11) - 5) * 0.001f)];
        var scores = nodes.Node("MatMul", "scores", [flat, nodes.Constant("weights", [12, 3], weights)]);
        nodes.Node("Softmax", "probabilities", [scores], OnnxGraph.Integer("axis", 1));
        graph.Input.Add(OnnxGraph.Value("pixels", DataType.Uint8, 2, 2, 3));
        graph.Output.Add(OnnxGraph.Value("probabilities", DataType.Float, 3));
        var model = new ModelProto
        {
            IrVersion = OnnxOptions.IrVersion,
            Graph = graph,
            OpsetImport = { new OperatorSetIdProto { Domain = string.Empty, Version = OnnxOptions.Opset } },
        };
        spoil?.Invoke(model);
        var path = Path.Combine(folder, "tiny.onnx");
        File.WriteAllBytes(path, model.ToByteArray());
        return path;
    }

    public static byte[] Pixels(ClassifierShape shape, int count)
    {
        var pixels = new byte[count * shape.ItemBytes];
        var random = new DeterministicRandom(7);
        foreach (ref var value in pixels.AsSpan())
        {
            value = (byte)random.NextInt32(256);
        }

        return pixels;
    }
}
