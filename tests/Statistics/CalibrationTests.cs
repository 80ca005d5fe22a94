using CsCheck;

namespace Ensemble.Statistics.Tests;

public sealed class CalibrationTests
{
    [Fact]
    public void Equal_width_bins_hold_their_upper_end()
    {
        var bins = Calibration.EqualWidthBins([0f, 0.25f, 0.5f, 0.51f, 1f], [false, true, false, true, true], bins: 4);

        Assert.Equal(
            [
                new ReliabilityBin(0, 0.25, 2, 0.125, 0.5),
                new ReliabilityBin(0.25, 0.5, 1, 0.5, 0),
                new ReliabilityBin(0.5, 0.75, 1, 0.51f, 1),
                new ReliabilityBin(0.75, 1, 1, 1, 1),
            ],
            bins);
    }

    [Fact]
    public void Bins_without_items_are_left_out() =>
        Assert.Equal(2, Calibration.EqualWidthBins([0.1f, 0.9f], [true, true]).Count);

    [Fact]
    public void Expected_error_weighs_each_gap_by_its_items()
    {
        // By hand: (0.5, 0.75] has 0.625 against 1/2, (0.75, 1] has 0.875 against 1; half the items each: 0.125.
        var bins = Calibration.EqualWidthBins([0.5625f, 0.6875f, 0.8125f, 0.9375f], [true, false, true, true], bins: 4);

        Assert.Equal([0.125, 0.125], bins.Select(bin => bin.Gap));
        Assert.Equal(0.125, Calibration.ExpectedError(bins), 1e-15);
    }

    // Pavlovic 2025, "Understanding Model Calibration", ICLR Blogposts: nine items in five bins, error 0.10444.
    [Fact]
    public void The_published_example_has_its_expected_error()
    {
        var bins = Calibration.EqualWidthBins(
            [0.78f, 0.64f, 0.92f, 0.58f, 0.51f, 0.85f, 0.70f, 0.63f, 0.83f],
            [true, true, false, true, false, true, true, false, true],
            bins: 5);

        Assert.Equal([2, 4, 3], bins.Select(bin => bin.Count));
        Assert.Equal(0.10444, Calibration.ExpectedError(bins), 5e-6);
        Assert.Equal(0.2, Calibration.MaximumError(bins), 1e-6);
    }

    // The documentation of scikit-learn: log_loss of ham and spam is 0.21616; brier_score_loss of four items is 0.0375,
    // which counts one of the two classes, each of which has the same part in the sum over both.
    [Fact]
    public void The_documented_examples_have_their_mean_scores()
    {
        Assert.Equal(
            0.21616, Calibration.NegativeLogLikelihood([0.1f, 0.9f, 0.9f, 0.1f, 0.8f, 0.2f, 0.35f, 0.65f], [1, 0, 0, 1]), 5e-6);
        Assert.Equal(2 * 0.0375, Calibration.Brier([0.9f, 0.1f, 0.1f, 0.9f, 0.2f, 0.8f, 0.7f, 0.3f], [0, 1, 1, 0]), 1e-7);
    }

    [Fact]
    public void Equal_mass_bins_share_the_items_in_order_of_confidence()
    {
        var bins = Calibration.EqualMassBins([0.9375f, 0.25f, 0.75f, 0.5f], [true, false, false, true], bins: 2);

        Assert.Equal([new ReliabilityBin(0.25, 0.5, 2, 0.375, 0.5), new ReliabilityBin(0.75, 0.9375, 2, 0.84375, 0.5)], bins);
    }

    [Fact]
    public void Items_of_the_same_confidence_share_a_bin()
    {
        var bins = Calibration.EqualMassBins([0.5f, 0.5f, 0.5f, 0.75f], [true, false, false, true], bins: 4);

        Assert.Equal([3, 1], bins.Select(bin => bin.Count));
    }

    [Fact]
    public void Every_item_is_in_exactly_one_bin() =>
        Outcomes.Sample((confidences, correct, count) =>
            Calibration.EqualWidthBins(confidences, correct, count).Sum(bin => bin.Count) == confidences.Length
            && Calibration.EqualMassBins(confidences, correct, count).Sum(bin => bin.Count) == confidences.Length
            && Calibration.EqualMassBins(confidences, correct, count).Count <= count);

    [Fact]
    public void The_order_of_items_does_not_matter() =>
        Outcomes.Sample((confidences, correct, count) =>
        {
            var (reversed, outcomes) = (confidences.Reverse().ToArray(), correct.Reverse().ToArray());
            return Same(Calibration.EqualWidthBins(confidences, correct, count), Calibration.EqualWidthBins(reversed, outcomes, count))
                && Same(Calibration.EqualMassBins(confidences, correct, count), Calibration.EqualMassBins(reversed, outcomes, count));
        });

