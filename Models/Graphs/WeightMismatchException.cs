using System.Collections.Immutable;

namespace Ensemble.Models.Graphs;

/// <summary>One tensor that does not fit.</summary>
/// <param name="Key"><c>layer/tensor</c>.</param>
/// <param name="Expected">The shape the network has there; null: it has no such tensor.</param>
/// <param name="Found">The shape that was found; null: none was.</param>
public sealed record WeightMismatch(string Key, ImmutableArray<int>? Expected, ImmutableArray<int>? Found)
{
    /// <inheritdoc/>
    public override string ToString() => (Expected, Found) switch
    {
        (not null, null) => $"missing     {Key}: expected {Text(Expected.Value)}",
        (null, not null) => $"surplus     {Key}: found {Text(Found.Value)}",
        _ => $"wrong shape {Key}: expected {Text(Expected!.Value)}, found {Text(Found!.Value)}",
    };

    private static string Text(ImmutableArray<int> shape) => $"({string.Join(", ", shape)})";
}

/// <summary>Weights that do not fit a network; the message lists every tensor that is wrong.</summary>
public sealed class WeightMismatchException(string network, ImmutableArray<WeightMismatch> mismatches)
    : EnsembleException(
        $"The weights do not fit {network}: {mismatches.Length} tensors are wrong.\n  {string.Join("\n  ", mismatches)}")
{
    /// <summary>Every tensor that is wrong.</summary>
    public ImmutableArray<WeightMismatch> Mismatches { get; } = mismatches;
}
