using System.Diagnostics;
using Ensemble.Models.Graphs;
using Ensemble.Models.Onnx.Format;

namespace Ensemble.Models.Onnx;

/// <summary>
/// Turns the layers of a network into ONNX nodes, channels first. What costs nothing in ONNX is not emitted: dropout,
/// padding before a convolution (it becomes the convolution's), chains of scalings (one multiplication and addition),
/// and batch normalisation after a convolution (it goes into the kernel). A vector is kept as <c>[N, c, 1, 1]</c>
/// until a full connection reads it.
/// </summary>
internal sealed class LayerEmitter
{
    private const string Depthwise = "depthwise_kernel";

    private readonly LayerGraph _graph;
    private readonly WeightSet _weights;
    private readonly GraphProto _proto;
    private readonly OnnxGraph _onnx;
    private readonly ConvolutionEmitter _convolutions;

    /// <summary>The ONNX value that holds a layer's result.</summary>
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    /// <summary>Layers whose arithmetic waits for the next that needs its result.</summary>
    private readonly Dictionary<string, Affine> _deferred = new(StringComparer.Ordinal);

    /// <summary>Zero padding that the convolutions behind it take over, by layer.</summary>
    private readonly Dictionary<string, Border> _absorbed = new(StringComparer.Ordinal);

    public LayerEmitter(LayerGraph graph, WeightSet weights, OnnxOptions options, GraphProto proto)
    {
        _graph = graph;
        _weights = weights;
        _proto = proto;
        _onnx = new(proto);
        _convolutions = new(graph, weights, options, _onnx);
    }

    public void EmitAll()
    {
        foreach (var layer in _graph.Layers)
        {
            Emit(layer);
        }

        _proto.Node[^1].Output[0] = OnnxOptions.OutputName;
    }

    private void Emit(Layer layer)
    {
        switch (layer.Operation)
        {
            case Operation.Input:
                EmitInput(layer);
                break;
            case Operation.Rescaling rescaling:
                Defer(layer, Affine.Of(layer.Inputs[0], rescaling, layer.Output.Channels));
                break;
            case Operation.Normalization:
                Defer(layer, Affine.OfNormalization(layer.Inputs[0], _weights, layer.Name));
                break;
            case Operation.BatchNormalization normalization:
                EmitBatchNormalization(layer, normalization);
                break;
            case Operation.ZeroPadding padding:
                EmitZeroPadding(layer, padding.Border);
                break;
            case Operation.Cropping cropping:
                EmitCropping(layer, cropping.Border);
                break;
            case Operation.Convolution c:
                Convolve(layer, Value(layer, 0), "kernel", new(Pads(layer, c.Kernel, c.Stride, c.Padding), c.Stride));
                Activate(layer, c.Activation);
                break;
            case Operation.DepthwiseConvolution d:
                Convolve(layer, Value(layer, 0), Depthwise, new(Pads(layer, d.Kernel, d.Stride, d.Padding), d.Stride, layer.Output.Channels));
                break;
            case Operation.SeparableConvolution s:
                var places = new ConvolutionPlaces(Pads(layer, s.Kernel, s.Stride, s.Padding), s.Stride, layer.InputShapes[0].Channels);
                Convolve(layer, _convolutions.EmitInner(layer, Value(layer, 0), Depthwise, places), "pointwise_kernel", new(default, 1));
                break;
            case Operation.Activate activation:
                _values[layer.Name] = Value(layer, 0);
                Activate(layer, activation.Kind);
                break;
            case Operation.MaxPooling m:
                EmitPooling(layer, "MaxPool", m.Size, m.Stride, m.Padding);
                break;
            case Operation.AveragePooling a:
                EmitPooling(layer, "AveragePool", a.Size, a.Stride, a.Padding);
                break;
            case Operation.GlobalAveragePooling:
                _values[layer.Name] = _onnx.Node("GlobalAveragePool", layer.Name, [Value(layer, 0)]);
                break;
            case Operation.Reshape or Operation.Dropout:
                _values[layer.Name] = Value(layer, 0);
                break;
            case Operation.Add:
                EmitAdd(layer);
                break;
            case Operation.Multiply:
                _values[layer.Name] = _onnx.Node("Mul", layer.Name, [Value(layer, 0), Value(layer, 1)]);
                break;
            case Operation.Concatenate:
                var parts = layer.Inputs.Select((_, i) => Value(layer, i)).ToArray();
                _values[layer.Name] = _onnx.Node("Concat", layer.Name, parts, OnnxGraph.Integer("axis", 1));
                break;
            case Operation.Dense dense:
                EmitDense(layer, dense);
                break;
            default:
                throw new UnreachableException(layer.Operation.ToString());
        }
    }

