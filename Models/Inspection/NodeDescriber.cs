using System.Collections.Immutable;
using Ensemble.Models.Inference;
using Ensemble.Models.Onnx.Format;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;

namespace Ensemble.Models.Inspection;

/// <summary>
/// Describes the nodes of a foreign ONNX graph. Shapes are those that ONNX Runtime gives for one item of zeros: files
/// rarely state them, and inferring them again would be a second runtime.
/// </summary>
internal static class NodeDescriber
{
    // Where a file leaves a dimension open that is not the batch, networks for images commonly take this.
    private const long AssumedSize = 224;

    public static ImmutableArray<LayerDescription> Describe(ModelProto model, string path)
    {
        var shapes = Shapes(model, path);
        var constants = model.Graph.Initializer.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
        return
        [
            .. model.Graph.Node.Select(node =>
            {
                var shape = shapes.GetValueOrDefault(node.Output[0], []);
                var parameters = node.Input
                    .Where(constants.ContainsKey)
                    .Select(name => constants[name])
                    .Where(IsWeight)
                    .ToArray();
                return new LayerDescription(
                    string.IsNullOrEmpty(node.Name) ? node.Output[0] : node.Name,
                    node.OpType,
                    [.. shape.Skip(1)],
                    parameters.Sum(Elements),
                    MultiplyAdds(node.OpType, parameters, shape));
            }),
        ];
    }

    /// <summary>Values in the graph's floating-point constants.</summary>
    public static long Parameters(GraphProto graph) => graph.Initializer.Where(IsWeight).Sum(Elements);

    private static bool IsWeight(TensorProto tensor) =>
        tensor.DataType == (int)TensorProto.Types.DataType.Float && tensor.Dims.Count > 0;

    private static long Elements(TensorProto tensor) => tensor.Dims.Aggregate(1L, (product, dimension) => product * dimension);

    private static long MultiplyAdds(string type, TensorProto[] weights, long[] output) => type switch
    {
        // Every value of the kernel meets every place of the output once.
        "Conv" when weights.Length > 0 && output.Length > 2 =>
            Elements(weights[0]) * output.Skip(2).Aggregate(1L, (product, dimension) => product * dimension),
        "Gemm" when weights.Length > 0 => Elements(weights[0]),
        "MatMul" when weights.Length > 0 && output.Length > 1 =>
            Elements(weights[0]) * output.Skip(1).SkipLast(1).Aggregate(1L, (product, dimension) => product * dimension),
        _ => 0,
    };

    private static Dictionary<string, long[]> Shapes(ModelProto model, string path)
    {
        var exposed = model.Clone();
        var outputs = exposed.Graph.Output.Select(output => output.Name).ToHashSet(StringComparer.Ordinal);
        var names = exposed.Graph.Node.Select(node => node.Output[0]).Where(name => name.Length > 0).Distinct().ToArray();
        foreach (var name in names.Where(name => !outputs.Contains(name)))
        {
            exposed.Graph.Output.Add(new ValueInfoProto { Name = name });
        }

        try
        {
            using var options = new SessionOptions { GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL };
            using var session = new InferenceSession(exposed.ToByteArray(), options);
            using var run = new RunOptions();
            var inputs = session.InputMetadata.ToDictionary(pair => pair.Key, pair => Zeros(pair.Value));
            try
            {
                using var values = session.Run(run, inputs, names);
                return names
                    .Zip(values, (name, value) => (name, shape: value.GetTensorTypeAndShape().Shape))
                    .ToDictionary(pair => pair.name, pair => pair.shape, StringComparer.Ordinal);
            }
            finally
            {
                foreach (var input in inputs.Values)
                {
                    input.Dispose();
                }
            }
        }
        catch (OnnxRuntimeException exception)
        {
            throw ModelFault.OfLoading(path, exception);
        }
    }

    private static OrtValue Zeros(NodeMetadata input)
    {
        var shape = input.Dimensions.Select((dimension, axis) => dimension > 0 ? dimension : axis == 0 ? 1 : AssumedSize).ToArray();
        return OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, input.ElementDataType, shape);
    }
}
