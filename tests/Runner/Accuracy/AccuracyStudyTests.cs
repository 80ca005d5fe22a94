using Ensemble.Models;
using Ensemble.Models.Combiners;

namespace Ensemble.Runner.Tests.Accuracy;

public sealed class AccuracyStudyTests
{
    // Four items of class 0, two models; the mean is right on the first three.
    //   item   first      second     mean
    //   0      right .75  right .75  right .75
    //   1      right .75  wrong .55  right .60
    //   2      wrong .55  right .75  right .60
    //   3      wrong .75  wrong .75  wrong .75
    private readonly AccuracyReport _report = TwoModels().Report();

    [Fact]
    public void Every_model_and_the_ensemble_have_a_row_with_the_Wilson_interval()
    {
        Assert.Equal(["first", "second", "ensemble"], _report.Accuracy.Select(row => row.Model));
        Assert.Equal([2, 2, 3], _report.Accuracy.Select(row => row.Correct));
        Assert.Equal([0.5, 0.5, 0.75], _report.Accuracy.Select(row => row.Top1));
        Assert.All(_report.Accuracy, row => Assert.Equal(4, row.Total));

        // Wilson for 3 of 4 at 95 %.
        Assert.Equal(0.3006, _report.Accuracy[2].Low, 4);
        Assert.Equal(0.9544, _report.Accuracy[2].High, 4);
    }

    [Fact]
    public void McNemar_counts_what_only_the_ensemble_and_only_the_model_has_right() =>
        Assert.Equal([new McNemarRow("first", 1, 1, 0), new McNemarRow("second", 1, 1, 0)], _report.McNemar);

    [Fact]
    public void A_pair_of_models_is_compared_once()
    {
        var pair = Assert.Single(_report.Pairs);

        // N11 = N10 = N01 = N00 = 1: independent.
        Assert.Equal(new PairRow("first", "second", 0.5, 0.5, 0.25, 0, 0), pair);
    }

    [Fact]
    public void The_oracle_is_right_where_any_model_is() => Assert.Equal(0.75, _report.Oracle);

    [Fact]
    public void Calibration_compares_confidence_with_outcome()
    {
        // First: (0.55, wrong) alone in its bin; three of 0.75, two of them right.
        var first = _report.Calibration[0];

        Assert.Equal((0.55 + (3 * (0.75 - (2 / 3.0)))) / 4, first.Ece, 1e-6);
        Assert.Equal((0.125 + 0.125 + (2 * 0.3025) + (2 * 0.5625)) / 4, first.Brier, 1e-6);
        Assert.Equal((-Math.Log(0.75) - Math.Log(0.75) - Math.Log(0.45) - Math.Log(0.25)) / 4, first.Nll, 1e-6);
    }

    [Fact]
    public void Two_different_wrong_answers_disagree_although_both_are_at_fault()
    {
        var study = new AccuracyStudy(["first", "second"], 3, CombinerCatalog.Create("mean"));
        study.Add([0], [P(0.1f, 0.8f, 0.1f), P(0.1f, 0.1f, 0.8f)]);

        var pair = Assert.Single(study.Report().Pairs);
        Assert.Equal((1, 0, 1), (pair.Disagreement, pair.OutcomeDisagreement, pair.DoubleFault));
    }

    [Fact]
    public void Top_five_holds_the_five_most_probable_classes_and_no_sixth()
    {
        var study = new AccuracyStudy(["only"], 7, CombinerCatalog.Create("mean"));
        float[] row = [0.3f, 0.2f, 0.15f, 0.1f, 0.1f, 0.1f, 0.05f];
        study.Add([0, 4, 5, 6], [(float[])[.. row, .. row, .. row, .. row]]);

        var accuracy = study.Report().Accuracy[0];
        Assert.Equal((1, 0.5), (accuracy.Correct, accuracy.Top5));
    }

    [Fact]
    public void The_ensemble_is_made_by_the_given_combiner()
    {
        // Two weak votes for class 0 against one sure vote for class 1.
        static AccuracyReport Run(string combiner)
        {
            var study = new AccuracyStudy(["a", "b", "c"], 2, CombinerCatalog.Create(combiner));
            study.Add([1], [P(0.6f, 0.4f), P(0.6f, 0.4f), P(0f, 1f)]);
            return study.Report();
        }

        Assert.Equal(("mean", 1), (Run("mean").Combiner, Run("mean").Accuracy[^1].Correct));
        Assert.Equal(("majority-vote", 0), (Run("majority-vote").Combiner, Run("majority-vote").Accuracy[^1].Correct));
    }

    [Fact]
    public void A_refused_batch_counts_nothing()
    {
        var study = TwoModels();
        var before = AccuracyTable.Json(study.Report());
        float[] good = [0.5f, 0.5f, 0.5f, 0.5f];

        Assert.Throws<ArgumentException>(() => study.Add([0, 2], [good, good]));
        Assert.Throws<ArgumentException>(() => study.Add([0, -1], [good, good]));
        Assert.Throws<ArgumentException>(() => study.Add([0, 1], [good]));
        Assert.Throws<ArgumentException>(() => study.Add([0], [good, good]));
        Assert.Throws<EnsembleException>(() => study.Add([0, 1], [good, P(0.5f, 0.5f, 0f, 0f)]));
        Assert.Throws<EnsembleException>(() => study.Add([0, 1], [good, P(0.5f, 0.5f, float.NaN, 1f)]));
        Assert.Throws<EnsembleException>(() => study.Add([0, 1], [good, P(0.5f, 0.5f, 3f, 1f)]));

        Assert.Equal(before, AccuracyTable.Json(study.Report()));
    }

    [Fact]
    public void A_study_of_nothing_is_refused()
    {
        var mean = CombinerCatalog.Create("mean");

        Assert.Throws<EnsembleException>(() => new AccuracyStudy([], 2, mean));
        Assert.Throws<EnsembleException>(() => new AccuracyStudy(["a", "a"], 2, mean));
        Assert.Throws<EnsembleException>(() => new AccuracyStudy(["a", "ensemble"], 2, mean));
        Assert.Throws<ArgumentOutOfRangeException>(() => new AccuracyStudy(["a"], 0, mean));
        Assert.Throws<ArgumentOutOfRangeException>(() => new AccuracyStudy(["a"], 65_537, mean));
        Assert.Throws<ArgumentException>(() => new AccuracyStudy(["a"], 2, mean, confidence: 1));
        Assert.Throws<EnsembleException>(() => new AccuracyStudy(["a"], 2, mean).Report());
    }

    private static ReadOnlyMemory<float> P(params float[] probabilities) => probabilities;

    internal static AccuracyStudy TwoModels()
    {
        var study = new AccuracyStudy(["first", "second"], 2, CombinerCatalog.Create("mean"));
        study.Add(
            [0, 0, 0, 0],
            [
                P(0.75f, 0.25f, 0.75f, 0.25f, 0.45f, 0.55f, 0.25f, 0.75f),
                P(0.75f, 0.25f, 0.45f, 0.55f, 0.75f, 0.25f, 0.25f, 0.75f),
            ]);
        return study;
    }
}
