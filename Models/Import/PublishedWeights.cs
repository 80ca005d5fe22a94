namespace Ensemble.Models.Import;

/// <summary>
/// Where Keras Applications publishes the ImageNet weights of a network, and how to know the file. Keras pins the MD5 of
/// two of them (keras/src/applications/efficientnet.py and nasnet.py, read in August 2026); for MobileNetV2 it pins
/// nothing, so that only the length its server announces and every tensor's name and shape can be checked.
/// </summary>
/// <param name="Network">The network's name.</param>
/// <param name="Address">The official address.</param>
/// <param name="Md5">The published hash in lower-case hex; null: none is published.</param>
/// <param name="Bytes">The file's length; null: not known beforehand.</param>
public sealed record PublishedWeights(string Network, Uri Address, string? Md5, long? Bytes = null)
{
    /// <summary>The three of them.</summary>
    public static IReadOnlyList<PublishedWeights> All { get; } =
    [
        new(
            "efficientnetb0",
            new("https://storage.googleapis.com/keras-applications/efficientnetb0.h5"),
            "902e53a9f72be733fc0bcb005b3ebbac"),
        new(
            "mobilenetv2",
            new("https://storage.googleapis.com/tensorflow/keras-applications/mobilenet_v2/mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1.0_224.h5"),
            Md5: null,
            Bytes: 14_536_120),
        new(
            "nasnetmobile",
            new("https://storage.googleapis.com/tensorflow/keras-applications/nasnet/NASNet-mobile.h5"),
            "020fb642bf7360b370c678b08e0adf61"),
    ];

    /// <summary>The file's name.</summary>
    public string FileName => Address.Segments[^1];

    /// <summary>Those of a network.</summary>
    /// <exception cref="EnsembleException">None are published for it.</exception>
    public static PublishedWeights Of(string network) =>
        All.FirstOrDefault(weights => string.Equals(weights.Network, network, StringComparison.OrdinalIgnoreCase))
        ?? throw new EnsembleException(
            $"No weights are published for '{network}'; there are some for {string.Join(", ", All.Select(weights => weights.Network))}.");
}
