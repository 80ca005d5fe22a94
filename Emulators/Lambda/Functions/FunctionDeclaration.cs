namespace Ensemble.Lambda.Functions;

/// <summary>A function of a functions file.</summary>
/// <param name="Configuration">What is configured.</param>
/// <param name="ReservedConcurrency">Concurrency that is kept for it; null: none.</param>
/// <param name="ProvisionedConcurrency">Environments of <c>$LATEST</c> that are kept started.</param>
/// <param name="Asynchronous">How events are handled that nobody waits for; null: as AWS does by default.</param>
public sealed record FunctionDeclaration(
    FunctionConfiguration Configuration, int? ReservedConcurrency, int ProvisionedConcurrency, AsynchronousSettings? Asynchronous);
