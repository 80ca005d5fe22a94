using Ensemble.Models.Graphs;

namespace Ensemble.Models.Networks;

/// <summary>A network that Ensemble can build by name.</summary>
/// <param name="Name">The name on the command line and in the catalog.</param>
/// <param name="Title">The name in the literature.</param>
/// <param name="Defaults">The options it is built with unless told otherwise.</param>
/// <param name="Build">Builds it.</param>
public sealed record NetworkDefinition(
    string Name, string Title, NetworkOptions Defaults, Func<NetworkOptions, LayerGraph> Build)
{
    /// <summary>Builds it with its defaults.</summary>
    public LayerGraph BuildDefault() => Build(Defaults);
}

/// <summary>All networks that are defined here: the poster's three and a small member of each family.</summary>
public static class NetworkCatalog
{
    private static readonly NetworkOptions FullSize = new();

    private static readonly NetworkOptions Mini = new() { InputSize = 64, Classes = 16 };

    /// <summary>The poster's networks at full size.</summary>
    public static IReadOnlyList<NetworkDefinition> FullSizeNetworks { get; } =
    [
        new("efficientnetb0", "EfficientNetB0", FullSize, options => EfficientNet.Build("efficientnetb0", options)),
        new("mobilenetv2", "MobileNetV2", FullSize, MobileNetV2.Build),
        new("nasnetmobile", "NASNetMobile", FullSize, options => NasNet.Build("nasnet_mobile", options)),
    ];

    /// <summary>Their small relatives, which are trained on the <c>shapes</c> data set.</summary>
    public static IReadOnlyList<NetworkDefinition> MiniNetworks { get; } =
    [
        new(
            "efficientnet-mini",
            "EfficientNet (width 0.35, depth 0.5)",
            Mini with { Width = 0.35, Depth = 0.5, HeadFilters = 256 },
            options => EfficientNet.Build("efficientnet-mini", options)),
        new(
            "mobilenet-mini",
            "MobileNetV2 (width 0.5, depth 0.5)",
            Mini with { Width = 0.5, Depth = 0.5, HeadFilters = 256 },
            MobileNetV2.Build),
        new(
            "nasnet-mini",
            "NASNet-A (1 @ 384)",
            Mini with { Width = 384.0 / 1056, Depth = 0.25 },
            options => NasNet.Build("nasnet-mini", options)),
    ];

    /// <summary>Every network.</summary>
    public static IReadOnlyList<NetworkDefinition> All { get; } = [.. FullSizeNetworks, .. MiniNetworks];

    /// <summary>The network of a name.</summary>
    /// <exception cref="EnsembleException">There is none; lists those there are.</exception>
    public static NetworkDefinition Find(string name) =>
        All.FirstOrDefault(network => string.Equals(network.Name, name, StringComparison.OrdinalIgnoreCase))
        ?? throw new EnsembleException(
            $"There is no network '{name}'. Known networks: {string.Join(", ", All.Select(network => network.Name))}.");
}
