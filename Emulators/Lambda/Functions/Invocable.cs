namespace Ensemble.Lambda.Functions;

/// <summary>What a name stood for when it was invoked.</summary>
/// <param name="Version">The version that runs; of an alias with weights, the one that was drawn.</param>
/// <param name="InvokedArn">The ARN as invoked: with a qualifier only if one was given.</param>
public sealed record Invocable(FunctionVersion Version, string InvokedArn);
