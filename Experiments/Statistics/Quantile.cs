using System.Globalization;

namespace Ensemble.Statistics;

/// <summary>
/// A quantile of a sample with its distribution-free interval. The interval's ends are values of the sample itself, so
/// that nothing is assumed of the distribution they come from, be it a latency's or anything else's.
/// </summary>
/// <param name="Probability">Which quantile, in (0, 1): 0.5 is the median.</param>
/// <param name="Estimate">The sample's quantile, see <see cref="Of"/>.</param>
/// <param name="Low">The lower end; null: the sample is too small for one.</param>
/// <param name="High">The upper end; null: the sample is too small for one.</param>
/// <param name="Confidence">The confidence that was asked for, in (0, 1).</param>
/// <param name="Coverage">
/// The confidence the interval has, at least the one asked for, of a continuous distribution; an absent end counts as
/// infinite.
/// </param>
public sealed record Quantile(double Probability, double Estimate, double? Low, double? High, double Confidence, double Coverage)
{
    /// <summary>
    /// The sample's quantile, between its values <c>h = (n - 1) q + 1</c> linearly: number 7 of Hyndman and Fan 1996, The
    /// American Statistician 50(4), as R and NumPy have it by default. That of 0.5 is the usual median.
    /// </summary>
    /// <param name="sample">Finite values in any order, at least one.</param>
    /// <param name="probability">Strictly between 0 and 1.</param>
    /// <exception cref="ArgumentException">No value, one that is not finite, or a probability out of range.</exception>
    public static double Of(ReadOnlySpan<double> sample, double probability)
    {
        Guard.Sample(sample, 1);
        Guard.Fraction(probability);
        return OfSorted(Sorted(sample), probability);
    }

    /// <summary>
    /// The interval by order statistics: from the largest <c>X_(l)</c> to the smallest <c>X_(u)</c> that leave at most
    /// <c>(1 - confidence) / 2</c> outside each, so that each end alone is a one-sided bound too. Source: Thompson 1936,
    /// Annals of Mathematical Statistics 7(3); Conover 1999, Practical Nonparametric Statistics, section 3.2; David and
    /// Nagaraja 2003, Order Statistics, section 7.1.
    /// </summary>
    /// <param name="sample">Finite values in any order, at least one.</param>
    /// <param name="probability">Strictly between 0 and 1.</param>
    /// <param name="confidence">Two-sided, strictly between 0 and 1.</param>
    /// <exception cref="ArgumentException">No value, one that is not finite, or a number out of range.</exception>
    public static Quantile Interval(ReadOnlySpan<double> sample, double probability, double confidence = 0.95)
    {
        Guard.Sample(sample, 1);
        var (low, high) = Ranks(sample.Length, probability, confidence);
        var sorted = Sorted(sample);
        return new Quantile(
            probability,
            OfSorted(sorted, probability),
            low is { } l ? sorted[l - 1] : null,
            high is { } h ? sorted[h - 1] : null,
            confidence,
            CoverageOf(sample.Length, probability, low, high));
    }

    /// <summary>
    /// Which order statistics, counted from 1, are the ends of <see cref="Interval"/>; null where even the smallest or
    /// the largest of so many values leaves too much outside.
    /// </summary>
    /// <exception cref="ArgumentException">No value, or a number out of range.</exception>
    public static (int? Low, int? High) Ranks(int count, double probability, double confidence = 0.95)
    {
        if (count < 1)
        {
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture, $"A quantile needs at least one value; there are {count}."), nameof(count));
        }

        Guard.Fraction(probability);
        Guard.Fraction(confidence);

        // Of X values below the quantile, X ~ Binomial(n, q): it is below X_(l) if X < l, and above X_(u) if X ≥ u.
        // A tail that rounding alone makes larger than it may be is still none too large.
        var tail = (1 - confidence) / 2 * (1 + 1e-9);
        var low = First(0, count, k => BinomialTail.AtMost(k, count, probability) > tail);
        var high = First(1, count + 1, k => BinomialTail.AtLeast(k, count, probability) <= tail);
        return (low == 0 ? null : low, high > count ? null : high);
    }

    /// <summary>
    /// The probability that the interval between two order statistics of a continuous distribution holds its quantile,
    /// <c>P(l ≤ X &lt; u)</c> with X ~ Binomial(count, probability). Source: as of <see cref="Interval"/>.
    /// </summary>
    /// <param name="count">Values in the sample, at least one.</param>
    /// <param name="probability">Strictly between 0 and 1.</param>
    /// <param name="low">From 1 to <paramref name="count"/>; null: no lower end.</param>
    /// <param name="high">From 1 to <paramref name="count"/>, above <paramref name="low"/>; null: no upper end.</param>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    public static double CoverageOf(int count, double probability, int? low, int? high)
    {
        Guard.Fraction(probability);
        if (low < 1 || high > count || (low ?? 0) >= (high ?? count + 1))
        {
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture, $"Ranks {low} and {high} are no interval within {count} values."), nameof(low));
        }

        var below = low is { } l ? BinomialTail.AtMost(l - 1, count, probability) : 0;
        var above = high is { } h ? BinomialTail.AtLeast(h, count, probability) : 0;
        return 1 - below - above;
    }

    /// <summary>The quantile of values in order; the probability may be 0 or 1.</summary>
    internal static double OfSorted(ReadOnlySpan<double> sorted, double probability)
    {
        var (index, share) = PositionOf(sorted.Length, probability);
        return Between(sorted[index], sorted[Math.Min(index + 1, sorted.Length - 1)], share);
    }

    /// <summary>After which of so many values in order the quantile lies, from 0, and how far on the way to the next.</summary>
    internal static (int Index, double Share) PositionOf(int count, double probability)
    {
        var position = (count - 1) * probability;
        var index = Math.Min((int)position, count - 1);
        return (index, position - index);
    }

    /// <summary>Part of the way from one value to one that is not smaller.</summary>
    internal static double Between(double low, double high, double share) =>

        // Not by their difference, which overflows between the largest numbers, and never outside of the two.
        Math.Clamp(((1 - share) * low) + (share * high), low, high);

    private static double[] Sorted(ReadOnlySpan<double> sample)
    {
        var sorted = sample.ToArray();
        Array.Sort(sorted);
        return sorted;
    }

    /// <summary>The first of the integers from low to high that a condition holds for, as it does for all after it.</summary>
    private static int First(int low, int high, Func<int, bool> condition)
    {
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            (low, high) = condition(middle) ? (low, middle) : (middle + 1, high);
        }

        return low;
    }
}
