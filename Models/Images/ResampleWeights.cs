namespace Ensemble.Models.Images;

/// <summary>
/// Which source samples make each target sample of one axis, and with which weight. Only additions, multiplications and
/// divisions of doubles, then whole numbers: the same on every machine.
/// </summary>
internal sealed class ResampleWeights
{
    /// <summary>Weights are multiples of 2^-22: times 255 and summed they stay inside 32 bits.</summary>
    public const int Bits = 22;

    // With more taps than this, plain rounding of each weight could shift a constant colour by half a level.
    private const int MostPlainTaps = 8192;

    private readonly int[] _weights;
    private readonly int[] _starts;
    private readonly int[] _counts;
    private readonly int _stride;

    private ResampleWeights(int targetSize, int stride)
    {
        _stride = stride;
        _weights = new int[checked(targetSize * stride)];
        _starts = new int[targetSize];
        _counts = new int[targetSize];
    }

    /// <summary>The weights that bring <paramref name="sourceSize"/> samples to <paramref name="targetSize"/>.</summary>
    public static ResampleWeights Of(int sourceSize, int targetSize, Interpolation interpolation)
    {
        var scale = (double)sourceSize / targetSize;
        var widening = Math.Max(scale, 1); // a reduction averages everything it covers
        var radius = (interpolation == Interpolation.Bicubic ? 2 : 1) * widening;
        var stride = (int)Math.Min(sourceSize, ((long)Math.Ceiling(radius) * 2) + 1);
        var weights = new ResampleWeights(targetSize, stride);
        Span<double> taps = stride <= 256 ? stackalloc double[256] : new double[stride];
        for (var target = 0; target < targetSize; target++)
        {
            var centre = (target + 0.5) * scale;
            var start = Math.Max(0, (int)(centre - radius + 0.5));
            var count = Math.Min(sourceSize, (int)(centre + radius + 0.5)) - start;
            var sum = 0.0;
            for (var tap = 0; tap < count; tap++)
            {
                var distance = Math.Abs(tap + start - centre + 0.5) * (1 / widening);
                taps[tap] = interpolation == Interpolation.Bicubic ? Cubic(distance) : Triangle(distance);
                sum += taps[tap];
            }

            weights._starts[target] = start;
            weights._counts[target] = count;
            Quantise(taps[..count], sum, weights._weights.AsSpan(target * stride, count));
        }

        return weights;
    }

    /// <summary>The first source sample of a target sample, and the weights from there on.</summary>
    public ReadOnlySpan<int> For(int target, out int start)
    {
        start = _starts[target];
        return _weights.AsSpan(target * _stride, _counts[target]);
    }

    private static void Quantise(ReadOnlySpan<double> taps, double sum, Span<int> weights)
    {
        var carry = 0.0;
        for (var tap = 0; tap < taps.Length; tap++)
        {
            var exact = (taps[tap] / sum * (1 << Bits)) + carry;
            weights[tap] = (int)(exact + (exact < 0 ? -0.5 : 0.5));
            carry = taps.Length > MostPlainTaps ? exact - weights[tap] : 0;
        }
    }

    private static double Triangle(double x) => x < 1 ? 1 - x : 0;

    /// <summary>Keys, "Cubic convolution interpolation for digital image processing" (1981), a = -0.5.</summary>
    private static double Cubic(double x)
    {
        const double A = -0.5;
        return x switch
        {
            < 1 => ((((A + 2) * x) - (A + 3)) * x * x) + 1,
            < 2 => ((((x - 5) * x) + 8) * x - 4) * A,
            _ => 0,
        };
    }
}
