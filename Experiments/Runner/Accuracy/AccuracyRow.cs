using System.Text.Json.Serialization;

namespace Ensemble.Runner;

/// <summary>How often a model, or the ensemble, was right; shares are fractions of one.</summary>
/// <param name="Model">The model's name, or <see cref="AccuracyStudy.EnsembleName"/>.</param>
/// <param name="Correct">Items whose most probable class was the true one.</param>
/// <param name="Total">All items.</param>
/// <param name="Top1">Their share.</param>
/// <param name="Low">Lower end of its Wilson interval.</param>
/// <param name="High">Upper end of its Wilson interval.</param>
/// <param name="Top5">The share of items whose true class was among the five most probable.</param>
/// <param name="Caveat">What a reader must know, e.g. that the model is untrained; null: nothing.</param>
public sealed record AccuracyRow(
    string Model,
    int Correct,
    int Total,
    double Top1,
    double Low,
    double High,
    double Top5,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Caveat = null);
