using CsCheck;

namespace Ensemble.Statistics.Tests;

public sealed class QuantileTests
{
    private static readonly double[] Lifetimes =
        [46.9, 47.2, 49.1, 56.5, 56.8, 59.2, 59.9, 63.2, 63.3, 63.4, 63.7, 64.1, 67.1, 67.7, 73.3, 78.5];

    // Ranks of the 95 % interval of the median and their confidence: the table of Conover 1999, section 3.2, and of
    // Gibbons and Chakraborti, Nonparametric Statistical Inference, section 5.2 (binomial tables at 1/2).
    [Theory]
    [InlineData(6, 1, 6, 0.9688)]
    [InlineData(10, 2, 9, 0.9785)]
    [InlineData(15, 4, 12, 0.9648)]
    [InlineData(20, 6, 15, 0.9586)]
    public void The_median_lies_between_the_tabulated_ranks(int count, int low, int high, double coverage)
    {
        Assert.Equal(((int?)low, (int?)high), Quantile.Ranks(count, 0.5));
        Assert.Equal(coverage, Quantile.CoverageOf(count, 0.5, low, high), 6e-5);
    }

    [Fact]
    public void A_confidence_that_is_met_exactly_is_met() =>
        Assert.Equal(((int?)1, (int?)5), Quantile.Ranks(5, 0.5, 0.9375));

    // Conover 1999, section 3.2: the upper quartile of sixteen lifetimes lies between the 9th and the 15th
    // with a confidence of 0.9094. He takes the tails as near to 5 % as they come (0.0271 and 0.0635), where this
    // library takes none that is larger.
    [Fact]
    public void Conovers_interval_of_the_upper_quartile_has_its_published_confidence()
    {
        Assert.Equal(0.9094, Quantile.CoverageOf(16, 0.75, 9, 15), 4);

        var interval = Quantile.Interval(Lifetimes, 0.75, 0.9);
        Assert.Equal(63.3, interval.Low);
        Assert.Equal(78.5, interval.High);
        Assert.InRange(interval.Coverage, 0.9, 1);
    }

    // R: quantile(c(46.9, …), c(0.25, 0.5, 0.75)) by type 7; by hand 56.8 - 0.75 × 0.3 and so on.
    [Fact]
    public void The_estimate_interpolates_between_the_nearest_values()
    {
        Assert.Equal(56.725, Quantile.Of(Lifetimes, 0.25), 1e-12);
        Assert.Equal(63.25, Quantile.Of(Lifetimes, 0.5), 1e-12);
        Assert.Equal(64.85, Quantile.Of(Lifetimes, 0.75), 1e-12);
        Assert.Equal(7, Quantile.Of([7], 0.99));
        Assert.Equal(0, Quantile.Of([-double.MaxValue, double.MaxValue], 0.5));
    }

    [Fact]
    public void A_small_sample_does_not_bound_a_far_quantile()
    {
        // 0.99^n is at most 2.5 % from 368 values on.
        Assert.Null(Quantile.Ranks(367, 0.99).High);
        Assert.Equal(368, Quantile.Ranks(368, 0.99).High);
        Assert.NotNull(Quantile.Ranks(367, 0.99).Low);
        Assert.Equal(((int?)null, (int?)null), Quantile.Ranks(5, 0.5));

        var interval = Quantile.Interval([1, 2, 3], 0.5);
        Assert.Equal(new Quantile(0.5, 2, null, null, 0.95, 1), interval);
    }

