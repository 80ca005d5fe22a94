using Ensemble.Models.Graphs;
using Ensemble.Models.Onnx;
using Microsoft.ML.OnnxRuntime;

namespace Ensemble.Models.Tests.Onnx;

/// <summary>Runs ONNX bytes in ONNX Runtime, with nothing between.</summary>
internal static class OnnxRun
{
    public static byte[] RandomPixels(LayerGraph graph, int items, ulong seed)
    {
        var random = new DeterministicRandom(seed);
        var pixels = new byte[items * graph.Input.Elements];
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)random.NextInt32(256);
        }

        return pixels;
    }

    public static float[] Probabilities(byte[] onnx, LayerGraph graph, byte[] pixels)
    {
        var size = graph.Input;
        using var options = new SessionOptions { IntraOpNumThreads = 1 };
        using var session = new InferenceSession(onnx, options);
        using var run = new RunOptions();
        using var input = OrtValue.CreateTensorValueFromMemory(
            pixels, [pixels.Length / size.Elements, size.Height, size.Width, size.Channels]);
        using var outputs = session.Run(
            run, [OnnxOptions.InputName], [input], [OnnxOptions.OutputName]);
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }

    /// <summary>The largest difference between two probabilities of the first item.</summary>
    public static float Spread(float[] probabilities) => probabilities.Max() - probabilities.Min();
}
