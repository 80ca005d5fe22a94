namespace Ensemble.Lambda.Functions;

/// <summary>How far the environments that are to be kept started have been.</summary>
/// <param name="Requested">How many there are to be.</param>
/// <param name="Allocated">How many have been started.</param>
/// <param name="Available">How many can serve invocations: none before all have been started.</param>
/// <param name="Status"><c>IN_PROGRESS</c>, <c>READY</c> or <c>FAILED</c>.</param>
/// <param name="StatusReason">Why it failed; null: it did not.</param>
public sealed record ProvisionedStatus(int Requested, int Allocated, int Available, string Status, string? StatusReason);
