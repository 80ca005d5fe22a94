using CsCheck;

namespace Ensemble.Statistics.Tests;

public sealed class ProportionTests
{
    // Newcombe 1998, Statistics in Medicine 17, table I, method 3.
    [Theory]
    [InlineData(81, 263, 0.2553, 0.3662)]
    [InlineData(15, 148, 0.0624, 0.1605)]
    [InlineData(0, 20, 0.0000, 0.1611)]
    [InlineData(1, 29, 0.0061, 0.1718)]
    public void Wilson_gives_the_published_intervals(int successes, int total, double low, double high)
    {
        var proportion = Proportion.Wilson(successes, total);

        Assert.Equal(low, proportion.Low, 4);
        Assert.Equal(high, proportion.High, 4);
        Assert.Equal(0.95, proportion.Confidence);
    }

    // Newcombe 1998, Statistics in Medicine 17, table I, method 5.
    [Theory]
    [InlineData(81, 263, 0.2527, 0.3676)]
    [InlineData(15, 148, 0.0578, 0.1617)]
    [InlineData(0, 20, 0.0000, 0.1684)]
    [InlineData(1, 29, 0.0009, 0.1776)]
    public void Clopper_Pearson_gives_the_published_intervals(int successes, int total, double low, double high)
    {
        var proportion = Proportion.ClopperPearson(successes, total);

        Assert.Equal(low, proportion.Low, 4);
        Assert.Equal(high, proportion.High, 4);
        Assert.Equal(0.95, proportion.Confidence);
    }

    [Fact]
    public void Without_successes_Clopper_Pearson_has_a_closed_form() =>
        Gen.Int[1, 100_000].Sample(n =>
            Math.Abs(Proportion.ClopperPearson(0, n).High - (1 - Math.Pow(0.025, 1.0 / n))) < 1e-12
            && Proportion.ClopperPearson(0, n).Low == 0
            && Proportion.ClopperPearson(n, n).High == 1);

    [Fact]
    public void Clopper_Pearson_holds_the_estimate_and_mirrors_that_of_the_failures() =>
        Cases.Sample(c =>
        {
            var right = Proportion.ClopperPearson(c.Successes, c.Total, c.Confidence);
            var wrong = Proportion.ClopperPearson(c.Total - c.Successes, c.Total, c.Confidence);
            return 0 <= right.Low && right.Low <= right.Estimate && right.Estimate <= right.High && right.High <= 1
                && Math.Abs(right.Low - (1 - wrong.High)) < 1e-9 && Math.Abs(right.High - (1 - wrong.Low)) < 1e-9;
        });

    [Theory]
    [InlineData(10, 0.05)]
    [InlineData(30, 0.2)]
    [InlineData(50, 0.5)]
    [InlineData(50, 0.93)]
    public void Clopper_Pearson_covers_at_least_as_often_as_it_says(int n, double p)
    {
        var coverage = Enumerable.Range(0, n + 1)
            .Where(k => Proportion.ClopperPearson(k, n) is var interval && interval.Low <= p && p <= interval.High)
            .Sum(k => MathNet.Numerics.Distributions.Binomial.PMF(p, n, k));

        Assert.InRange(coverage, 0.95, 1);
    }

    [Fact]
    public void The_estimate_is_the_share_of_successes() =>
        Assert.Equal(0.75, Proportion.Wilson(3, 4).Estimate);

    [Fact]
    public void The_interval_ends_at_zero_and_one_when_nothing_or_everything_succeeds()
    {
        Assert.Equal(0, Proportion.Wilson(0, 7).Low);
        Assert.Equal(1, Proportion.Wilson(7, 7).High);
    }

    [Fact]
    public void The_interval_holds_the_estimate_and_stays_within_zero_and_one() =>
        Cases.Sample(c =>
        {
            var p = Proportion.Wilson(c.Successes, c.Total, c.Confidence);
            return 0 <= p.Low && p.Low <= p.Estimate && p.Estimate <= p.High && p.High <= 1;
        });

    [Fact]
    public void Failures_have_the_mirrored_interval() =>
        Cases.Sample(c =>
        {
            var right = Proportion.Wilson(c.Successes, c.Total, c.Confidence);
            var wrong = Proportion.Wilson(c.Total - c.Successes, c.Total, c.Confidence);
            return Math.Abs(right.Low - (1 - wrong.High)) < 1e-12 && Math.Abs(right.High - (1 - wrong.Low)) < 1e-12;
        });

    [Fact]
    public void More_items_or_less_confidence_make_a_narrower_interval() =>
        Cases.Where(c => c.Confidence > 0.1).Sample(c =>
        {
            var width = Width(Proportion.Wilson(c.Successes, c.Total, c.Confidence));
            return Width(Proportion.Wilson(c.Successes * 4, c.Total * 4, c.Confidence)) < width
                && Width(Proportion.Wilson(c.Successes, c.Total, c.Confidence / 2)) < width;
        });

    [Theory]
    [InlineData(0, 0, 0.95)]
    [InlineData(-1, 5, 0.95)]
    [InlineData(6, 5, 0.95)]
    [InlineData(1, 5, 0)]
    [InlineData(1, 5, 1)]
    [InlineData(1, 5, double.NaN)]
    public void What_is_no_proportion_is_refused(int successes, int total, double confidence)
    {
        Assert.Throws<ArgumentException>(() => Proportion.Wilson(successes, total, confidence));
        Assert.Throws<ArgumentException>(() => Proportion.ClopperPearson(successes, total, confidence));
    }

    private static Gen<(int Successes, int Total, double Confidence)> Cases { get; } =
        from total in Gen.Int[1, 100_000]
        from successes in Gen.Int[0, total]
        from confidence in Gen.Double[0.001, 0.999999]
        select (successes, total, confidence);

    private static double Width(Proportion p) => p.High - p.Low;
}
