using System.Runtime.InteropServices;
using Ensemble.Models.Combiners;
using Ensemble.Statistics;

namespace Ensemble.Runner;

/// <summary>What is kept of one model's predictions: seven bytes per item, whatever the number of classes.</summary>
internal sealed class Outcomes(string model)
{
    private const int TopK = 5;

    private readonly List<ushort> _classes = [];
    private readonly List<bool> _correct = [];
    private readonly List<float> _confidences = [];
    private int _inTop;
    private double _brier;
    private double _logLikelihood;

    public string Model { get; } = model;

    public ReadOnlySpan<bool> Correct => CollectionsMarshal.AsSpan(_correct);

    public ModelPredictions Predictions() => new(Model, [.. _classes], [.. _confidences]);

    public void Add(ReadOnlySpan<float> probabilities, int label)
    {
        var best = Top.ArgMax(probabilities);
        _classes.Add((ushort)best);
        _correct.Add(best == label);
        _confidences.Add(probabilities[best]);
        _inTop += Top.Rank(probabilities, label) < TopK ? 1 : 0;
        _brier += Statistics.Calibration.Brier(probabilities, label);
        _logLikelihood += Statistics.Calibration.NegativeLogLikelihood(probabilities, label);
    }

    public AccuracyRow Accuracy(double confidence)
    {
        var share = Proportion.Wilson(Correct.Count(true), _correct.Count, confidence);
        return new AccuracyRow(
            Model, share.Successes, share.Total, share.Estimate, share.Low, share.High, (double)_inTop / share.Total);
    }

    public CalibrationRow Calibration()
    {
        var confidences = CollectionsMarshal.AsSpan(_confidences);
        return new CalibrationRow(
            Model,
            Statistics.Calibration.ExpectedError(Statistics.Calibration.EqualWidthBins(confidences, Correct)),
            Statistics.Calibration.ExpectedError(Statistics.Calibration.EqualMassBins(confidences, Correct)),
            _brier / _correct.Count,
            _logLikelihood / _correct.Count);
    }

    public PairRow Against(Outcomes other)
    {
        var different = 0;
        for (var i = 0; i < _classes.Count; i++)
        {
            different += _classes[i] == other._classes[i] ? 0 : 1;
        }

        var table = PairTable.Of(Correct, other.Correct);
        return new PairRow(
            Model,
            other.Model,
            (double)different / table.Total,
            Diversity.Disagreement(table),
            Diversity.DoubleFault(table),
            Diversity.YuleQ(table),
            Diversity.CohenKappa(table));
    }
}
