using System.Globalization;

namespace Ensemble.Models.Images;

/// <summary>
/// What is done to a decoded picture before a network sees it. Written e.g. <c>224x224 center-crop 0.875 bicubic</c>.
/// </summary>
/// <param name="Width">Pixels per row of the result.</param>
/// <param name="Height">Rows of the result.</param>
/// <param name="Policy">Which part of the picture is used.</param>
/// <param name="Interpolation">How its pixels are weighed.</param>
public sealed record ImagePreparation(int Width, int Height, ResizePolicy Policy, Interpolation Interpolation)
{
    private const int MostSide = 4096;

    /// <summary>Pixels per row of the result, 1 to 4096.</summary>
    public int Width { get; init; } = Side(Width);

    /// <summary>Rows of the result, 1 to 4096.</summary>
    public int Height { get; init; } = Side(Height);

    /// <summary>How many bytes the result has.</summary>
    public int ByteCount => Width * Height * 3;

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    /// <exception cref="EnsembleException">The text is not a preparation.</exception>
    public static ImagePreparation Parse(string text)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var sides = words is [var size, _, _, ..] ? size.Split('x') : [];
        return sides is [var width, var height] && IsWhole(width, out var w) && IsWhole(height, out var h)
            ? new ImagePreparation(w, h, ResizePolicy.Parse(string.Join(' ', words[1..^1])), ParseInterpolation(words[^1]))
            : throw new EnsembleException($"'{text}' is not an image preparation; write 'WIDTHxHEIGHT POLICY INTERPOLATION', for example '224x224 center-crop 0.875 bicubic'.");
    }

    /// <summary>Reads <c>nearest</c>, <c>bilinear</c> or <c>bicubic</c>.</summary>
    /// <exception cref="EnsembleException">The text is none of them.</exception>
    public static Interpolation ParseInterpolation(string text) => text switch
    {
        "nearest" => Interpolation.Nearest,
        "bilinear" => Interpolation.Bilinear,
        "bicubic" => Interpolation.Bicubic,
        _ => throw new EnsembleException($"'{text}' is not an interpolation; use 'nearest', 'bilinear' or 'bicubic'."),
    };

    /// <summary>The name that <see cref="ParseInterpolation"/> reads.</summary>
    public static string NameOf(Interpolation interpolation) => interpolation switch
    {
        Interpolation.Nearest => "nearest",
        Interpolation.Bilinear => "bilinear",
        Interpolation.Bicubic => "bicubic",
        _ => throw new ArgumentOutOfRangeException(nameof(interpolation), interpolation, null),
    };

    /// <summary>E.g. <c>224x224 center-crop 0.875 bicubic</c>.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Width}x{Height} {Policy} {NameOf(Interpolation)}");

    private static bool IsWhole(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static int Side(int pixels) => pixels is >= 1 and <= MostSide
        ? pixels
        : throw new EnsembleException($"An image side of {pixels} pixels is not possible; it must be 1 to {MostSide}.");
}
