using System.Text.Json.Serialization;
using Ensemble.Models.Graphs;
using Ensemble.Models.Networks;

namespace Ensemble.Models.Catalog;

/// <summary>Where a model's numbers come from.</summary>
public enum WeightsKind
{
    /// <summary>Random numbers from a seed: right for latency, meaningless for accuracy.</summary>
    Seeded,

    /// <summary>Trained by this project on a data set it names.</summary>
    Trained,

    /// <summary>The user's own.</summary>
    Imported,
}

/// <summary>The origin of a model's weights.</summary>
/// <param name="Kind">What sort of weights they are.</param>
/// <param name="Source">The file, address or data set they come from, or the seed, as a reader would say it.</param>
/// <param name="Sha256">The hash of the weights' file they were imported from, in lower-case hex; null: no file.</param>
public sealed record WeightsOrigin(WeightsKind Kind, string Source, string? Sha256 = null);

/// <summary>What a model reads: <c>uint8</c> RGB pixels <c>[N, height, width, 3]</c>.</summary>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
/// <param name="Resize">How an item of another size is brought to this one, e.g. <c>center-crop 0.875</c>.</param>
/// <param name="Interpolation">How pixels are interpolated then, e.g. <c>bicubic</c>.</param>
public sealed record ModelInput(int Height, int Width, string Resize, string Interpolation);

/// <summary>What the catalog knows of one model; stored as <c>NAME.json</c> beside its ONNX file.</summary>
public sealed record ModelManifest
{
    /// <summary>The only task so far.</summary>
    public const string ImageClassification = "image-classification";

    /// <summary>The model's name: lower-case letters, digits, <c>-</c>, <c>_</c> and <c>.</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What the model does.</summary>
    public string Task { get; init; } = ImageClassification;

    /// <summary>The definition it was built from (a name of <c>NetworkCatalog</c>); null for a foreign ONNX file.</summary>
    public string? Network { get; init; }

    /// <summary>The options the definition was built with; null: its defaults.</summary>
    public NetworkOptions? NetworkOptions { get; init; }

    /// <summary>What it reads.</summary>
    public required ModelInput Input { get; init; }

    /// <summary>How many classes it tells apart.</summary>
    public required int Classes { get; init; }

    /// <summary>The classes' names, in the order of the outputs.</summary>
    public required IReadOnlyList<string> Labels { get; init; }

    /// <summary>What its graph does to pixels first: <c>none</c>, <c>tf</c>, <c>torch</c> or <c>caffe</c>.</summary>
    public required string Preprocessing { get; init; }

    /// <summary>Where its numbers come from.</summary>
    public required WeightsOrigin Weights { get; init; }

    /// <summary>How it was trained; null unless trained here.</summary>
    public TrainingRecord? Training { get; init; }

    /// <summary>The number of parameters, as Keras counts them.</summary>
    public required long Parameters { get; init; }

    /// <summary>The ONNX file, in the manifest's folder.</summary>
    public required string File { get; init; }

    /// <summary>The size of that file in bytes.</summary>
    public required long Bytes { get; init; }

    /// <summary>The SHA-256 of that file, in lower-case hex.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Whether its outputs mean anything.</summary>
    [JsonIgnore]
    public bool IsTrained => Weights.Kind != WeightsKind.Seeded;

    /// <summary>What a reader must know wherever the model appears; empty for a trained model.</summary>
    [JsonIgnore]
    public string Caveat => IsTrained ? string.Empty : "untrained: latency only";

    /// <summary>The network it was built from.</summary>
    /// <exception cref="EnsembleException">It was not built from a network that is defined here.</exception>
    public LayerGraph BuildNetwork()
    {
        var definition = NetworkCatalog.Find(Network ?? throw new EnsembleException($"Model '{Name}' was imported as a file; its network is not defined here."));
        return definition.Build(NetworkOptions ?? definition.Defaults);
    }
}