    private void EmitInput(Layer layer)
    {
        var rule = PreprocessingRule.Of(_graph.Preprocessing);
        var value = _onnx.Node(
            "Transpose", "to_channels_first", [OnnxOptions.InputName], OnnxGraph.Integers("perm", 0, 3, 1, 2));
        if (rule.ReverseChannels)
        {
            value = _onnx.Node(
                "Gather", "reverse_channels", [value, _onnx.Constant("reversed", 2L, 1L, 0L)], OnnxGraph.Integer("axis", 1));
        }

        const string Pixels = "to_float";
        value = _onnx.Node("Cast", Pixels, [value], OnnxGraph.Integer("to", (long)TensorProto.Types.DataType.Float));
        _values[Pixels] = _values[layer.Name] = value;
        if (!rule.Mean.IsEmpty)
        {
            _deferred[layer.Name] = Affine.Of(Pixels, rule);
        }
    }

    /// <summary>The ONNX value of an input, with any arithmetic that was deferred.</summary>
    private string Value(Layer layer, int index)
    {
        var name = layer.Inputs[index];
        if (_deferred.Remove(name, out var affine))
        {
            long[] dimensions = [affine.Scale.Length, 1, 1];
            var scaled = _onnx.Node(
                "Mul",
                $"{name}/scaled",
                [_values[affine.Source], _onnx.Constant($"{name}/scale", dimensions, affine.Scale)]);
            _values[name] = affine.Offset.All(offset => offset == 0)
                ? scaled
                : _onnx.Node("Add", $"{name}/shifted", [scaled, _onnx.Constant($"{name}/offset", dimensions, affine.Offset)]);
        }

        return _values[name];
    }

    private void Defer(Layer layer, Affine affine)
    {
        var onlyReader = _graph.Consumers[affine.Source].Count() == 1;
        if (onlyReader && _deferred.Remove(affine.Source, out var first))
        {
            affine = affine.After(first);
        }
        else
        {
            Value(layer, 0);
        }

        _deferred[layer.Name] = affine;
    }

    private void EmitBatchNormalization(Layer layer, Operation.BatchNormalization normalization)
    {
        if (_values.TryGetValue(layer.Name, out _))
        {
            return; // already part of the convolution before it
        }

        string Parameter(string name)
        {
            var tensor = _weights[layer, name];
            return _onnx.Constant($"{layer.Name}/{name}", [tensor.Values.Length], tensor.Values);
        }

        _values[layer.Name] = _onnx.Node(
            "BatchNormalization",
            layer.Name,
            [Value(layer, 0), Parameter("gamma"), Parameter("beta"), Parameter("moving_mean"), Parameter("moving_variance")],
            OnnxGraph.Number("epsilon", normalization.Epsilon));
    }

    private void EmitZeroPadding(Layer layer, Border border)
    {
        if (_graph.Consumers[layer.Name].All(TakesPadding))
        {
            _values[layer.Name] = Value(layer, 0);
            _absorbed[layer.Name] = border;
            return;
        }

        var pads = _onnx.Constant(
            $"{layer.Name}/pads", 0, 0, border.Top, border.Left, 0, 0, border.Bottom, border.Right);
        _values[layer.Name] = _onnx.Node("Pad", layer.Name, [Value(layer, 0), pads]);
    }