    [Fact]
    public void No_narrower_ranks_would_do_and_these_do() =>
        Gen.Select(Gen.Int[1, 2000], Gen.Double[0.001, 0.999], Gen.Double[0.5, 0.999]).Sample((count, q, confidence) =>
        {
            var (low, high) = Quantile.Ranks(count, q, confidence);
            var tail = (1 - confidence) / 2;
            return Quantile.CoverageOf(count, q, low, high) >= confidence - 1e-9
                && (low is null || Quantile.CoverageOf(count, q, low, null) >= 1 - tail - 1e-9)
                && (high is null || Quantile.CoverageOf(count, q, null, high) >= 1 - tail - 1e-9)
                && ((low ?? 0) == count || Quantile.CoverageOf(count, q, (low ?? 0) + 1, null) < 1 - tail + 1e-9)
                && ((high ?? count + 1) == 1 || Quantile.CoverageOf(count, q, null, (high ?? count + 1) - 1) < 1 - tail + 1e-9);
        });

    [Fact]
    public void The_mirrored_sample_has_the_mirrored_interval() =>
        Samples.Sample(sample =>
        {
            var right = Quantile.Interval(sample, 0.75, 0.9);
            var mirrored = Quantile.Interval(sample.Select(x => -x).ToArray(), 0.25, 0.9);
            return right.Low == -mirrored.High && right.High == -mirrored.Low
                && Math.Abs(right.Estimate + mirrored.Estimate) <= 1e-9;
        });

    [Fact]
    public void The_order_of_the_values_does_not_matter() =>
        Samples.Sample(sample =>
            Quantile.Interval(sample, 0.3) == Quantile.Interval(sample.Reverse().ToArray(), 0.3));

    [Fact]
    public void Intervals_of_a_skewed_distribution_hold_its_median_as_often_as_they_say()
    {
        var random = new Random(7);
        var sample = new double[41];
        var held = Enumerable.Range(0, 4000).Count(_ =>
        {
            for (var i = 0; i < sample.Length; i++)
            {
                sample[i] = -Math.Log(1 - random.NextDouble());
            }

            var interval = Quantile.Interval(sample, 0.5);
            return interval.Low <= Math.Log(2) && Math.Log(2) <= interval.High;
        });

        Assert.Equal(Quantile.Interval(sample, 0.5).Coverage, held / 4000.0, 0.01);
    }

    [Fact]
    public void What_has_no_quantile_is_refused()
    {
        Assert.Throws<ArgumentException>(() => Quantile.Of([], 0.5));
        Assert.Throws<ArgumentException>(() => Quantile.Of([1, double.NaN], 0.5));
        Assert.Throws<ArgumentException>(() => Quantile.Of([1], 1));
        Assert.Throws<ArgumentException>(() => Quantile.Interval([], 0.5));
        Assert.Throws<ArgumentException>(() => Quantile.Interval([1, 2], 0.5, 1));
        Assert.Throws<ArgumentException>(() => Quantile.Interval([1, double.PositiveInfinity], 0.5));
        Assert.Throws<ArgumentException>(() => Quantile.Ranks(0, 0.5));
        Assert.Throws<ArgumentException>(() => Quantile.Ranks(5, double.NaN));
        Assert.Throws<ArgumentException>(() => Quantile.CoverageOf(10, 0.5, 5, 5));
        Assert.Throws<ArgumentException>(() => Quantile.CoverageOf(10, 0.5, 0, 5));
        Assert.Throws<ArgumentException>(() => Quantile.CoverageOf(10, 0.5, 1, 11));
    }

    private static Gen<double[]> Samples { get; } = Gen.Double[-1000, 1000].Array[1, 60];

    [Fact]
    public void A_quantile_of_a_resample_is_that_of_its_values() =>
        Gen.Select(Samples, Gen.Double[0.001, 0.999]).SelectMany((sample, q) => Gen.Int[0, sample.Length - 1].Array[1, 60].Select(items => (sample, q, items))).Sample(one =>
        {
            var resampled = new ResampledQuantile(one.sample, one.q);
            resampled.Of([0]);

            return resampled.Of(one.items) == Quantile.Of([.. one.items.Select(item => one.sample[item])], one.q);
        });

    [Fact]
    public void A_resample_of_nothing_has_no_quantile() => Assert.Throws<ArgumentException>(() => new ResampledQuantile([1, 2], 0.5).Of([]));
}
