namespace Ensemble.Models.Images;

/// <summary>
/// What <see cref="ImageDecoder"/> is willing to open. Both bounds are checked before any pixel is decoded, so a small
/// file that claims to be an enormous picture costs nothing.
/// </summary>
public sealed record ImageLimits
{
    /// <summary>64 megapixels and 64 MiB.</summary>
    public static readonly ImageLimits Default = new();

    /// <summary>The largest <see cref="MaxPixels"/>: four bytes of each pixel must fit into one array.</summary>
    public const long MostPixels = 500_000_000;

    /// <summary>The longest side; what JPEG can say at most.</summary>
    public const int MostSide = 65_535;

    private readonly long _maxPixels = 64_000_000;

    /// <summary>The most pixels (width times height) a picture may have, 1 to <see cref="MostPixels"/>.</summary>
    public long MaxPixels
    {
        get => _maxPixels;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, MostPixels);
            _maxPixels = value;
        }
    }

    /// <summary>The most bytes an encoded picture may have.</summary>
    public int MaxBytes { get; init; } = 64 << 20;
}
