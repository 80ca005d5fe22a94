using Ensemble.Models.DataSets.Shapes;
using static TorchSharp.torch;

namespace Ensemble.Models.Training.Torch;

/// <summary>Pictures as torch takes them.</summary>
internal static class Pixels
{
    /// <summary>Some of the pictures in an array: <c>uint8 [count, height, width, 3]</c>.</summary>
    public static Tensor ToTensor(byte[] pixels, int start, int count)
    {
        const int Bytes = ShapesDataSet.ImageBytes;
        return tensor(
            pixels[(start * Bytes)..((start + count) * Bytes)],
            [count, ShapesDataSet.ImageSize, ShapesDataSet.ImageSize, 3],
            dtype: uint8);
    }
}
