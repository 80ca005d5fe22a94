using Ensemble.Models.Graphs;

namespace Ensemble.Models.Tests.Onnx;

/// <summary>
/// Computes a layer graph by its definitions, loop by loop, channels last and in double precision: slow, and as plain as
/// Keras' documentation. What the ONNX files are held against.
/// </summary>
internal sealed class ReferenceInterpreter(LayerGraph graph, WeightSet weights)
{
    private readonly Dictionary<string, double[]> _values = new(StringComparer.Ordinal);

    /// <summary>The probabilities of one item.</summary>
    public double[] Run(ReadOnlySpan<byte> pixels)
    {
        _values.Clear();
        foreach (var layer in graph.Layers)
        {
            _values[layer.Name] = layer.Operation is Operation.Input
                ? Preprocess(pixels)
                : Compute(layer, [.. layer.Inputs.Select(name => _values[name])]);
        }

        return _values[graph.Layers[^1].Name];
    }

    private double[] Preprocess(ReadOnlySpan<byte> pixels)
    {
        var result = new double[pixels.Length];
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = graph.Preprocessing switch
            {
                Preprocessing.None => pixels[i],
                Preprocessing.Tf => (pixels[i] / 127.5) - 1,
                Preprocessing.Torch => ((pixels[i] / 255.0) - new[] { 0.485, 0.456, 0.406 }[i % 3]) / new[] { 0.229, 0.224, 0.225 }[i % 3],
                _ => pixels[i - (i % 3) + 2 - (i % 3)] - new[] { 103.939, 116.779, 123.68 }[i % 3],
            };
        }

