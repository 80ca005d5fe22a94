using Ensemble.Models.Graphs;

namespace Ensemble.Models.Onnx;

/// <summary>Where the windows of a convolution lie, and into how many groups its channels fall.</summary>
internal readonly record struct ConvolutionPlaces(Border Pads, int Stride, int Groups = 1);

/// <summary>Writes convolutions, and into their kernels the batch normalisation that alone reads them.</summary>
internal sealed class ConvolutionEmitter(LayerGraph graph, WeightSet weights, OnnxOptions options, OnnxGraph onnx)
{
    /// <summary>
    /// Writes the convolution that gives a layer's result.
    /// </summary>
    /// <returns>The value, and the normalisation that is already in it; null: none.</returns>
    public (string Value, Layer? Folded) Emit(Layer layer, string input, string kernelName, ConvolutionPlaces places)
    {
        var kernel = Kernel(layer, kernelName, places);
        var bias = layer.Operation is Operation.Convolution { UseBias: true } ? weights[layer, "bias"].Values : null;
        if (FoldableNormalization(layer) is not { } normalization)
        {
            return (Node(layer.Name, layer.Name, input, kernelName, kernel, bias, places), null);
        }

        var affine = Affine.Of(layer.Name, (Operation.BatchNormalization)normalization.Operation, weights, normalization.Name);
        (kernel, bias) = KernelLayout.Fold(kernel, bias, affine);
        return (Node(layer.Name, normalization.Name, input, kernelName, kernel, bias, places), normalization);
    }

    /// <summary>Writes a convolution inside a layer, before the one that gives its result.</summary>
    public string EmitInner(Layer layer, string input, string kernelName, ConvolutionPlaces places)
    {
        var name = $"{layer.Name}/depthwise";
        return Node(name, name, input, kernelName, Kernel(layer, kernelName, places), null, places);
    }

    private Tensor Kernel(Layer layer, string name, ConvolutionPlaces places) =>
        KernelLayout.ToChannelsFirst(weights[layer, name], isDepthwise: places.Groups > 1);

    private Layer? FoldableNormalization(Layer layer)
    {
        if (!options.FoldBatchNormalization || layer.Operation is Operation.Convolution { Activation: not ActivationKind.Linear })
        {
            return null;
        }

        return graph.Consumers[layer.Name].ToArray() is [{ Operation: Operation.BatchNormalization } only] ? only : null;
    }

    private string Node(
        string name, string output, string input, string kernelName, Tensor kernel, float[]? bias, ConvolutionPlaces places)
    {
        List<string> inputs =
        [
            input,
            onnx.Constant($"{name}/{kernelName}", [.. kernel.Shape.Select(dimension => (long)dimension)], kernel.Values),
        ];
        if (bias is not null)
        {
            inputs.Add(onnx.Constant($"{name}/bias", [bias.Length], bias));
        }

        var (pads, stride, size) = (places.Pads, places.Stride, kernel.Shape[2]);
        return onnx.Node(
            "Conv",
            output,
            [.. inputs],
            OnnxGraph.Integer("group", places.Groups),
            OnnxGraph.Integers("kernel_shape", size, size),
            OnnxGraph.Integers("pads", pads.Top, pads.Left, pads.Bottom, pads.Right),
            OnnxGraph.Integers("strides", stride, stride));
    }
}
