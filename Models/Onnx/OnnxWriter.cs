using Ensemble.Models.Graphs;
using Ensemble.Models.Onnx.Format;
using Google.Protobuf;

namespace Ensemble.Models.Onnx;

/// <summary>
/// Writes a network as ONNX: decoded <c>uint8</c> RGB pixels <c>[N, height, width, 3]</c> in, probabilities
/// <c>[N, classes]</c> out, any N. The network's own preprocessing is part of the graph. The same network and weights
/// give the same bytes.
/// </summary>
public static class OnnxWriter
{
    /// <summary>The network as the bytes of an ONNX file.</summary>
    public static byte[] Write(LayerGraph graph, WeightSet weights, OnnxOptions? options = null)
    {
        var model = new ModelProto
        {
            IrVersion = OnnxOptions.IrVersion,
            ProducerName = "Ensemble",
            Graph = new() { Name = graph.Name },
            OpsetImport = { new OperatorSetIdProto { Domain = string.Empty, Version = OnnxOptions.Opset } },
        };
        model.Graph.Input.Add(OnnxGraph.Value(
            OnnxOptions.InputName,
            TensorProto.Types.DataType.Uint8,
            graph.Input.Height,
            graph.Input.Width,
            graph.Input.Channels));
        model.Graph.Output.Add(OnnxGraph.Value(
            OnnxOptions.OutputName, TensorProto.Types.DataType.Float, graph.Classes));
        new LayerEmitter(graph, weights, options ?? new(), model.Graph).EmitAll();
        return model.ToByteArray();
    }
}
