using System.Collections.Immutable;
using Ensemble.Models.Graphs;

namespace Ensemble.Models.Import;

/// <summary>A layer that holds tensors, as a weights file has it.</summary>
/// <param name="Name">Its name in the file; where the file keeps no names, its place.</param>
/// <param name="Tensors">Its tensors in the file's order.</param>
/// <param name="Place">
/// In the layout of Keras 3, its kind and number among those, e.g. <c>conv2d_3</c>; else null, and the file's order is
/// that of <c>model.layers</c>.
/// </param>
public sealed record KerasLayer(string Name, ImmutableArray<KerasTensor> Tensors, string? Place = null);

/// <summary>A tensor of a weights file.</summary>
/// <param name="Name">Its name without path and suffix, e.g. <c>kernel</c>; null where the file only has an order.</param>
/// <param name="Value">Shape and numbers.</param>
public sealed record KerasTensor(string? Name, Tensor Value);
