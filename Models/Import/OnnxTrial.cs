using Ensemble.Models.Inference;
using Ensemble.Models.Onnx;
using Microsoft.ML.OnnxRuntime;

namespace Ensemble.Models.Import;

/// <summary>What a wrapped classifier gave for random images.</summary>
/// <param name="Shape">The dimensions of its output.</param>
/// <param name="Values">The output.</param>
internal sealed record OnnxTrial(long[] Shape, float[] Values)
{
    /// <summary>Runs as many images of noise; image i is the same in every run.</summary>
    /// <exception cref="EnsembleException">The runtime cannot load the file.</exception>
    /// <exception cref="OnnxRuntimeException">It is loaded but cannot be run on this batch.</exception>
    public static OnnxTrial Run(byte[] onnx, string path, int images, int height, int width)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        using var session = Load(onnx, options, path);
        using var run = new RunOptions();
        var random = new DeterministicRandom(1);
        var pixels = new byte[(long)images * height * width * 3];
        foreach (ref var value in pixels.AsSpan())
        {
            value = (byte)random.NextInt32(256);
        }

        using var input = OrtValue.CreateTensorValueFromMemory(pixels, [images, height, width, 3]);
        using var outputs = session.Run(run, [OnnxOptions.InputName], [input], [OnnxOptions.OutputName]);
        return new(outputs[0].GetTensorTypeAndShape().Shape, outputs[0].GetTensorDataAsSpan<float>().ToArray());
    }

    /// <summary>The values of one image.</summary>
    public ReadOnlySpan<float> Row(int image)
    {
        var length = Values.Length / (int)Shape[0];
        return Values.AsSpan(image * length, length);
    }

    /// <summary>Whether every row is a probability distribution.</summary>
    public bool IsProbabilities()
    {
        const float Tolerance = 1e-3f;
        for (var image = 0; image < Shape[0]; image++)
        {
            var sum = 0f;
            foreach (var value in Row(image))
            {
                if (value < -Tolerance)
                {
                    return false;
                }

                sum += value;
            }

            if (!(MathF.Abs(sum - 1) < Tolerance))
            {
                return false;
            }
        }

        return true;
    }

    private static InferenceSession Load(byte[] onnx, SessionOptions options, string path)
    {
        try
        {
            return new(onnx, options);
        }
        catch (OnnxRuntimeException exception)
        {
            throw ModelFault.OfLoading(path, exception);
        }
    }
}
