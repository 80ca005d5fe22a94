namespace Ensemble.Runner;

/// <summary>How differently two models answer; shares are fractions of one.</summary>
/// <param name="First">One model.</param>
/// <param name="Second">The other.</param>
/// <param name="Disagreement">Items on which they name different classes.</param>
/// <param name="OutcomeDisagreement">Items on which exactly one is right; at most <paramref name="Disagreement"/>.</param>
/// <param name="DoubleFault">Items that both have wrong.</param>
/// <param name="YuleQ">Yule's Q of being right, in [-1, 1]; null where it is undefined.</param>
/// <param name="Kappa">Cohen's kappa of being right, at most 1; null where it is undefined.</param>
public sealed record PairRow(
    string First, string Second, double Disagreement, double OutcomeDisagreement, double DoubleFault, double? YuleQ, double? Kappa);
