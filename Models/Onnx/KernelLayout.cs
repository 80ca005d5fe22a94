using Ensemble.Models.Graphs;

namespace Ensemble.Models.Onnx;

/// <summary>Kernels in ONNX' layout <c>[out, in / groups, height, width]</c>.</summary>
internal static class KernelLayout
{
    /// <summary>From Keras' <c>[height, width, in, out]</c>, or <c>[height, width, channels, 1]</c> if depthwise.</summary>
    public static Tensor ToChannelsFirst(Tensor kernel, bool isDepthwise)
    {
        var (height, width) = (kernel.Shape[0], kernel.Shape[1]);
        var inputs = isDepthwise ? 1 : kernel.Shape[2];
        var outputs = isDepthwise ? kernel.Shape[2] : kernel.Shape[3];
        var area = height * width;
        var values = new float[kernel.Values.Length];
        for (var place = 0; place < area; place++)
        {
            for (var i = 0; i < inputs; i++)
            {
                for (var o = 0; o < outputs; o++)
                {
                    values[(((o * inputs) + i) * area) + place] = kernel.Values[(((place * inputs) + i) * outputs) + o];
                }
            }
        }

        return new([outputs, inputs, height, width], values);
    }

    /// <summary>A kernel and bias that do what they did, followed by the given scaling of each output channel.</summary>
    public static (Tensor Kernel, float[] Bias) Fold(Tensor kernel, float[]? bias, Affine affine)
    {
        var outputs = kernel.Shape[0];
        var size = kernel.Values.Length / outputs;
        var values = new float[kernel.Values.Length];
        var folded = new float[outputs];
        for (var o = 0; o < outputs; o++)
        {
            for (var i = o * size; i < (o + 1) * size; i++)
            {
                values[i] = kernel.Values[i] * affine.Scale[o];
            }

            folded[o] = ((bias?[o] ?? 0) * affine.Scale[o]) + affine.Offset[o];
        }

        return (kernel with { Values = values }, folded);
    }
}
