namespace Ensemble.Models.Onnx;

/// <summary>How a network is written.</summary>
public sealed record OnnxOptions
{
    /// <summary>The operator set that is written.</summary>
    public const int Opset = 22;

    /// <summary>The file format version that goes with it.</summary>
    public const int IrVersion = 10;

    /// <summary>The name of the input: <c>uint8</c> pixels <c>[N, height, width, 3]</c>.</summary>
    public const string InputName = "pixels";

    /// <summary>The name of the output: <c>float</c> probabilities <c>[N, classes]</c>.</summary>
    public const string OutputName = "probabilities";

    /// <summary>
    /// Whether batch normalisation becomes part of the convolution before it, which it does not change but makes
    /// free. Default true.
    /// </summary>
    public bool FoldBatchNormalization { get; init; } = true;
}
