using System.Collections.Immutable;

namespace Ensemble.Models.Graphs;

/// <summary>How a window meets the border.</summary>
public enum Padding
{
    /// <summary>Only windows that lie inside the image.</summary>
    Valid,

    /// <summary>As many outputs as <c>ceil(input / stride)</c>; an odd pad goes to the bottom and right (TensorFlow).</summary>
    Same,
}

/// <summary>Elementwise functions; <see cref="Softmax"/> normalises over channels.</summary>
public enum ActivationKind
{
    /// <summary>x</summary>
    Linear,

    /// <summary>max(x, 0)</summary>
    Relu,

    /// <summary>min(max(x, 0), 6)</summary>
    Relu6,

    /// <summary>x · sigmoid(x), also called SiLU</summary>
    Swish,

    /// <summary>1 / (1 + e^-x)</summary>
    Sigmoid,

    /// <summary>e^x / Σ e^x over channels</summary>
    Softmax,
}

/// <summary>
/// What a layer computes, as data. The set is closed: shapes, weights, cost, the ONNX writer and the trainer are each
/// one switch over it. Terms and defaults are those of Keras' layers of the same name
/// (https://keras.io/api/layers/).
/// </summary>
public abstract record Operation
{
    private Operation()
    {
    }

    /// <summary>The item that comes in.</summary>
    public sealed record Input(Shape Shape) : Operation;

    /// <summary><c>x * scale + offset</c>, one value for all channels or one per channel.</summary>
    public sealed record Rescaling(ImmutableArray<float> Scale, ImmutableArray<float> Offset) : Operation;

    /// <summary><c>(x - mean) / sqrt(variance)</c> per channel, with stored mean and variance.</summary>
    public sealed record Normalization : Operation;

    /// <summary>Zeros around an image.</summary>
    public sealed record ZeroPadding(Border Border) : Operation;

    /// <summary>An image without its border.</summary>
    public sealed record Cropping(Border Border) : Operation;

    /// <summary>A square convolution over all channels; kernel <c>[k, k, in, out]</c>.</summary>
    public sealed record Convolution(
        int Filters, int Kernel, int Stride, Padding Padding, bool UseBias, ActivationKind Activation) : Operation;

    /// <summary>A square convolution of each channel by itself, without bias; kernel <c>[k, k, in, 1]</c>.</summary>
    public sealed record DepthwiseConvolution(int Kernel, int Stride, Padding Padding) : Operation;

    /// <summary>
    /// A depthwise convolution (<c>[k, k, in, 1]</c>) followed by a pointwise one (<c>[1, 1, in, out]</c>), no bias.
    /// </summary>
    public sealed record SeparableConvolution(int Filters, int Kernel, int Stride, Padding Padding) : Operation;

    /// <summary><c>gamma * (x - mean) / sqrt(variance + epsilon) + beta</c> per channel.</summary>
    public sealed record BatchNormalization(float Epsilon) : Operation;

    /// <summary>An elementwise function.</summary>
    public sealed record Activate(ActivationKind Kind) : Operation;

    /// <summary>The largest value in each window; padded places never win.</summary>
    public sealed record MaxPooling(int Size, int Stride, Padding Padding) : Operation;

    /// <summary>The mean over each window; padded places do not count (TensorFlow).</summary>
    public sealed record AveragePooling(int Size, int Stride, Padding Padding) : Operation;

    /// <summary>The mean over all places: an image becomes a vector.</summary>
    public sealed record GlobalAveragePooling : Operation;

    /// <summary>A vector of c values as an image of one place, <c>(1, 1, c)</c>.</summary>
    public sealed record Reshape(Shape Shape) : Operation;

    /// <summary>
    /// Zeroes a share of the values while training and is nothing at inference; <paramref name="PerItem"/> drops whole
    /// items of the batch (stochastic depth, Huang et al. 2016).
    /// </summary>
    public sealed record Dropout(float Rate, bool PerItem) : Operation;

    /// <summary>The elementwise sum of inputs of one shape.</summary>
    public sealed record Add : Operation;

    /// <summary>The elementwise product; <c>(1, 1, c)</c> is spread over <c>(h, w, c)</c>.</summary>
    public sealed record Multiply : Operation;

    /// <summary>All channels of all inputs, in order.</summary>
    public sealed record Concatenate : Operation;

    /// <summary>A full connection with bias; kernel <c>[in, out]</c>.</summary>
    public sealed record Dense(int Units, ActivationKind Activation) : Operation;
}

/// <summary>Rows and columns at the four sides of an image.</summary>
public readonly record struct Border(int Top, int Bottom, int Left, int Right);
