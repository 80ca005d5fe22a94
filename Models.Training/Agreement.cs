using Ensemble.Models.DataSets.Shapes;
using Ensemble.Models.Graphs;
using Ensemble.Models.Onnx;
using Ensemble.Models.Training.Torch;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using static TorchSharp.torch;

namespace Ensemble.Models.Training;

/// <summary>Whether the network that was trained and the file that was written compute the same.</summary>
internal static class Agreement
{
    /// <summary>The largest difference of a probability that rounding explains.</summary>
    public const float Tolerance = 1e-4f;

    private const int Pictures = 64;

    /// <summary>Runs both on pictures of random pixels.</summary>
    /// <returns>The largest difference of any probability.</returns>
    /// <exception cref="EnsembleException">It is larger than <see cref="Tolerance"/>.</exception>
    public static float Check(LayerGraph graph, WeightSet weights, byte[] onnx)
    {
        var pixels = new byte[Pictures * ShapesDataSet.ImageBytes];
        var random = new DeterministicRandom(1);
        foreach (ref var value in pixels.AsSpan())
        {
            value = (byte)random.NextInt32(256);
        }

        var difference = RunTorch(graph, weights, pixels).Zip(RunOnnx(onnx, pixels), (a, b) => Math.Abs(a - b)).Max();
        return difference <= Tolerance
            ? difference
            : throw new EnsembleException(
                $"{graph.Name} as trained and as written differ by {difference:g2} in a probability (allowed: {Tolerance:g2}); nothing was written.");
    }

    private static float[] RunTorch(LayerGraph graph, WeightSet weights, byte[] pixels)
    {
        using var scope = NewDisposeScope();
        using var inference = no_grad();
        var network = new TorchNetwork(graph);
        var state = NetworkState.Of(network.Import(weights));
        return softmax(network.Logits(Pixels.ToTensor(pixels, 0, Pictures), state), 1).data<float>().ToArray();
    }

    private static float[] RunOnnx(byte[] onnx, byte[] pixels)
    {
        using var session = new InferenceSession(onnx);
        int[] shape = [Pictures, ShapesDataSet.ImageSize, ShapesDataSet.ImageSize, 3];
        using var results = session.Run(
            [NamedOnnxValue.CreateFromTensor(OnnxOptions.InputName, new DenseTensor<byte>(pixels, shape))]);
        return [.. results[0].AsEnumerable<float>()];
    }
}
