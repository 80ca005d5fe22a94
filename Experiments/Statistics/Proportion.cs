using MathNet.Numerics.Distributions;

namespace Ensemble.Statistics;

/// <summary>A share of successes with its interval; all shares are fractions of one.</summary>
/// <param name="Successes">How many succeeded.</param>
/// <param name="Total">Out of how many; at least one.</param>
/// <param name="Low">The interval's lower end, in [0, Estimate].</param>
/// <param name="High">The interval's upper end, in [Estimate, 1].</param>
/// <param name="Confidence">The interval's confidence, in (0, 1).</param>
public sealed record Proportion(int Successes, int Total, double Low, double High, double Confidence)
{
    /// <summary>The share itself, <c>Successes / Total</c>.</summary>
    public double Estimate => (double)Successes / Total;

    /// <summary>
    /// The Wilson score interval without continuity correction:
    /// <c>(p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n)</c>. Unlike the bootstrap it does not collapse at 0 and 1.
    /// Source: Wilson 1927, JASA 22(158); recommended by Brown, Cai and DasGupta 2001, Statistical Science 16(2).
    /// </summary>
    /// <param name="successes">From 0 to <paramref name="total"/>.</param>
    /// <param name="total">At least 1.</param>
    /// <param name="confidence">Two-sided, strictly between 0 and 1.</param>
    /// <exception cref="ArgumentException">A number is out of its range.</exception>
    public static Proportion Wilson(int successes, int total, double confidence = 0.95)
    {
        Guard.Trials(successes, total);
        Guard.Fraction(confidence);

        // From the lower tail: 1 - (1 - confidence) / 2 would round to 1 for a confidence next to 1.
        var z = -Normal.InvCDF(0, 1, (1 - confidence) / 2);
        double n = total;
        var p = successes / n;
        var shrink = 1 + (z * z / n);
        var centre = (p + (z * z / (2 * n))) / shrink;
        var half = z * Math.Sqrt((p * (1 - p) / n) + (z * z / (4 * n * n))) / shrink;

        // The ends at 0 and n successes are exactly 0 and 1; rounding would miss them by a bit.
        var low = successes == 0 ? 0 : Math.Clamp(centre - half, 0, p);
        var high = successes == total ? 1 : Math.Clamp(centre + half, p, 1);
        return new Proportion(successes, total, low, high, confidence);
    }

    /// <summary>
    /// The Clopper-Pearson interval, "exact" by inverting the binomial test with equal tails: the ends are the
    /// <c>(1 - confidence) / 2</c> quantile of Beta(k, n - k + 1) and the <c>(1 + confidence) / 2</c> quantile of
    /// Beta(k + 1, n - k). It covers with at least its confidence, and is wider than Wilson's for it. Source: Clopper and
    /// Pearson 1934, Biometrika 26(4).
    /// </summary>
    /// <param name="successes">From 0 to <paramref name="total"/>.</param>
    /// <param name="total">At least 1.</param>
    /// <param name="confidence">Two-sided, strictly between 0 and 1.</param>
    /// <exception cref="ArgumentException">A number is out of its range.</exception>
    public static Proportion ClopperPearson(int successes, int total, double confidence = 0.95)
    {
        Guard.Trials(successes, total);
        Guard.Fraction(confidence);

        // At the lower end, as many successes or more are as improbable as the tail; at the upper, as many or fewer.
        var tail = (1 - confidence) / 2;
        var p = (double)successes / total;
        var low = successes == 0 ? 0 : Root.Increasing(x => BinomialTail.AtLeast(successes, total, x), tail, 0, p);
        var high = successes == total ? 1 : Root.Increasing(x => -BinomialTail.AtMost(successes, total, x), -tail, p, 1);
        return new Proportion(successes, total, low, high, confidence);
    }
}
