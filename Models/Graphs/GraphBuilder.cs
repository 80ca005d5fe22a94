using System.Collections.Immutable;

namespace Ensemble.Models.Graphs;

/// <summary>
/// Builds a <see cref="LayerGraph"/> layer by layer; shapes are inferred and checked at once. A layer without a name
/// gets the one Keras gives it: its kind in snake case, numbered from the second on.
/// </summary>
public sealed class GraphBuilder
{
    private readonly string _name;
    private readonly Preprocessing _preprocessing;
    private readonly ImmutableArray<Layer>.Builder _layers = ImmutableArray.CreateBuilder<Layer>();
    private readonly Dictionary<string, Layer> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _automaticNames = new(StringComparer.Ordinal);

    /// <summary>Starts an empty graph.</summary>
    public GraphBuilder(string name, Preprocessing preprocessing)
    {
        _name = name;
        _preprocessing = preprocessing;
    }

    /// <summary>The item that comes in: <c>(height, width, channels)</c>.</summary>
    public Layer Input(int height, int width, int channels) =>
        Append(null, "input_layer", new Operation.Input(new(height, width, channels)));

    /// <summary><c>x * scale</c>.</summary>
    public Layer Rescaling(Layer x, params ImmutableArray<float> scale) =>
        Append(null, "rescaling", new Operation.Rescaling(scale, [0f]), x);

    /// <summary>Normalisation by stored statistics.</summary>
    public Layer Normalization(Layer x) => Append(null, "normalization", new Operation.Normalization(), x);

    /// <summary>Zeros around an image.</summary>
    public Layer ZeroPadding(Layer x, Border border, string? name = null) =>
        Append(name, "zero_padding2d", new Operation.ZeroPadding(border), x);

    /// <summary>An image without its border.</summary>
    public Layer Cropping(Layer x, Border border, string? name = null) =>
        Append(name, "cropping2d", new Operation.Cropping(border), x);

    /// <summary>A convolution over all channels.</summary>
    public Layer Convolution(
        Layer x,
        string name,
        int filters,
        int kernel,
        int stride = 1,
        Padding padding = Padding.Same,
        bool useBias = false,
        ActivationKind activation = ActivationKind.Linear) =>
        Append(name, "conv2d", new Operation.Convolution(filters, kernel, stride, padding, useBias, activation), x);

    /// <summary>A convolution of each channel by itself.</summary>
    public Layer DepthwiseConvolution(Layer x, string name, int kernel, int stride, Padding padding) =>
        Append(name, "depthwise_conv2d", new Operation.DepthwiseConvolution(kernel, stride, padding), x);

    /// <summary>A depthwise convolution and a pointwise one.</summary>
    public Layer SeparableConvolution(Layer x, string name, int filters, int kernel, int stride, Padding padding) =>
        Append(name, "separable_conv2d", new Operation.SeparableConvolution(filters, kernel, stride, padding), x);

    /// <summary>Batch normalisation.</summary>
    public Layer BatchNormalization(Layer x, string name, float epsilon = 1e-3f) =>
        Append(name, "batch_normalization", new Operation.BatchNormalization(epsilon), x);

    /// <summary>An elementwise function.</summary>
    public Layer Activation(Layer x, ActivationKind kind, string? name = null) =>
        Append(name, "activation", new Operation.Activate(kind), x);

    /// <summary>The largest value in each window.</summary>
    public Layer MaxPooling(Layer x, string name, int size, int stride, Padding padding) =>
        Append(name, "max_pooling2d", new Operation.MaxPooling(size, stride, padding), x);

    /// <summary>The mean over each window.</summary>
    public Layer AveragePooling(Layer x, string name, int size, int stride, Padding padding) =>
        Append(name, "average_pooling2d", new Operation.AveragePooling(size, stride, padding), x);

    /// <summary>The mean over all places.</summary>
    public Layer GlobalAveragePooling(Layer x, string? name = null) =>
        Append(name, "global_average_pooling2d", new Operation.GlobalAveragePooling(), x);

    /// <summary>A vector as an image of one place.</summary>
    public Layer Reshape(Layer x, Shape shape, string? name = null) =>
        Append(name, "reshape", new Operation.Reshape(shape), x);

    /// <summary>Dropout of single values, or of whole items.</summary>
    public Layer Dropout(Layer x, string name, float rate, bool perItem = false) =>
        Append(name, "dropout", new Operation.Dropout(rate, perItem), x);

    /// <summary>The elementwise sum.</summary>
    public Layer Add(Layer left, Layer right, string? name = null) =>
        Append(name, "add", new Operation.Add(), left, right);

    /// <summary>The elementwise product.</summary>
    public Layer Multiply(Layer left, Layer right, string? name = null) =>
        Append(name, "multiply", new Operation.Multiply(), left, right);

    /// <summary>All channels of all inputs.</summary>
    public Layer Concatenate(ReadOnlySpan<Layer> inputs, string? name = null) =>
        Append(name, "concatenate", new Operation.Concatenate(), inputs);

    /// <summary>A full connection.</summary>
    public Layer Dense(Layer x, string name, int units, ActivationKind activation) =>
        Append(name, "dense", new Operation.Dense(units, activation), x);

    /// <summary>The finished graph.</summary>
    /// <exception cref="EnsembleException">A layer's result is never used, or the last does not give a vector.</exception>
    public LayerGraph Build()
    {
        var graph = new LayerGraph(_name, _preprocessing, _layers.ToImmutable());
        var unused = graph.Layers[..^1].FirstOrDefault(layer => !graph.Consumers.Contains(layer.Name));
        if (unused is not null)
        {
            throw new EnsembleException($"Layer '{unused.Name}' {unused.Output} of {_name} is connected to nothing.");
        }

        return graph.Layers[^1].Output.IsVector
            ? graph
            : throw new EnsembleException(
                $"The last layer of {_name}, '{graph.Layers[^1].Name}', gives {graph.Layers[^1].Output} and not a vector.");
    }

    private Layer Append(string? name, string kind, Operation operation, params ReadOnlySpan<Layer> inputs)
    {
        name ??= AutomaticName(kind);
        var sources = inputs.ToImmutableArray();
        if (sources.FirstOrDefault(source => !ReferenceEquals(_byName.GetValueOrDefault(source.Name), source)) is { } alien)
        {
            throw new EnsembleException($"Layer '{name}' reads '{alien.Name}', which is not part of {_name}.");
        }

        var shapes = sources.Select(source => source.Output).ToImmutableArray();
        var (output, problem) = ShapeRules.Infer(operation, shapes);
        if (problem is not null)
        {
            throw new GraphShapeException(name, operation, sources, problem);
        }

        var layer = new Layer(name, operation, sources.Select(source => source.Name).ToImmutableArray(), shapes, output);
        if (!_byName.TryAdd(name, layer))
        {
            throw new EnsembleException($"Two layers of {_name} are called '{name}'.");
        }

        _layers.Add(layer);
        return layer;
    }

    private string AutomaticName(string kind)
    {
        var number = _automaticNames.GetValueOrDefault(kind);
        _automaticNames[kind] = number + 1;
        return number == 0 ? kind : FormattableString.Invariant($"{kind}_{number}");
    }
}