    private static bool TakesPadding(Layer consumer) => consumer.Operation is
        Operation.Convolution { Padding: Padding.Valid } or
        Operation.DepthwiseConvolution { Padding: Padding.Valid } or
        Operation.SeparableConvolution { Padding: Padding.Valid };

    private void EmitCropping(Layer layer, Border border)
    {
        var starts = _onnx.Constant($"{layer.Name}/starts", border.Top, border.Left);
        var ends = _onnx.Constant(
            $"{layer.Name}/ends", border.Top + layer.Output.Height, border.Left + layer.Output.Width);
        var axes = _onnx.Constant("spatial_axes", 2L, 3L);
        _values[layer.Name] = _onnx.Node("Slice", layer.Name, [Value(layer, 0), starts, ends, axes]);
    }

    private Border Pads(Layer layer, int kernel, int stride, Padding padding) =>
        _absorbed.TryGetValue(layer.Inputs[0], out var border)
            ? border
            : Window.Pads(layer.InputShapes[0], kernel, stride, padding);

    private void Convolve(Layer layer, string input, string kernelName, ConvolutionPlaces places)
    {
        var (value, folded) = _convolutions.Emit(layer, input, kernelName, places);
        _values[layer.Name] = value;
        if (folded is not null)
        {
            _values[folded.Name] = value;
        }
    }

    private void Activate(Layer layer, ActivationKind kind)
    {
        var value = _values[layer.Name];
        var name = value == layer.Name ? $"{layer.Name}/{kind}" : layer.Name;
        _values[layer.Name] = kind switch
        {
            ActivationKind.Linear => value,
            ActivationKind.Relu => _onnx.Node("Relu", name, [value]),
            ActivationKind.Relu6 => _onnx.Node(
                "Clip", name, [value, _onnx.Constant("zero", [], [0f]), _onnx.Constant("six", [], [6f])]),
            ActivationKind.Swish => _onnx.Node("Mul", name, [value, _onnx.Node("Sigmoid", $"{name}/gate", [value])]),
            ActivationKind.Sigmoid => _onnx.Node("Sigmoid", name, [value]),
            ActivationKind.Softmax => _onnx.Node("Softmax", name, [value], OnnxGraph.Integer("axis", 1)),
            _ => throw new UnreachableException(kind.ToString()),
        };
    }

    private void EmitPooling(Layer layer, string type, int size, int stride, Padding padding)
    {
        var pads = Window.Pads(layer.InputShapes[0], size, stride, padding);
        _values[layer.Name] = _onnx.Node(
            type,
            layer.Name,
            [Value(layer, 0)],
            OnnxGraph.Integers("kernel_shape", size, size),
            OnnxGraph.Integers("pads", pads.Top, pads.Left, pads.Bottom, pads.Right),
            OnnxGraph.Integers("strides", stride, stride));
    }

    private void EmitAdd(Layer layer)
    {
        var sum = Value(layer, 0);
        for (var i = 1; i < layer.Inputs.Length; i++)
        {
            var name = i == layer.Inputs.Length - 1 ? layer.Name : FormattableString.Invariant($"{layer.Name}/{i}");
            sum = _onnx.Node("Add", name, [sum, Value(layer, i)]);
        }

        _values[layer.Name] = sum;
    }

    private void EmitDense(Layer layer, Operation.Dense dense)
    {
        var kernel = _weights[layer, "kernel"];
        var flat = _onnx.Node("Flatten", $"{layer.Name}/flat", [Value(layer, 0)], OnnxGraph.Integer("axis", 1));
        _values[layer.Name] = _onnx.Node(
            "Gemm",
            layer.Name,
            [
                flat,
                _onnx.Constant($"{layer.Name}/kernel", [kernel.Shape[0], kernel.Shape[1]], kernel.Values),
                _onnx.Constant($"{layer.Name}/bias", [dense.Units], _weights[layer, "bias"].Values),
            ]);
        Activate(layer, dense.Activation);
    }
}
