namespace Ensemble.Lambda.Functions;

/// <summary>A function's code.</summary>
/// <param name="Directory">The folder that it is in.</param>
/// <param name="Sha256">The hash of its package, base64; empty for a folder of the user's.</param>
/// <param name="Size">Bytes of its package; 0 for a folder of the user's.</param>
public sealed record FunctionCode(string Directory, string Sha256 = "", long Size = 0);
