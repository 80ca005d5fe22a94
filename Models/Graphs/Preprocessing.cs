using System.Collections.Immutable;

namespace Ensemble.Models.Graphs;

/// <summary>
/// What is done to pixel values 0–255 before a network sees them; the modes of Keras' <c>preprocess_input</c>
/// (https://github.com/keras-team/keras/blob/master/keras/src/applications/imagenet_utils.py).
/// </summary>
public enum Preprocessing
{
    /// <summary>Nothing: the network takes 0–255 or has its own layers for it.</summary>
    None,

    /// <summary>To −1…1.</summary>
    Tf,

    /// <summary>To 0…1, then less ImageNet's mean, over its standard deviation, per channel.</summary>
    Torch,

    /// <summary>Channels to B, G, R, then less ImageNet's mean.</summary>
    Caffe,
}

/// <summary>The arithmetic of each <see cref="Preprocessing"/>: <c>(x - mean) / deviation</c> per channel.</summary>
/// <param name="ReverseChannels">Whether R, G, B becomes B, G, R first.</param>
/// <param name="Mean">Subtracted, per channel (after the reversal); empty: no arithmetic at all.</param>
/// <param name="Deviation">Divided by, per channel.</param>
public sealed record PreprocessingRule(
    bool ReverseChannels, ImmutableArray<float> Mean, ImmutableArray<float> Deviation)
{
    private static readonly (Preprocessing Mode, string Name)[] Names =
    [
        (Preprocessing.None, "none"),
        (Preprocessing.Tf, "tf"),
        (Preprocessing.Torch, "torch"),
        (Preprocessing.Caffe, "caffe"),
    ];

    /// <summary>A mode as manifests and the command line write it.</summary>
    public static string NameOf(Preprocessing preprocessing) => Names.Single(pair => pair.Mode == preprocessing).Name;

    /// <summary>Reads what <see cref="NameOf"/> writes.</summary>
    /// <exception cref="EnsembleException">There is no such mode.</exception>
    public static Preprocessing Parse(string name) => Names.Any(pair => pair.Name == name)
        ? Names.Single(pair => pair.Name == name).Mode
        : throw new EnsembleException($"'{name}' is no preprocessing; use {string.Join(", ", Names.Select(pair => pair.Name))}.");

    /// <summary>The rule of a mode.</summary>
    public static PreprocessingRule Of(Preprocessing preprocessing) => preprocessing switch
    {
        Preprocessing.None => new(false, [], []),
        Preprocessing.Tf => new(false, [127.5f, 127.5f, 127.5f], [127.5f, 127.5f, 127.5f]),
        Preprocessing.Torch => new(
            false,
            [0.485f * 255, 0.456f * 255, 0.406f * 255],
            [0.229f * 255, 0.224f * 255, 0.225f * 255]),
        Preprocessing.Caffe => new(true, [103.939f, 116.779f, 123.68f], [1, 1, 1]),
        _ => throw new ArgumentOutOfRangeException(nameof(preprocessing), preprocessing, "Unknown preprocessing."),
    };
}
