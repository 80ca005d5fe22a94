using System.Numerics;
using CsCheck;

namespace Ensemble.Statistics.Tests;

public sealed class McNemarTests
{
    // Worked by hand: twice the lower tail of Binomial(b + c, 1/2).
    [Theory]
    [InlineData(0, 6, 2.0 / 64)]
    [InlineData(1, 9, 2.0 * (1 + 10) / 1024)]
    [InlineData(11, 1, 2.0 * (1 + 12) / 4096)]
    [InlineData(0, 24, 2.0 / 16777216)]
    [InlineData(1, 0, 1)]
    public void Few_discordant_items_are_tested_exactly(int b, int c, double p) =>
        Assert.Equal(p, McNemar.Test(b, c).P, 1e-15);

    // (|25 - 15| - 1)² / 40 = 2.025 is the worked example of mlxtend's documentation; 150 and 86 are the approval
    // ratings of Agresti 1990, p. 350, where (64 - 1)² / 236 = 16.818.
    [Theory]
    [InlineData(25, 15, 0.15472892348537562)]
    [InlineData(150, 86, 4.1145622813459415e-5)]
    [InlineData(13, 12, 1)]
    public void Many_discordant_items_are_tested_by_corrected_chi_square(int b, int c, double p) =>
        Assert.InRange(McNemar.Test(b, c).P, p * (1 - 1e-9), p * (1 + 1e-9));

    [Fact]
    public void The_exact_test_is_used_below_twenty_five_discordant_items()
    {
        // 5 of 24 exactly: 2 (1 + 24 + 276 + 2024 + 10626 + 42504) / 2^24; 5 of 25 by chi-square: 14² / 25 = 7.84.
        Assert.Equal(2.0 * 55455 / 16777216, McNemar.Test(19, 5).P, 1e-15);
        Assert.Equal(0.0051102606608, McNemar.Test(20, 5).P, 1e-12);
    }

    // Airway hyper-responsiveness before and after a transplantation (Bentur et al. 2009), in Fagerland, Lydersen and
    // Laake 2013, BMC Medical Research Methodology 13:91: exact 0.070, with continuity correction 0.077.
    [Fact]
    public void Both_tests_give_the_published_values()
    {
        Assert.Equal(0.070, McNemar.Exact(1, 7).P, 3);
        Assert.Equal(0.077, McNemar.Corrected(1, 7).P, 3);
    }

    [Fact]
    public void Each_test_is_to_be_had_for_any_number_of_items()
    {
        Assert.Equal(McNemar.Test(19, 5), McNemar.Exact(19, 5));
        Assert.Equal(McNemar.Test(20, 5), McNemar.Corrected(20, 5));
        Assert.Equal(1, McNemar.Corrected(0, 0).P);
        Assert.Equal(1, McNemar.Exact(0, 0).P);
        Assert.Equal(1, McNemar.Exact(700, 700).P);
        Assert.Equal(1, McNemar.Exact(int.MaxValue, int.MaxValue).P);
    }

    [Fact]
    public void The_exact_test_of_many_items_is_twice_the_sum_of_the_smaller_tail() =>
        Counts.Sample((b, c) =>
        {
            var (term, tail) = (BigInteger.One, BigInteger.One);
            for (var k = 1; k <= Math.Min(b, c); k++)
            {
                term = term * (b + c - k + 1) / k;
                tail += term;
            }

            var expected = Math.Min(1, 2 * Math.Exp(BigInteger.Log(tail) - ((b + c) * Math.Log(2))));
            return Math.Abs(McNemar.Exact(b, c).P - expected) <= 1e-10 * expected;
        });

    [Fact]
    public void Nothing_discordant_says_nothing() => Assert.Equal(new McNemar(0, 0, 1), McNemar.Test(0, 0));

    [Fact]
    public void The_test_is_two_sided_and_a_probability() =>
        Counts.Sample((b, c) =>
        {
            var p = McNemar.Test(b, c).P;
            return p is >= 0 and <= 1 && p == McNemar.Test(c, b).P;
        });

    [Fact]
    public void Equal_counts_give_one() =>
        Gen.Int[0, 1_000_000].Sample(n => McNemar.Test(n, n).P == 1);

    [Fact]
    public void A_larger_difference_among_as_many_discordant_items_is_more_significant() =>
        Gen.Int[2, 400].SelectMany(n => Gen.Int[0, (n / 2) - 1].Select(b => (n, b))).Sample((n, b) =>
            McNemar.Test(b, n - b).P <= McNemar.Test(b + 1, n - b - 1).P);

    [Fact]
    public void Enormous_counts_do_not_overflow() =>
        Assert.Equal(0, McNemar.Test(int.MaxValue, 0).P);

    [Fact]
    public void A_pair_table_is_tested_by_its_discordant_counts() =>
        Assert.Equal(McNemar.Test(9, 1), McNemar.Test(new PairTable(bothRight: 80, onlyFirst: 9, onlySecond: 1, bothWrong: 10)));

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(0, -1)]
    public void Negative_counts_are_refused(int b, int c)
    {
        Assert.Throws<ArgumentException>(() => McNemar.Test(b, c));
        Assert.Throws<ArgumentException>(() => McNemar.Exact(b, c));
        Assert.Throws<ArgumentException>(() => McNemar.Corrected(b, c));
    }

    private static Gen<(int, int)> Counts { get; } = Gen.Select(Gen.Int[0, 200], Gen.Int[0, 200]);
}
