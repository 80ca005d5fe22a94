namespace Ensemble.Benchmarks;

/// <summary>Predictions of models that do not exist: softmaxes of Gaussian logits.</summary>
internal static class RandomLogits
{
    /// <summary>
    /// Probabilities of several models for the same items. Each item has a common logit per class, normally distributed
    /// with standard deviation <paramref name="signal"/>, to which each model adds its own of <paramref name="noise"/>.
    /// </summary>
    public static IReadOnlyList<float[]> Models(Random random, int models, int items, int classes, double signal, double noise)
    {
        var common = new double[items * classes];
        for (var i = 0; i < common.Length; i++)
        {
            common[i] = signal * Gaussian(random);
        }

        return [.. Enumerable.Range(0, models).Select(_ => Softmax(random, common, classes, noise))];
    }

    private static float[] Softmax(Random random, double[] common, int classes, double noise)
    {
        var probabilities = new float[common.Length];
        for (var first = 0; first < common.Length; first += classes)
        {
            var row = new double[classes];
            var sum = 0.0;
            for (var c = 0; c < classes; c++)
            {
                row[c] = Math.Exp(common[first + c] + (noise * Gaussian(random)));
                sum += row[c];
            }

            for (var c = 0; c < classes; c++)
            {
                probabilities[first + c] = (float)(row[c] / sum);
            }
        }

        return probabilities;
    }

    private static double Gaussian(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
