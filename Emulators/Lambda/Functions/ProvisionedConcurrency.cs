namespace Ensemble.Lambda.Functions;

/// <summary>How many environments are to be kept started for a version or an alias.</summary>
/// <param name="Requested">The number.</param>
/// <param name="LastModified">When it was set.</param>
public sealed record ProvisionedConcurrency(int Requested, DateTimeOffset LastModified);
