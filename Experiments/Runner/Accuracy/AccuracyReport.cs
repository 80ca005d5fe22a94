using System.Text.Json.Serialization;

namespace Ensemble.Runner;

/// <summary>What an <see cref="AccuracyStudy"/> found over a labelled split.</summary>
/// <param name="Combiner">The combiner's name.</param>
/// <param name="Items">Items measured.</param>
/// <param name="Classes">Classes told apart.</param>
/// <param name="Confidence">Confidence of the intervals, a fraction of one.</param>
/// <param name="Accuracy">One row per model in the study's order, then the ensemble's.</param>
/// <param name="McNemar">The ensemble against each model, in the study's order.</param>
/// <param name="Pairs">Every pair of models once, the earlier one first.</param>
/// <param name="Oracle">The share of items that at least one model has right.</param>
/// <param name="Calibration">One row per model in the study's order, then the ensemble's.</param>
public sealed record AccuracyReport(
    string Combiner,
    int Items,
    int Classes,
    double Confidence,
    IReadOnlyList<AccuracyRow> Accuracy,
    [property: JsonPropertyName("mcnemar")] IReadOnlyList<McNemarRow> McNemar,
    IReadOnlyList<PairRow> Pairs,
    double Oracle,
    IReadOnlyList<CalibrationRow> Calibration);
