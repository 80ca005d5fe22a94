using CsCheck;

namespace Ensemble.Statistics.Tests;

public sealed class BootstrapTests
{
    // Spatial test of 26 impaired children, Efron and Tibshirani 1993, table 14.1, column A.
    private static readonly double[] Spatial =
        [48, 36, 20, 29, 42, 42, 20, 42, 22, 41, 45, 14, 6, 0, 33, 28, 34, 4, 32, 24, 47, 41, 24, 26, 30, 41];

    // Fifteen law schools, Efron and Tibshirani 1993, table 3.1: LSAT and GPA.
    private static readonly (double Lsat, double Gpa)[] Schools =
    [
        (576, 3.39), (635, 3.30), (558, 2.81), (578, 3.03), (666, 3.44), (580, 3.07), (555, 3.00), (661, 3.43),
        (651, 3.36), (605, 3.13), (653, 3.12), (575, 2.74), (545, 2.76), (572, 2.88), (594, 2.96),
    ];

    // Section 14.3: variance 171.5, a = 0.061, z0 = 0.146; 90 % intervals of 2,000 resamples: BCa from 115.8 to 259.6,
    // percentile from 100.8 to 233.9. Ends of 2,000 resamples have standard deviations of 2.2, 4.2, 1.7 and 2.1, z0 one of
    // 0.03; the tolerances are two and a half of them or less.
    [Fact]
    public void The_variance_of_the_spatial_test_has_the_published_intervals()
    {
        var plan = new BootstrapPlan { Seed = 1, Resamples = 40_000, Confidence = 0.9 };

        var corrected = Bootstrap.Interval<double>(Spatial, Variance, plan);
        Assert.Equal(171.5, corrected.Estimate, 0.05);
        Assert.Equal(0.061, corrected.Acceleration, 5e-4);
        Assert.Equal(0.146, corrected.BiasCorrection, 0.05);
        Assert.Equal(115.8, corrected.Low, 4.0);
        Assert.Equal(259.6, corrected.High, 6.0);

        var percentile = Bootstrap.Interval<double>(Spatial, Variance, plan with { Method = BootstrapMethod.Percentile });
        Assert.Equal(100.8, percentile.Low, 4.2);
        Assert.Equal(233.9, percentile.High, 5.0);
        Assert.Equal((0, 0), (percentile.BiasCorrection, percentile.Acceleration));
    }

    // Chapter 6: correlation 0.776, bootstrap standard error 0.132 of 3,200 resamples.
    [Fact]
    public void The_correlation_of_the_law_schools_has_the_published_standard_error()
    {
        var interval = Bootstrap.Interval<(double, double)>(Schools, Correlation, new BootstrapPlan { Seed = 2 });

        Assert.Equal(0.776, interval.Estimate, 5e-4);
        Assert.Equal(0.132, interval.StandardError, 0.005);
    }

    [Fact]
    public void The_same_seed_gives_the_same_result_and_another_one_another()
    {
        var plan = new BootstrapPlan { Seed = 5, Resamples = 500 };

        Assert.Equal(Bootstrap.Interval<double>(Spatial, Mean, plan), Bootstrap.Interval<double>(Spatial, Mean, plan));
        Assert.NotEqual(
            Bootstrap.Interval<double>(Spatial, Mean, plan).Low,
            Bootstrap.Interval<double>(Spatial, Mean, plan with { Seed = 6 }).Low);
    }

    [Fact]
    public void The_standard_error_of_a_mean_is_that_of_the_formula() =>
        Assert.Equal(
            Math.Sqrt(Variance(Spatial) / Spatial.Length),
            Bootstrap.Interval<double>(Spatial, Mean, new BootstrapPlan { Seed = 3 }).StandardError,
            0.05);

    [Fact]
    public void A_paired_mean_is_the_mean_of_the_differences() =>
        Gen.Select(Pairs, Plans).Sample((pairs, plan) =>
        {
            var (first, second) = Split(pairs);
            var differences = pairs.Select(pair => pair.Item1 - pair.Item2).ToArray();
            var paired = Bootstrap.PairedInterval<double>(first, second, Mean, plan);
            var plain = Bootstrap.Interval<double>(differences, Mean, plan);
            return Near(paired.Estimate, plain.Estimate) && Near(paired.StandardError, plain.StandardError)
                && (plan.Method != BootstrapMethod.Percentile || (Near(paired.Low, plain.Low) && Near(paired.High, plain.High)));
        });

    [Fact]
    public void What_both_samples_share_cancels_out()
    {
        // Items differ by hundreds, but the second sample always has one less.
        var second = Spatial.Select(x => x - 1).ToArray();
        var interval = Bootstrap.PairedInterval<double>(Spatial, second, Mean, new BootstrapPlan { Seed = 4, Resamples = 200 });

        Assert.Equal(1, interval.Low, 1e-9);
        Assert.Equal(1, interval.High, 1e-9);
    }

