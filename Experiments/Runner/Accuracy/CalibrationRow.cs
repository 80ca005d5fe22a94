namespace Ensemble.Runner;

/// <summary>Whether a model, or the ensemble, is as right as it is sure.</summary>
/// <param name="Model">The model's name, or <see cref="AccuracyStudy.EnsembleName"/>.</param>
/// <param name="Ece">Expected calibration error over 15 bins of equal width, in [0, 1].</param>
/// <param name="AdaptiveEce">The same over 15 bins of equal mass.</param>
/// <param name="Brier">Mean Brier score, in [0, 2].</param>
/// <param name="Nll">Mean negative log-likelihood in nats.</param>
public sealed record CalibrationRow(string Model, double Ece, double AdaptiveEce, double Brier, double Nll);
