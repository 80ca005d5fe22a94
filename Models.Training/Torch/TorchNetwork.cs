using System.Diagnostics;
using Ensemble.Models.Graphs;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using Padding = Ensemble.Models.Graphs.Padding;
using Tensor = TorchSharp.torch.Tensor;

namespace Ensemble.Models.Training.Torch;

/// <summary>
/// A layer graph computed by torch, for training. Images are <c>[N, channels, height, width]</c> between layers;
/// weights keep Keras' layouts and are turned where they are used. Holds no state; safe from several threads.
/// </summary>
internal sealed class TorchNetwork(LayerGraph graph)
{
    /// <summary>The share of each batch in the running mean and variance of batch normalisation.</summary>
    private const double StatisticsMomentum = 0.1;

    /// <summary>The order of <see cref="NetworkState.Parameters"/>.</summary>
    public FlatLayout Parameters { get; } = new(graph.Weights.Where(IsTrainable));

    /// <summary>The order of <see cref="NetworkState.Statistics"/>.</summary>
    public FlatLayout Statistics { get; } = new(graph.Weights.Where(spec => !IsTrainable(spec)));

    /// <summary>The numbers of a weight set.</summary>
    public NetworkValues Import(WeightSet weights) => new(Parameters.Pack(weights), Statistics.Pack(weights));

    /// <summary>A weight set of numbers.</summary>
    public WeightSet Export(NetworkValues values) =>
        new(graph, Parameters.Unpack(values.Parameters).Concat(Statistics.Unpack(values.Statistics)));

    /// <summary>The classifier's values before its softmax.</summary>
    /// <param name="pixels"><c>uint8 [N, height, width, 3]</c></param>
    /// <param name="state">The weights; its statistics are updated while training.</param>
    /// <param name="dropoutSeed">Null at inference; else dropout drops and batch normalisation uses this batch.</param>
    /// <returns><c>float [N, classes]</c></returns>
    public Tensor Logits(Tensor pixels, NetworkState state, ulong? dropoutSeed = null)
    {
        var pass = new Pass(
            Parameters.Views(state.Parameters).Concat(Statistics.Views(state.Statistics))
                .ToDictionary(StringComparer.Ordinal),
            dropoutSeed);
        var values = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var layer in graph.Layers)
        {
            values[layer.Name] = layer.Operation is Operation.Input
                ? Preprocess(pixels)
                : Compute(layer, [.. layer.Inputs.Select(name => values[name])], pass);
        }

