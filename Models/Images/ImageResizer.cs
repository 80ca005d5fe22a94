using System.Buffers;

namespace Ensemble.Models.Images;

/// <summary>
/// Crops and resizes pictures. The result is the same bytes on every machine, and the same as Pillow's
/// <c>crop().resize()</c> with its filters of the same names, which Keras uses to load images.
/// </summary>
/// <remarks>
/// A pixel is a square: target pixel i covers source [i·s, (i+1)·s), s = source size / target size, and its centre is
/// (i + 0.5)·s. Where a picture becomes smaller, bilinear and bicubic widen their filter by s, so that all source pixels
/// count (antialiasing; <c>tf.image.resize</c> does so only on request). At the borders the filter is cut off and
/// normalised again. Rows first, then columns, each rounded to 8 bits. Nearest takes source pixel floor((i + 0.5)·s).
/// Only pixels inside the crop are read.
/// </remarks>
public static class ImageResizer
{
    private const int Half = 1 << (ResampleWeights.Bits - 1);

    /// <summary>A new picture of the wanted size.</summary>
    public static RgbImage Resize(RgbImage image, ImagePreparation preparation)
    {
        var pixels = GC.AllocateUninitializedArray<byte>(preparation.ByteCount);
        Resize(image, preparation, pixels);
        return new RgbImage(preparation.Width, preparation.Height, pixels);
    }

    /// <summary>Writes the picture into <paramref name="target"/> (height x width x 3 bytes), e.g. a place in a batch.</summary>
    public static void Resize(RgbImage image, ImagePreparation preparation, Span<byte> target)
    {
        if (image.Width < 1 || image.Height < 1 || image.Pixels.Length != (long)image.Width * image.Height * 3)
        {
            throw new ArgumentException($"A picture of {image.Width} x {image.Height} cannot have {image.Pixels.Length} bytes.", nameof(image));
        }

        if (target.Length != preparation.ByteCount)
        {
            throw new ArgumentException($"'{preparation}' needs {preparation.ByteCount} bytes, not {target.Length}.", nameof(target));
        }

        var part = preparation.Policy.Part(image.Width, image.Height, preparation.Width, preparation.Height);
        if (preparation.Interpolation == Interpolation.Nearest)
        {
            Nearest(image, part, preparation, target);
        }
        else
        {
            Filtered(image, part, preparation, target);
        }
    }

    private static void Nearest(RgbImage image, PixelRectangle part, ImagePreparation preparation, Span<byte> target)
    {
        for (var (y, to) = (0, 0); y < preparation.Height; y++)
        {
            var row = image.Pixels.AsSpan((part.Top + Middle(y, part.Height, preparation.Height)) * image.Width * 3);
            for (var x = 0; x < preparation.Width; x++, to += 3)
            {
                row.Slice((part.Left + Middle(x, part.Width, preparation.Width)) * 3, 3).CopyTo(target[to..]);
            }
        }
    }

    /// <summary>floor((target + 0.5) * sourceSize / targetSize), in whole numbers.</summary>
    private static int Middle(int target, int sourceSize, int targetSize) =>
        (int)(((2L * target) + 1) * sourceSize / (2L * targetSize));

    private static void Filtered(RgbImage image, PixelRectangle part, ImagePreparation preparation, Span<byte> target)
    {
        var length = checked(preparation.Width * part.Height * 3);
        var rented = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            var narrowed = rented.AsSpan(0, length);
            ResizeRows(image, part, preparation, narrowed);
            ResizeColumns(narrowed, part.Height, preparation, target);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private static void ResizeRows(RgbImage image, PixelRectangle part, ImagePreparation preparation, Span<byte> target)
    {
        var weights = ResampleWeights.Of(part.Width, preparation.Width, preparation.Interpolation);
        for (var (y, to) = (0, 0); y < part.Height; y++)
        {
            var row = image.Pixels.AsSpan((((part.Top + y) * image.Width) + part.Left) * 3, part.Width * 3);
            for (var x = 0; x < preparation.Width; x++, to += 3)
            {
                var (red, green, blue) = (Half, Half, Half);
                var taps = weights.For(x, out var start);
                var pixels = row.Slice(start * 3, taps.Length * 3);
                for (var (tap, from) = (0, 0); tap < taps.Length; tap++, from += 3)
                {
                    var weight = taps[tap];
                    red += pixels[from] * weight;
                    green += pixels[from + 1] * weight;
                    blue += pixels[from + 2] * weight;
                }

                target[to] = ToByte(red);
                target[to + 1] = ToByte(green);
                target[to + 2] = ToByte(blue);
            }
        }
    }

    private static void ResizeColumns(ReadOnlySpan<byte> source, int sourceHeight, ImagePreparation preparation, Span<byte> target)
    {
        var weights = ResampleWeights.Of(sourceHeight, preparation.Height, preparation.Interpolation);
        var rowBytes = preparation.Width * 3;
        Span<int> sums = rowBytes <= 4096 ? stackalloc int[rowBytes] : new int[rowBytes];
        for (var y = 0; y < preparation.Height; y++)
        {
            sums.Fill(Half);
            var taps = weights.For(y, out var start);
            for (var tap = 0; tap < taps.Length; tap++)
            {
                AddWeighted(source.Slice((start + tap) * rowBytes, rowBytes), taps[tap], sums);
            }

            var row = target.Slice(y * rowBytes, rowBytes);
            for (var i = 0; i < row.Length; i++)
            {
                row[i] = ToByte(sums[i]);
            }
        }
    }

    private static void AddWeighted(ReadOnlySpan<byte> row, int weight, Span<int> sums)
    {
        for (var i = 0; i < row.Length; i++)
        {
            sums[i] += row[i] * weight;
        }
    }

    private static byte ToByte(int sum) => (byte)Math.Clamp(sum >> ResampleWeights.Bits, 0, 255);
}
