using MathNet.Numerics;

namespace Ensemble.Statistics;

/// <summary>
/// The Mann-Whitney U test (Wilcoxon's rank sum test) of two independent samples: whether values of one tend to be larger
/// than those of the other. Source: Wilcoxon 1945, Biometrics Bulletin 1(6); Mann and Whitney 1947, Annals of
/// Mathematical Statistics 18(1).
/// </summary>
/// <param name="U">Pairs in which the first sample's value is the larger one; equal ones count half.</param>
/// <param name="Superiority">
/// The share of such pairs, in [0, 1]: 0.5 where neither tends to be larger. Source: McGraw and Wong 1992, Psychological
/// Bulletin 111(2); with ties Vargha and Delaney 2000, Journal of Educational and Behavioral Statistics 25(2).
/// </param>
/// <param name="P">The two-sided p-value, in [0, 1].</param>
/// <param name="IsExact">Whether p comes of all permutations rather than of the normal approximation.</param>
public sealed record MannWhitney(double U, double Superiority, double P, bool IsExact)
{
    /// <summary>Up to this many values in both samples together, p is exact.</summary>
    public const int ExactUpTo = 50;

    /// <summary>
    /// Tests that both samples come of one distribution; exactly for up to <see cref="ExactUpTo"/> values, else by the
    /// normal approximation.
    /// </summary>
    /// <param name="first">Finite values, at least one.</param>
    /// <param name="second">Finite values, at least one.</param>
    /// <exception cref="ArgumentException">A sample is empty or has a value that is not finite.</exception>
    public static MannWhitney Test(ReadOnlySpan<double> first, ReadOnlySpan<double> second) =>
        (long)first.Length + second.Length <= ExactUpTo ? Exact(first, second) : Normal(first, second);

    /// <summary>
    /// The exact test, <c>min(1, 2 min(P(R ≤ r), P(R ≥ r)))</c> with R the rank sum over all ways of choosing the first
    /// sample from the values at hand. Ties have their mid-rank, so that it is exact with them too. Source: the shift
    /// algorithm of Streitberg and Röhmel 1986, Statistical Software Newsletter 12(1).
    /// </summary>
    /// <param name="first">Finite values, at least one.</param>
    /// <param name="second">Finite values, at least one; up to <see cref="ExactUpTo"/> together with the first.</param>
    /// <exception cref="ArgumentException">A sample is empty, has a value that is not finite, or there are too many.</exception>
    public static MannWhitney Exact(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        var ranks = Ranks(first, second);
        if (ranks.Doubled.Length > ExactUpTo)
        {
            throw new ArgumentException(
                $"The exact test takes up to {ExactUpTo} values, not {ranks.Doubled.Length}: use the normal approximation.");
        }

        var counts = Subsets(ranks.Doubled, first.Length);
        var (below, above, all) = (0.0, 0.0, 0.0);
        for (var sum = 0; sum < counts.Length; sum++)
        {
            below += sum <= ranks.FirstSum ? counts[sum] : 0;
            above += sum >= ranks.FirstSum ? counts[sum] : 0;
            all += counts[sum];
        }

        return Result(ranks, first.Length, second.Length, Math.Min(1, 2 * Math.Min(below, above) / all), isExact: true);
    }

    /// <summary>
    /// The normal approximation with continuity correction, <c>z = (|U - nm/2| - 1/2) / σ</c> with
    /// <c>σ² = nm/12 · (N + 1 - Σ (t³ - t) / (N (N - 1)))</c> over groups of t tied values. Where all values are equal,
    /// p is 1. Source: Lehmann 1975, Nonparametrics; it is R's <c>wilcox.test(exact = FALSE)</c>.
    /// </summary>
    /// <param name="first">Finite values, at least one.</param>
    /// <param name="second">Finite values, at least one.</param>
    /// <exception cref="ArgumentException">A sample is empty or has a value that is not finite.</exception>
    public static MannWhitney Normal(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        var ranks = Ranks(first, second);
        double n = first.Length, m = second.Length, all = n + m;
        var variance = n * m / 12 * (all + 1 - (ranks.Ties / (all * (all - 1))));
        var distance = Math.Max(0, Math.Abs(Pairs(ranks, first.Length) - (n * m / 2)) - 0.5);

        // P(|Z| ≥ z) = erfc(z / √2).
        var p = variance <= 0 ? 1 : SpecialFunctions.Erfc(distance / Math.Sqrt(2 * variance));
        return Result(ranks, first.Length, second.Length, p, isExact: false);
    }

    private static MannWhitney Result(Ranking ranks, int n, int m, double p, bool isExact)
    {
        var u = Pairs(ranks, n);
        return new MannWhitney(u, u / ((double)n * m), p, isExact);
    }

    private static double Pairs(Ranking ranks, int n) => (ranks.FirstSum - ((double)n * (n + 1))) / 2;

    /// <summary>Twice the mid-ranks of all values, which are integers, in ascending order.</summary>
    private static Ranking Ranks(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        Guard.Sample(first, 1);
        Guard.Sample(second, 1);
        var values = new double[checked(first.Length + second.Length)];
        first.CopyTo(values);
        second.CopyTo(values.AsSpan(first.Length));
        var isFirst = new bool[values.Length];
        isFirst.AsSpan(0, first.Length).Fill(true);
        Array.Sort(values, isFirst);

        var doubled = new long[values.Length];
        var (sum, ties) = (0L, 0.0);
        for (var start = 0; start < values.Length;)
        {
            var end = start + 1;
            while (end < values.Length && values[end] == values[start])
            {
                end++;
            }

            // Ranks start + 1 to end share their mean.
            for (var i = start; i < end; i++)
            {
                doubled[i] = start + 1L + end;
                sum += isFirst[i] ? doubled[i] : 0;
            }

            double tied = end - start;
            ties += (tied * tied * tied) - tied;
            start = end;
        }

        return new Ranking(doubled, sum, ties);
    }

    /// <summary>How many subsets of a size have each sum; all counts are integers below 2^53.</summary>
    private static double[] Subsets(long[] ranks, int size)
    {
        var sums = (int)ranks.Sum() + 1;
        var counts = new double[size + 1][];
        for (var taken = 0; taken <= size; taken++)
        {
            counts[taken] = new double[sums];
        }

        counts[0][0] = 1;
        for (var i = 0; i < ranks.Length; i++)
        {
            for (var taken = Math.Min(i + 1, size); taken > 0; taken--)
            {
                var from = counts[taken - 1];
                var to = counts[taken].AsSpan((int)ranks[i]);
                for (var sum = 0; sum < to.Length; sum++)
                {
                    to[sum] += from[sum];
                }
            }
        }

        return counts[size];
    }

    /// <summary>Twice the mid-ranks, the sum of those of the first sample, and Σ (t³ - t) over groups of t equal values.</summary>
    private sealed record Ranking(long[] Doubled, long FirstSum, double Ties);
}
