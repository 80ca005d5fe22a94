namespace Ensemble.Runner;

/// <summary>McNemar's test of the ensemble against one of its models on the same items.</summary>
/// <param name="Model">The single model.</param>
/// <param name="P">Two-sided p-value.</param>
/// <param name="B">Items that only the ensemble has right.</param>
/// <param name="C">Items that only the model has right.</param>
public sealed record McNemarRow(string Model, double P, int B, int C);