    [Fact]
    public void An_interval_moves_and_stretches_with_its_sample() =>
        Gen.Select(Gen.Int[-50, 50].Array[2, 30], Plans).Sample((items, plan) =>
        {
            // Powers of two and small integers, so that both are computed without rounding but for the mean.
            var interval = Bootstrap.Interval<double>(items.Select(x => (double)x).ToArray(), Mean, plan);
            var moved = Bootstrap.Interval<double>(items.Select(x => 4.0 * x).ToArray(), Mean, plan);
            return interval.Low <= interval.High && Near(4 * interval.Low, moved.Low) && Near(4 * interval.High, moved.High);
        });

    [Fact]
    public void Equal_items_have_a_point_for_an_interval()
    {
        var interval = Bootstrap.Interval<double>([2, 2, 2], Mean, new BootstrapPlan { Seed = 1, Resamples = 100 });

        Assert.Equal((2, 2, 2, 0, 0, 0), (interval.Estimate, interval.Low, interval.High, interval.StandardError, interval.BiasCorrection, interval.Acceleration));
    }

    [Fact]
    public void An_estimate_beyond_all_resamples_still_has_a_finite_interval()
    {
        // No resample of many different items has as many different ones.
        var items = Enumerable.Range(0, 200).ToArray();
        var interval = Bootstrap.Interval<int>(items, drawn => drawn.ToArray().Distinct().Count(), new BootstrapPlan { Seed = 1, Resamples = 200 });

        Assert.Equal(200, interval.Estimate);
        Assert.InRange(interval.Low, 100, interval.High);
        Assert.InRange(interval.High, 100, 199);
    }

    [Fact]
    public void Groups_of_items_have_nearly_the_acceleration_of_single_ones()
    {
        var random = new Random(11);
        var items = Enumerable.Range(0, Bootstrap.JackknifeGroups * 3).Select(_ => -Math.Log(1 - random.NextDouble())).ToArray();
        var interval = Bootstrap.Interval<double>(items, Mean, new BootstrapPlan { Seed = 1, Resamples = 100 });

        // Of a mean it is skewness / (6 √n); the exponential distribution's skewness is 2.
        Assert.Equal(2 / (6 * Math.Sqrt(items.Length)), interval.Acceleration, 0.001);
    }

    [Fact]
    public void What_cannot_be_resampled_is_refused_with_the_reason()
    {
        var plan = new BootstrapPlan { Seed = 1 };
        Assert.Contains("at least two items; there are 0", Message([], Mean, plan), StringComparison.Ordinal);
        Assert.Contains("at least two items; there are 1", Message([1], Mean, plan), StringComparison.Ordinal);
        Assert.Contains("of the sample is NaN", Message([1, double.NaN], Mean, plan), StringComparison.Ordinal);
        Assert.Contains("of a resample is", Message([1, 2], items => 1 / (items[0] - items[1]), plan with { Method = BootstrapMethod.Percentile }), StringComparison.Ordinal);
        Assert.Contains("at least 100 resamples, not 99", Message([1, 2], Mean, plan with { Resamples = 99 }), StringComparison.Ordinal);
        Assert.Contains("strictly between 0 and 1, but is 0", Message([1, 2], Mean, plan with { Confidence = 0 }), StringComparison.Ordinal);
        Assert.Contains("no bootstrap method 7", Message([1, 2], Mean, plan with { Method = (BootstrapMethod)7 }), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Bootstrap.PairedInterval<double>([1, 2], [1, 2, 3], Mean, plan));
    }

    private static string Message(double[] sample, Func<ReadOnlySpan<double>, double> statistic, BootstrapPlan plan) =>
        Assert.Throws<ArgumentException>(() => Bootstrap.Interval(sample, statistic, plan)).Message;

    private static (double[] First, double[] Second) Split((double, double)[] pairs) =>
        ([.. pairs.Select(pair => pair.Item1)], [.. pairs.Select(pair => pair.Item2)]);

    private static bool Near(double left, double right) => Math.Abs(left - right) < 1e-6;

    private static double Mean(ReadOnlySpan<double> items)
    {
        var sum = 0.0;
        foreach (var item in items)
        {
            sum += item;
        }

        return sum / items.Length;
    }

    private static double Variance(ReadOnlySpan<double> items)
    {
        var (mean, sum) = (Mean(items), 0.0);
        foreach (var item in items)
        {
            sum += (item - mean) * (item - mean);
        }

        return sum / items.Length;
    }

    private static double Correlation(ReadOnlySpan<(double, double)> items)
    {
        var (x, y) = Split(items.ToArray());
        return MathNet.Numerics.Statistics.Correlation.Pearson(x, y);
    }

    private static Gen<(double, double)[]> Pairs { get; } = Gen.Select(Gen.Double[-10, 10], Gen.Double[-10, 10]).Array[2, 30];

    private static Gen<BootstrapPlan> Plans { get; } =
        from seed in Gen.Int
        from confidence in Gen.Double[0.5, 0.99]
        from method in Gen.Enum<BootstrapMethod>()
        select new BootstrapPlan { Seed = seed, Resamples = 100, Confidence = confidence, Method = method };
}