    [Fact]
    public void Every_bin_lies_within_its_ends_and_the_error_within_zero_and_one() =>
        Outcomes.Sample((confidences, correct, count) =>
            new[] { Calibration.EqualWidthBins(confidences, correct, count), Calibration.EqualMassBins(confidences, correct, count) }
                .All(bins => Calibration.ExpectedError(bins) is >= 0 and <= 1
                    && bins.All(bin => bin.MeanConfidence >= bin.Low - 1e-9 && bin.MeanConfidence <= bin.High + 1e-9)));

    [Fact]
    public void One_bin_compares_mean_confidence_with_accuracy() =>
        Outcomes.Sample((confidences, correct, _) =>
        {
            var expected = Math.Abs(confidences.Average(c => (double)c) - correct.Average(right => right ? 1.0 : 0.0));
            return Math.Abs(Calibration.ExpectedError(Calibration.EqualWidthBins(confidences, correct, 1)) - expected) < 1e-9
                && Math.Abs(Calibration.ExpectedError(Calibration.EqualMassBins(confidences, correct, 1)) - expected) < 1e-9;
        });

    [Fact]
    public void Brier_sums_the_squared_distances_to_the_truth()
    {
        Assert.Equal(0.25 + 0.0625 + 0.0625, Calibration.Brier([0.5f, 0.25f, 0.25f], 0), 1e-15);
        Assert.Equal(0, Calibration.Brier([0f, 1f], 1));
        Assert.Equal(2, Calibration.Brier([0f, 1f], 0));
    }

    [Fact]
    public void Log_likelihood_reads_the_label_alone_and_stays_finite()
    {
        Assert.Equal(Math.Log(4), Calibration.NegativeLogLikelihood([0.5f, 0.25f, 0.25f], 2), 1e-15);
        Assert.Equal(0, Calibration.NegativeLogLikelihood([1f, 0f], 0));
        Assert.Equal(-Math.Log(1e-12), Calibration.NegativeLogLikelihood([1f, 0f], 1), 1e-12);
    }

    [Fact]
    public void A_probability_above_one_by_rounding_counts_as_one()
    {
        var rounded = MathF.BitIncrement(1);

        Assert.Equal([new ReliabilityBin(0.75, 1, 1, 1, 1)], Calibration.EqualWidthBins([rounded], [true], bins: 4));
        Assert.Equal([new ReliabilityBin(1, 1, 1, 1, 1)], Calibration.EqualMassBins([rounded], [true]));
        Assert.Equal(0, Calibration.Brier([rounded, 0f], 0));
        Assert.Equal(0, Calibration.NegativeLogLikelihood([rounded, 0f], 0));
    }

    [Fact]
    public void What_is_no_probability_or_no_class_is_refused()
    {
        Assert.Throws<ArgumentException>(() => Calibration.EqualWidthBins([], []));
        Assert.Throws<ArgumentException>(() => Calibration.EqualWidthBins([0.5f], [true, false]));
        Assert.Throws<ArgumentException>(() => Calibration.EqualWidthBins([0.5f], [true], bins: 0));
        Assert.Throws<ArgumentException>(() => Calibration.EqualMassBins([float.NaN], [true]));
        Assert.Throws<ArgumentException>(() => Calibration.EqualMassBins([1.5f], [true]));
        Assert.Throws<ArgumentException>(() => Calibration.ExpectedError([]));
        Assert.Throws<ArgumentException>(() => Calibration.Brier([0.5f, 0.5f], 2));
        Assert.Throws<ArgumentException>(() => Calibration.Brier([0.5f, float.NaN], 0));
        Assert.Throws<ArgumentException>(() => Calibration.NegativeLogLikelihood([-0.5f, 0.5f], 0));
        Assert.Throws<ArgumentException>(() => Calibration.NegativeLogLikelihood([0.5f], -1));
        Assert.Throws<ArgumentException>(() => Calibration.MaximumError([]));
        Assert.Throws<ArgumentException>(() => Calibration.Brier([], Array.Empty<int>()));
        Assert.Throws<ArgumentException>(() => Calibration.Brier([0.5f, 0.5f, 1f], [0, 0]));
        Assert.Throws<ArgumentException>(() => Calibration.NegativeLogLikelihood([0.5f, 0.5f], [0, 1, 0]));
    }

    // Few distinct values, so that equal confidences are common.
    private static Gen<(float[] Confidences, bool[] Correct, int Bins)> Outcomes { get; } =
        from items in Gen.Select(Gen.OneOf(Gen.Float[0, 1], Gen.Int[0, 8].Select(i => i / 8f)), Gen.Bool).Array[1, 200]
        from bins in Gen.Int[1, 20]
        select (items.Select(item => item.Item1).ToArray(), items.Select(item => item.Item2).ToArray(), bins);

    private static bool Same(IReadOnlyList<ReliabilityBin> left, IReadOnlyList<ReliabilityBin> right) =>
        left.Count == right.Count && left.Zip(right).All(pair =>
            pair.First.Count == pair.Second.Count
            && pair.First.Accuracy == pair.Second.Accuracy
            && Math.Abs(pair.First.MeanConfidence - pair.Second.MeanConfidence) < 1e-9);
}
