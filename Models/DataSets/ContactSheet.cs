using System.Runtime.InteropServices;
using Ensemble.Models.Images;
using SkiaSharp;

namespace Ensemble.Models.DataSets;

/// <summary>
/// A labelled grid of the first items of a split, as a PNG. Below each picture stand its class and its name; an item
/// that cannot be decoded is a crossed box with the beginning of its error.
/// </summary>
public static class ContactSheet
{
    /// <summary>The most items on one sheet.</summary>
    public const int MaxItems = 1024;

    internal const int Picture = 128;
    internal const int CellWidth = Picture + Margin;
    internal const int CellHeight = Picture + Margin + Caption;
    internal const int Margin = 8;

    private const int Caption = 30;

    private static readonly SKColor Paper = new(24, 26, 30);
    private static readonly SKColor Ink = new(240, 240, 240);
    private static readonly SKColor FaintInk = new(150, 155, 165);
    private static readonly SKColor ErrorInk = new(230, 90, 80);

    /// <summary>Draws the sheet and moves it to a file; an older file is replaced only by a complete one.</summary>
    /// <exception cref="EnsembleException">
    /// The split is empty, the count is not in 1 to <see cref="MaxItems"/>, or the file cannot be written.
    /// </exception>
    public static void Write(
        IDataSet dataSet, Split split, int count, string file, CancellationToken cancellationToken = default) =>
        AtomicFile.Write(Path.GetFullPath(file), Encode(dataSet, split, count, cancellationToken));

    /// <summary>Draws the sheet of the first items of a split, fewer if the split is smaller.</summary>
    /// <returns>A PNG file's bytes.</returns>
    /// <exception cref="EnsembleException">
    /// The split is empty or the count is not in 1 to <see cref="MaxItems"/>.
    /// </exception>
    public static byte[] Encode(
        IDataSet dataSet, Split split, int count, CancellationToken cancellationToken = default)
    {
        if (count is < 1 or > MaxItems)
        {
            throw new EnsembleException(
                $"A contact sheet shows 1 to {MaxItems} items, not {count}; give another count.");
        }

        count = Math.Min(count, dataSet.Count(split));
        if (count == 0)
        {
            throw new EnsembleException(
                $"The data set '{dataSet.Name}' has no items in its split '{split}'; choose one of: "
                + $"{string.Join(", ", dataSet.Splits.Where(s => dataSet.Count(s) > 0))}.");
        }

        var (columns, rows) = Grid(count);
        using var bitmap = new SKBitmap(
            (columns * CellWidth) + Margin, (rows * CellHeight) + Margin, SKColorType.Rgba8888, SKAlphaType.Opaque);
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(Paper);
        for (var i = 0; i < count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            DrawItem(canvas, dataSet, split, i, Margin + (i % columns * CellWidth), Margin + (i / columns * CellHeight));
        }

        canvas.Flush();
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    /// <summary>As nearly square as the count allows.</summary>
    internal static (int Columns, int Rows) Grid(int count)
    {
        var columns = (int)Math.Ceiling(Math.Sqrt(count));
        return (columns, (count + columns - 1) / columns);
    }

    private static void DrawItem(SKCanvas canvas, IDataSet dataSet, Split split, int index, int x, int y)
    {
        var decoded = dataSet.Load(split, index);
        if (decoded.Succeeded)
        {
            DrawPicture(canvas, decoded.Image, x, y);
        }
        else
        {
            DrawError(canvas, decoded.Error, x, y);
        }

        using var ink = new SKPaint { Color = Ink, IsAntialias = false };
        using var faint = new SKPaint { Color = FaintInk, IsAntialias = false };
        var name = dataSet.ClassNames[dataSet.LabelOf(split, index)];
        var scale = name.Length * PixelFont.Advance * 2 <= Picture ? 2 : 1;
        PixelFont.Draw(canvas, name, x, y + Picture + 3, scale, Picture, ink);
        PixelFont.Draw(canvas, dataSet.IdOf(split, index), x, y + Picture + 20, 1, Picture, faint);
    }

    // Fitted into the square; small pictures are enlarged without smoothing, so that their pixels can be judged.
    private static void DrawPicture(SKCanvas canvas, RgbImage image, int x, int y)
    {
        using var bitmap = new SKBitmap(image.Width, image.Height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        var pixels = MemoryMarshal.Cast<byte, Rgba>(bitmap.GetPixelSpan());
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = new Rgba(
                image.Pixels[3 * i], image.Pixels[(3 * i) + 1], image.Pixels[(3 * i) + 2], 255);
        }

        var factor = Picture / (float)Math.Max(image.Width, image.Height);
        var (width, height) = (image.Width * factor, image.Height * factor);
        var target = SKRect.Create(x + ((Picture - width) / 2), y + ((Picture - height) / 2), width, height);
        var sampling = factor >= 1
            ? new SKSamplingOptions(SKFilterMode.Nearest)
            : new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear);
        using var picture = SKImage.FromBitmap(bitmap);
        canvas.DrawImage(picture, target, sampling);
    }

    private static void DrawError(SKCanvas canvas, string error, int x, int y)
    {
        const int LineLength = Picture / PixelFont.Advance;
        const int Lines = 4;
        using var paint = new SKPaint { Color = ErrorInk, IsAntialias = false, Style = SKPaintStyle.Stroke };
        canvas.DrawRect(x + 0.5f, y + 0.5f, Picture - 1, Picture - 1, paint);
        canvas.DrawLine(x, y, x + Picture, y + Picture, paint);
        canvas.DrawLine(x + Picture, y, x, y + Picture, paint);
        using var ink = new SKPaint { Color = Ink, IsAntialias = false };
        for (var line = 0; line < Lines && line * LineLength < error.Length; line++)
        {
            var text = error.Substring(line * LineLength, Math.Min(LineLength, error.Length - (line * LineLength)));
            PixelFont.Draw(canvas, text, x + 3, y + 4 + (line * 10), 1, Picture - 6, ink);
        }
    }

    private readonly record struct Rgba(byte R, byte G, byte B, byte A);
}