        return values[graph.Layers[^1].Name];
    }

    private static bool IsTrainable(WeightSpec spec) =>
        spec.Name is not ("mean" or "variance" or "count" or "moving_mean" or "moving_variance");

    // Turning [N, H, W, C] without copying leaves torch's "channels last" layout, which its convolutions keep.
    private Tensor Preprocess(Tensor pixels)
    {
        var rule = PreprocessingRule.Of(graph.Preprocessing);
        var x = pixels.to_type(ScalarType.Float32);
        x = rule.ReverseChannels ? x.flip(-1) : x;
        x = rule.Mean.IsEmpty ? x : (x - tensor(rule.Mean.ToArray())) / tensor(rule.Deviation.ToArray());
        return x.permute(0, 3, 1, 2);
    }

    private Tensor Compute(Layer layer, Tensor[] inputs, Pass pass)
    {
        var x = inputs[0];
        Tensor w(string name) => pass.Weights[$"{layer.Name}/{name}"];
        return layer.Operation switch
        {
            Operation.Rescaling r => (x * PerChannel(r.Scale.ToArray())) + PerChannel(r.Offset.ToArray()),
            Operation.Normalization => (x - PerChannel(w("mean"))) / PerChannel(w("variance")).sqrt(),
            Operation.ZeroPadding p => functional.pad(x, Sides(p.Border), PaddingModes.Constant, 0),
            Operation.Cropping c => x.slice(2, c.Border.Top, x.shape[2] - c.Border.Bottom, 1)
                .slice(3, c.Border.Left, x.shape[3] - c.Border.Right, 1),
            Operation.Convolution c => Activate(
                Convolve(layer, x, w("kernel"), c.Stride, c.Padding, c.UseBias ? w("bias") : null), c.Activation),
            Operation.DepthwiseConvolution d => Depthwise(layer, x, w("depthwise_kernel"), d.Stride, d.Padding),
            Operation.SeparableConvolution s => functional.conv2d(
                Depthwise(layer, x, w("depthwise_kernel"), s.Stride, s.Padding),
                w("pointwise_kernel").permute(3, 2, 0, 1)),
            Operation.BatchNormalization b => functional.batch_norm(
                x, w("moving_mean"), w("moving_variance"), w("gamma"), w("beta"),
                pass.IsTraining, StatisticsMomentum, b.Epsilon),
            Operation.Activate a => Activate(x, a.Kind),
            Operation.MaxPooling m => MaxPool(layer, x, m),
            Operation.AveragePooling a => AveragePool(layer, x, a),
            Operation.GlobalAveragePooling => x.mean([2, 3]),
            // In "channels last", as everything here: another layout rounds differently.
            Operation.Reshape r => x.view(-1, 1, 1, r.Shape.Channels).permute(0, 3, 1, 2),
            Operation.Dropout d => Drop(layer, x, d, pass),
            Operation.Add => inputs.Aggregate((sum, next) => sum + next),
            Operation.Multiply => x * inputs[1],
            Operation.Concatenate => cat(inputs, 1),
            Operation.Dense d => DenseLayer(layer, matmul(x, w("kernel")) + w("bias"), d.Activation),
            _ => throw new UnreachableException(layer.Operation.ToString()),
        };
    }

    private Tensor DenseLayer(Layer layer, Tensor x, ActivationKind activation) =>
        layer == graph.Layers[^1] && activation == ActivationKind.Softmax ? x : Activate(x, activation);

    private static Tensor Activate(Tensor x, ActivationKind kind) => kind switch
    {
        ActivationKind.Linear => x,
        ActivationKind.Relu => functional.relu(x),
        ActivationKind.Relu6 => functional.relu6(x),
        ActivationKind.Swish => functional.silu(x),
        ActivationKind.Sigmoid => sigmoid(x),
        ActivationKind.Softmax => softmax(x, 1),
        _ => throw new UnreachableException(kind.ToString()),
    };

    private static Tensor Depthwise(Layer layer, Tensor x, Tensor kernel, int stride, Padding padding) =>
        Convolve(layer, x, kernel.transpose(2, 3), stride, padding, null, groups: kernel.shape[2]);

    // Kernel [H, W, in, out].
    private static Tensor Convolve(
        Layer layer, Tensor x, Tensor kernel, int stride, Padding padding, Tensor? bias, long groups = 1)
    {
        (x, var pads) = Pad(x, Window.Pads(layer.InputShapes[0], (int)kernel.shape[0], stride, padding), 0);
        return functional.conv2d(x, kernel.permute(3, 2, 0, 1), bias, [stride, stride], pads, groups: groups);
    }

    private static Tensor MaxPool(Layer layer, Tensor x, Operation.MaxPooling pool)
    {
        var border = Window.Pads(layer.InputShapes[0], pool.Size, pool.Stride, pool.Padding);
        (x, var pads) = Pad(x, border, float.NegativeInfinity);
        return functional.max_pool2d(x, [pool.Size, pool.Size], [pool.Stride, pool.Stride], pads);
    }

    // Padded places do not count: where torch cannot leave them out, the mean of ones gives the share that was real.
    private static Tensor AveragePool(Layer layer, Tensor x, Operation.AveragePooling pool)
    {
        var border = Window.Pads(layer.InputShapes[0], pool.Size, pool.Stride, pool.Padding);
        Tensor Mean(Tensor t, long[] pads) => functional.avg_pool2d(
            t, [pool.Size, pool.Size], [pool.Stride, pool.Stride], pads, count_include_pad: false);
        var (padded, pads) = Pad(x, border, 0);
        return padded.shape[2] == x.shape[2] && padded.shape[3] == x.shape[3]
            ? Mean(padded, pads)
            : Mean(padded, pads) / Mean(Pad(ones_like(x), border, 0).X, pads);
    }

    // The operation pads by itself where both ends of an axis are alike; TensorFlow's odd pads are made before it.
    private static (Tensor X, long[] Pads) Pad(Tensor x, Border border, float value) =>
        border.Top == border.Bottom && border.Left == border.Right
            ? (x, [border.Top, border.Left])
            : (functional.pad(x, Sides(border), PaddingModes.Constant, value), [0, 0]);

    private static long[] Sides(Border border) => [border.Left, border.Right, border.Top, border.Bottom];

    private static Tensor PerChannel(Tensor values) => values.view(1, -1, 1, 1);

    private static Tensor PerChannel(float[] values) => PerChannel(tensor(values));

    // The draws depend on the seed and the layer alone, not on how many threads draw at once.
    private static Tensor Drop(Layer layer, Tensor x, Operation.Dropout dropout, Pass pass)
    {
        if (pass.DropoutSeed is not { } seed)
        {
            return x;
        }

        long[] shape = dropout.PerItem ? [x.shape[0], .. Enumerable.Repeat(1L, (int)x.dim() - 1)] : x.shape;
        var random = new DeterministicRandom(Deterministic.Mix(seed, layer.Name));
        var factors = new float[shape.Aggregate(1L, (product, length) => product * length)];
        foreach (ref var factor in factors.AsSpan())
        {
            factor = random.NextSingle() < dropout.Rate ? 0 : 1 / (1 - dropout.Rate);
        }

        return x * tensor(factors, shape);
    }

    private sealed record Pass(Dictionary<string, Tensor> Weights, ulong? DropoutSeed)
    {
        public bool IsTraining => DropoutSeed is not null;
    }
}
