using System.Numerics;
using CsCheck;

namespace Ensemble.Statistics.Tests;

public sealed class MannWhitneyTests
{
    // Permeability constants of the human chorioamnion, Hollander and Wolfe 1973, p. 69f.; R's example(wilcox.test)
    // prints W = 35 and, one-sided, p-value = 0.1272.
    private static readonly double[] AtTerm = [0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46];
    private static readonly double[] Early = [1.15, 0.88, 0.90, 0.74, 1.21];

    // Ozone in New York in May and August 1973, R's airquality: wilcox.test(Ozone ~ Month, data = airquality,
    // subset = Month %in% c(5, 8)) prints W = 127.5, p-value = 0.0001208, with ties by the normal approximation.
    private static readonly double[] May =
        [41, 36, 12, 18, 28, 23, 19, 8, 7, 16, 11, 14, 18, 14, 34, 6, 30, 11, 1, 11, 4, 32, 23, 45, 115, 37];

    private static readonly double[] August =
        [39, 9, 16, 78, 35, 66, 122, 89, 110, 44, 28, 65, 22, 59, 23, 31, 44, 21, 9, 45, 168, 73, 76, 118, 84, 85];

    [Fact]
    public void Few_values_are_tested_exactly_as_published()
    {
        var test = MannWhitney.Test(AtTerm, Early);

        Assert.Equal(35, test.U);
        Assert.True(test.IsExact);
        Assert.Equal(2 * 0.1272, test.P, 1e-4);
        Assert.Equal(0.7, test.Superiority, 1e-15);
    }

    [Fact]
    public void Many_values_with_ties_are_tested_by_the_normal_approximation_as_published()
    {
        var test = MannWhitney.Test(May, August);

        Assert.Equal(127.5, test.U);
        Assert.False(test.IsExact);
        Assert.Equal(0.0001208, test.P, 5e-8);
    }

    // Mann and Whitney 1947, table I: P(U ≤ u) for samples of 3 and 3, 4 and 4, 5 and 5 values.
    [Theory]
    [InlineData(3, 0, 0.050)]
    [InlineData(3, 1, 0.100)]
    [InlineData(4, 0, 0.014)]
    [InlineData(4, 1, 0.029)]
    [InlineData(4, 4, 0.171)]
    [InlineData(5, 2, 0.016)]
    [InlineData(5, 4, 0.048)]
    public void The_exact_tail_is_the_tabulated_one(int n, int u, double tail)
    {
        // All of the first below the second, but for its last, which is above the u smallest of them.
        var second = Enumerable.Range(1, n).Select(i => (double)i).ToArray();
        var first = Enumerable.Range(1, n).Select(i => i == n ? u + 0.5 : -i).ToArray();

        var test = MannWhitney.Test(first, second);

        Assert.Equal(u, test.U);
        Assert.Equal(tail, test.P / 2, 3);
    }

    [Fact]
    public void The_exact_test_counts_all_permutations_with_ties_too() =>
        Gen.Select(Ties.Array[1, 5], Ties.Array[1, 5]).Sample((first, second) =>
        {
            var test = MannWhitney.Exact(first, second);
            double[] all = [.. first, .. second];
            var (below, above, count) = (0, 0, 0);
            for (uint subset = 0; subset < 1u << all.Length; subset++)
            {
                if (BitOperations.PopCount(subset) == first.Length)
                {
                    var u = Pairs([.. all.Where((_, i) => (subset >> i & 1) == 1)], [.. all.Where((_, i) => (subset >> i & 1) == 0)]);
                    below += u <= test.U ? 1 : 0;
                    above += u >= test.U ? 1 : 0;
                    count++;
                }
            }

            return Math.Abs(test.P - Math.Min(1, 2.0 * Math.Min(below, above) / count)) < 1e-12;
        });

    [Fact]
    public void U_counts_the_pairs_that_the_first_wins_and_half_of_those_that_are_equal() =>
        Gen.Select(Ties.Array[1, 40], Ties.Array[1, 40]).Sample((first, second) =>
        {
            var (test, exchanged) = (MannWhitney.Test(first, second), MannWhitney.Test(second, first));
            return test.U == Pairs(first, second)
                && test.U + exchanged.U == first.Length * second.Length
                && Math.Abs(test.P - exchanged.P) < 1e-12
                && test.P is >= 0 and <= 1;
        });

    [Fact]
    public void The_approximation_is_close_to_the_exact_test() =>
        Gen.Select(Gen.Double[0, 1].Array[20, 25], Gen.Double[0, 1.5].Array[20, 25]).Sample((first, second) =>
            Math.Abs(MannWhitney.Exact(first, second).P - MannWhitney.Normal(first, second).P) < 0.01);

    [Fact]
    public void An_increasing_transformation_changes_nothing() =>
        Gen.Select(Ties.Array[1, 40], Ties.Array[1, 40]).Sample((first, second) =>
            MannWhitney.Test(first, second) == MannWhitney.Test([.. first.Select(Math.Exp)], [.. second.Select(Math.Exp)]));

    [Fact]
    public void Equal_values_say_nothing()
    {
        Assert.Equal(new MannWhitney(3, 0.5, 1, IsExact: true), MannWhitney.Test([7, 7], [7, 7, 7]));
        Assert.Equal(new MannWhitney(1250, 0.5, 1, IsExact: false), MannWhitney.Test(new double[50], new double[50]));
    }

    [Fact]
    public void What_cannot_be_tested_is_refused_with_the_reason()
    {
        Assert.Contains("'first' must be at least 1, but is 0", Message([], [1]), StringComparison.Ordinal);
        Assert.Contains("Value 0 of the sample 'second' is NaN", Message([1], [double.NaN]), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => MannWhitney.Exact(new double[26], new double[25]));
        Assert.Throws<ArgumentException>(() => MannWhitney.Normal([1], [double.PositiveInfinity]));
    }

    private static string Message(double[] first, double[] second) =>
        Assert.Throws<ArgumentException>(() => MannWhitney.Test(first, second)).Message;

    private static double Pairs(double[] first, double[] second) =>
        first.Sum(x => second.Sum(y => x > y ? 1 : x == y ? 0.5 : 0));

    private static Gen<double> Ties { get; } = Gen.Int[0, 6].Select(i => (double)i);
}
