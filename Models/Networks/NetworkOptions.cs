namespace Ensemble.Models.Networks;

/// <summary>What can be chosen about a network; the defaults are those of Keras Applications.</summary>
public sealed record NetworkOptions
{
    /// <summary>Height and width of the input in pixels, at least 32. Default 224.</summary>
    public int InputSize { get; init; } = 224;

    /// <summary>
    /// Multiplies the filters of every layer (MobileNetV2's alpha, EfficientNet's width coefficient; NASNet's
    /// penultimate filters). Default 1.
    /// </summary>
    public double Width { get; init; } = 1;

    /// <summary>
    /// Multiplies how often blocks repeat, rounded up (EfficientNet's depth coefficient; MobileNetV2's inverted residuals,
    /// NASNet's normal cells). Default 1.
    /// </summary>
    public double Depth { get; init; } = 1;

    /// <summary>The number of classes. Default 1000.</summary>
    public int Classes { get; init; } = 1000;

    /// <summary>Filters of the last convolution before the classifier; null: as Keras, 1280 at width 1.</summary>
    public int? HeadFilters { get; init; }

    /// <summary>
    /// Whether EfficientNet has the second rescaling layer that Keras adds for the published ImageNet weights. Ignored
    /// by the other networks.
    /// </summary>
    public bool ForImageNetWeights { get; init; }

    internal void Check(string network)
    {
        if (InputSize < 32)
        {
            throw new EnsembleException($"{network} needs an input of at least 32 pixels, not {InputSize}.");
        }

        if (Classes < 2)
        {
            throw new EnsembleException($"{network} needs at least 2 classes, not {Classes}.");
        }

        if (!(Width > 0) || !(Depth > 0) || HeadFilters < 1)
        {
            throw new EnsembleException($"{network} needs a positive width, depth and number of head filters.");
        }
    }

    /// <summary>
    /// A number of filters rounded to a multiple of <paramref name="divisor"/>, never more than 10 % below
    /// (<c>_make_divisible</c> of MobileNetV2, <c>round_filters</c> of EfficientNet).
    /// </summary>
    internal static int RoundFilters(double filters, int divisor = 8)
    {
        var rounded = Math.Max(divisor, (int)(filters + (divisor / 2.0)) / divisor * divisor);
        return rounded < 0.9 * filters ? rounded + divisor : rounded;
    }
}
