using System.Collections.Immutable;

namespace Ensemble.Models.Graphs;

/// <summary>Numbers in a shape, last dimension fastest.</summary>
/// <param name="Shape">Dimensions; none for a scalar.</param>
/// <param name="Values">As many numbers as the dimensions' product.</param>
public sealed record Tensor(ImmutableArray<int> Shape, float[] Values);