        return result;
    }

    private double[] Compute(Layer layer, double[][] inputs)
    {
        var x = inputs[0];
        var channels = layer.InputShapes[0].Channels;
        float[] W(string name) => weights[layer, name].Values;
        double[] Each(Func<double, int, double> function) => [.. x.Select((value, i) => function(value, i % channels))];
        return layer.Operation switch
        {
            Operation.Rescaling r => Each((v, c) => (v * r.Scale[r.Scale.Length == 1 ? 0 : c]) + r.Offset[r.Offset.Length == 1 ? 0 : c]),
            Operation.Normalization => Each((v, c) => (v - W("mean")[c]) / Math.Sqrt(W("variance")[c])),
            Operation.BatchNormalization b => Each((v, c) =>
                (W("gamma")[c] * (v - W("moving_mean")[c]) / Math.Sqrt(W("moving_variance")[c] + b.Epsilon)) + W("beta")[c]),
            Operation.Activate a => Activate(x, a.Kind),
            Operation.ZeroPadding p => Shift(layer, x, p.Border.Top, p.Border.Left),
            Operation.Cropping c => Shift(layer, x, -c.Border.Top, -c.Border.Left),
            Operation.Convolution c => Activate(Convolve(layer, x, W("kernel"), c.Kernel, c.Stride, c.Padding, c.UseBias ? W("bias") : null), c.Activation),
            Operation.DepthwiseConvolution d => Depthwise(layer, x, W("depthwise_kernel"), d.Kernel, d.Stride, d.Padding),
            Operation.SeparableConvolution s => Pointwise(
                Depthwise(layer, x, W("depthwise_kernel"), s.Kernel, s.Stride, s.Padding), channels, W("pointwise_kernel"), s.Filters),
            Operation.MaxPooling m => Pool(layer, x, m.Size, m.Stride, m.Padding, window => window.Max()),
            Operation.AveragePooling a => Pool(layer, x, a.Size, a.Stride, a.Padding, window => window.Average()),
            Operation.GlobalAveragePooling => [.. Enumerable.Range(0, channels).Select(c => x.Where((_, i) => i % channels == c).Average())],
            Operation.Reshape or Operation.Dropout => x,
            Operation.Add => [.. x.Select((_, i) => inputs.Sum(input => input[i]))],
            Operation.Multiply => [.. x.Select((v, i) => v * inputs[1][inputs[1].Length == x.Length ? i : i % channels])],
            Operation.Concatenate => Concatenate(layer, inputs),
            Operation.Dense d => Activate([.. Pointwise(x, channels, W("kernel"), d.Units).Select((v, u) => v + W("bias")[u])], d.Activation),
            _ => throw new InvalidOperationException($"{layer.Operation}"),
        };
    }

    private static double[] Activate(double[] x, ActivationKind kind) => kind switch
    {
        ActivationKind.Linear => x,
        ActivationKind.Relu => [.. x.Select(v => Math.Max(v, 0))],
        ActivationKind.Relu6 => [.. x.Select(v => Math.Clamp(v, 0, 6))],
        ActivationKind.Swish => [.. x.Select(v => v / (1 + Math.Exp(-v)))],
        ActivationKind.Sigmoid => [.. x.Select(v => 1 / (1 + Math.Exp(-v)))],
        _ => [.. x.Select(v => Math.Exp(v - x.Max()) / x.Sum(other => Math.Exp(other - x.Max())))],
    };

    // Moves an image inside a larger or smaller one; what comes in from outside is zero.
    private static double[] Shift(Layer layer, double[] x, int down, int right)
    {
        var result = new double[layer.Output.Elements];
        ForEachPlace(layer.Output, (y, column, c, at) => result[at] = At(x, layer.InputShapes[0], y - down, column - right, c) ?? 0);
        return result;
    }

    private static double[] Convolve(
        Layer layer, double[] x, float[] kernel, int size, int stride, Padding padding, float[]? bias)
    {
        var (input, output) = (layer.InputShapes[0], layer.Output);
        var pads = Window.Pads(input, size, stride, padding);
        var result = new double[output.Elements];
        ForEachPlace(output, (y, column, filter, at) =>
        {
            double sum = bias?[filter] ?? 0;
            for (var place = 0; place < size * size; place++)
            {
                for (var c = 0; c < input.Channels; c++)
                {
                    sum += (At(x, input, (y * stride) - pads.Top + (place / size), (column * stride) - pads.Left + (place % size), c) ?? 0)
                        * kernel[(((place * input.Channels) + c) * output.Channels) + filter];
                }
            }

            result[at] = sum;
        });
        return result;
    }

    private static double[] Depthwise(Layer layer, double[] x, float[] kernel, int size, int stride, Padding padding)
    {
        var input = layer.InputShapes[0];
        var pads = Window.Pads(input, size, stride, padding);
        var result = new double[layer.Output.Height * layer.Output.Width * input.Channels];
        ForEachPlace(layer.Output with { Channels = input.Channels }, (y, column, c, at) =>
        {
            for (var place = 0; place < size * size; place++)
            {
                result[at] += (At(x, input, (y * stride) - pads.Top + (place / size), (column * stride) - pads.Left + (place % size), c) ?? 0)
                    * kernel[(place * input.Channels) + c];
            }
        });
        return result;
    }

    // A matrix product over channels: kernel [in, out].
    private static double[] Pointwise(double[] x, int channels, float[] kernel, int filters)
    {
        var result = new double[x.Length / channels * filters];
        for (var i = 0; i < result.Length; i++)
        {
            for (var c = 0; c < channels; c++)
            {
                result[i] += x[(i / filters * channels) + c] * kernel[(c * filters) + (i % filters)];
            }
        }

        return result;
    }

    private static double[] Pool(
        Layer layer, double[] x, int size, int stride, Padding padding, Func<IEnumerable<double>, double> reduce)
    {
        var pads = Window.Pads(layer.InputShapes[0], size, stride, padding);
        var result = new double[layer.Output.Elements];
        ForEachPlace(layer.Output, (y, column, c, at) => result[at] = reduce(
            Enumerable.Range(0, size * size)
                .Select(place => At(x, layer.InputShapes[0], (y * stride) - pads.Top + (place / size), (column * stride) - pads.Left + (place % size), c))
                .OfType<double>()));
        return result;
    }

    private static double[] Concatenate(Layer layer, double[][] inputs)
    {
        var places = inputs[0].Length / layer.InputShapes[0].Channels;
        return [.. Enumerable.Range(0, places).SelectMany(place => inputs.SelectMany(
            (input, i) => input.Skip(place * layer.InputShapes[i].Channels).Take(layer.InputShapes[i].Channels)))];
    }

    private static double? At(double[] x, Shape shape, int y, int column, int c) =>
        y >= 0 && y < shape.Height && column >= 0 && column < shape.Width
            ? x[(((y * shape.Width) + column) * shape.Channels) + c]
            : null;

    private static void ForEachPlace(Shape shape, Action<int, int, int, int> visit)
    {
        for (var at = 0; at < shape.Elements; at++)
        {
            visit(at / shape.Channels / shape.Width, at / shape.Channels % shape.Width, at % shape.Channels, at);
        }
    }
}
