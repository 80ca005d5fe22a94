namespace Ensemble.Runner;

/// <summary>What a model, or the ensemble, predicted for each item of a study.</summary>
/// <param name="Model">Its name.</param>
/// <param name="Classes">The most probable class of each item.</param>
/// <param name="Confidences">Its probability.</param>
public sealed record ModelPredictions(string Model, IReadOnlyList<ushort> Classes, IReadOnlyList<float> Confidences);
