using Ensemble.Models;

namespace Ensemble.Benchmarks;

/// <summary>Pictures of noise: what they show does not change how long a network takes.</summary>
internal static class Samples
{
    public static byte[] Pixels(int bytes, ulong seed)
    {
        var pixels = new byte[bytes];
        var random = new DeterministicRandom(seed);
        foreach (ref var value in pixels.AsSpan())
        {
            value = (byte)random.NextInt32(256);
        }

        return pixels;
    }

    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
