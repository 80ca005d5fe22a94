using System.Collections.Immutable;

namespace Ensemble.Models.Graphs;

/// <summary>A layer was connected to something it cannot read; names all layers and shapes involved.</summary>
public sealed class GraphShapeException : EnsembleException
{
    internal GraphShapeException(string layer, Operation operation, ImmutableArray<Layer> inputs, string problem)
        : base($"Layer '{layer}' ({operation.GetType().Name}) cannot be connected to {Describe(inputs)}: {problem}.")
    {
    }

    private static string Describe(ImmutableArray<Layer> inputs) => inputs.IsEmpty
        ? "nothing"
        : string.Join(" and ", inputs.Select(input => $"'{input.Name}' {input.Output}"));
}
