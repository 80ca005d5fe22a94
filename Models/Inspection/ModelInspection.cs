using System.Collections.Immutable;

namespace Ensemble.Models.Inspection;

/// <summary>What can be said of a model without running it on data.</summary>
public sealed record ModelInspection
{
    /// <summary>The model's name, or the file's.</summary>
    public required string Name { get; init; }

    /// <summary>Parameters: all tensors of all layers, as Keras counts them; for a foreign file its constants.</summary>
    public required long Parameters { get; init; }

    /// <summary>Multiply-adds of convolutions and matrix products for one item.</summary>
    public required long MultiplyAdds { get; init; }

    /// <summary>The version of the ONNX operator set.</summary>
    public required long Opset { get; init; }

    /// <summary>What the ONNX graph reads.</summary>
    public required ImmutableArray<ValueDescription> Inputs { get; init; }

    /// <summary>What the ONNX graph gives.</summary>
    public required ImmutableArray<ValueDescription> Outputs { get; init; }

    /// <summary>The size of the ONNX file.</summary>
    public required long Bytes { get; init; }

    /// <summary>The SHA-256 of the ONNX file, in lower-case hex.</summary>
    public required string Sha256 { get; init; }

    /// <summary>The ONNX file.</summary>
    public required string File { get; init; }

    /// <summary>What a reader must know, e.g. <c>untrained: latency only</c>; null: nothing.</summary>
    public string? Caveat { get; init; }

    /// <summary>Every layer of the network; for a foreign file every node of its graph.</summary>
    public required ImmutableArray<LayerDescription> Layers { get; init; }
}

/// <summary>A named tensor at the border of a graph.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">The element type, e.g. <c>uint8</c>.</param>
/// <param name="Shape">Dimensions; a dynamic one by its name, e.g. <c>N</c>.</param>
public sealed record ValueDescription(string Name, string Type, ImmutableArray<string> Shape)
{
    /// <summary>E.g. <c>pixels uint8 [N, 224, 224, 3]</c>.</summary>
    public override string ToString() => $"{Name} {Type} [{string.Join(", ", Shape)}]";
}

/// <summary>A layer as a row of a table.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What it computes.</param>
/// <param name="Shape">
/// The shape of what it gives for one item: channels last for a network of ours, as in the file for a foreign one.
/// </param>
/// <param name="Parameters">Values in its tensors.</param>
/// <param name="MultiplyAdds">Multiply-adds for one item.</param>
public sealed record LayerDescription(
    string Name, string Kind, ImmutableArray<long> Shape, long Parameters, long MultiplyAdds);
