using System.Globalization;

namespace Ensemble.Models.Images;

/// <summary>
/// Which part of a picture is resized. Written <c>stretch</c> or <c>center-crop FRACTION</c> on the command line and in
/// manifests.
/// </summary>
public sealed record ResizePolicy
{
    private const string StretchName = "stretch";
    private const string CropName = "center-crop";

    private ResizePolicy(decimal? cropFraction) => CropFraction = cropFraction;

    /// <summary>The whole picture; its proportions become those of the target.</summary>
    public static ResizePolicy Stretch { get; } = new((decimal?)null);

    /// <summary>
    /// The fraction of the shorter side that is kept, or null for <see cref="Stretch"/>. Decimal, so that 0.7 of 10
    /// pixels is 7 everywhere.
    /// </summary>
    public decimal? CropFraction { get; }

    /// <summary>
    /// The largest centred part with the target's proportions, shrunk by <paramref name="fraction"/>: for a square
    /// target a square of side <c>floor(fraction * min(width, height))</c>. 0.875 = 224 / 256 is the crop of the
    /// published ImageNet evaluations (Inception, MobileNet, EfficientNet).
    /// </summary>
    /// <exception cref="EnsembleException">The fraction is not in (0, 1].</exception>
    public static ResizePolicy CenterCrop(decimal fraction) => fraction is > 0 and <= 1
        ? new ResizePolicy(fraction)
        : throw new EnsembleException($"The fraction of '{CropName}' is {fraction.ToString(CultureInfo.InvariantCulture)}; it must be above 0 and at most 1, for example '{CropName} 0.875'.");

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    /// <exception cref="EnsembleException">The text is not a policy.</exception>
    public static ResizePolicy Parse(string text)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words switch
        {
            [StretchName] => Stretch,
            [CropName, var number] when decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var fraction) => CenterCrop(fraction),
            _ => throw new EnsembleException($"'{text}' is not a resize policy; use '{StretchName}' or '{CropName} FRACTION', for example '{CropName} 0.875'."),
        };
    }

    /// <summary><c>stretch</c> or e.g. <c>center-crop 0.875</c>.</summary>
    public override string ToString() =>
        CropFraction is { } fraction ? $"{CropName} {fraction.ToString("0.############################", CultureInfo.InvariantCulture)}" : StretchName;

    /// <summary>
    /// The part of a source that a target is made from. Sides are rounded down to whole pixels; where the margin is odd,
    /// the larger half is on the left and at the top.
    /// </summary>
    internal PixelRectangle Part(int sourceWidth, int sourceHeight, int targetWidth, int targetHeight)
    {
        if (CropFraction is not { } fraction)
        {
            return new PixelRectangle(0, 0, sourceWidth, sourceHeight);
        }

        var widthIsShort = (long)sourceWidth * targetHeight <= (long)sourceHeight * targetWidth;
        var width = Whole(widthIsShort ? fraction * sourceWidth : fraction * sourceHeight * targetWidth / targetHeight);
        var height = Whole(widthIsShort ? fraction * sourceWidth * targetHeight / targetWidth : fraction * sourceHeight);
        return new PixelRectangle((sourceWidth - width + 1) / 2, (sourceHeight - height + 1) / 2, width, height);
    }

    private static int Whole(decimal side) => Math.Max(1, (int)decimal.Floor(side));
}

/// <summary>A part of a picture, in whole pixels.</summary>
internal readonly record struct PixelRectangle(int Left, int Top, int Width, int Height);
