using SkiaSharp;

namespace Ensemble.Models.Images;

/// <summary>The eight orientations of EXIF (tag 274): where row 0 and column 0 of the stored pixels belong.</summary>
internal static class Orientation
{
    /// <summary>Copies stored RGBA pixels into an upright RGB image; alpha is dropped.</summary>
    public static RgbImage Upright(ReadOnlySpan<byte> rgba, int width, int height, SKEncodedOrigin origin)
    {
        // Pixel (x, y) of the upright image is stored pixel first + x * right + y * down.
        var last = (width * height) - 1;
        var (first, right, down) = origin switch
        {
            SKEncodedOrigin.TopRight => (width - 1, -1, width),
            SKEncodedOrigin.BottomRight => (last, -1, -width),
            SKEncodedOrigin.BottomLeft => (last - width + 1, 1, -width),
            SKEncodedOrigin.LeftTop => (0, width, 1),
            SKEncodedOrigin.RightTop => (last - width + 1, -width, 1),
            SKEncodedOrigin.RightBottom => (last, -width, -1),
            SKEncodedOrigin.LeftBottom => (width - 1, width, -1),
            _ => (0, 1, width),
        };
        var (uprightWidth, uprightHeight) = origin >= SKEncodedOrigin.LeftTop ? (height, width) : (width, height);
        var pixels = GC.AllocateUninitializedArray<byte>(uprightWidth * uprightHeight * 3);
        var target = 0;
        for (var y = 0; y < uprightHeight; y++)
        {
            var source = (first + (y * down)) * 4;
            for (var x = 0; x < uprightWidth; x++, source += right * 4, target += 3)
            {
                pixels[target] = rgba[source];
                pixels[target + 1] = rgba[source + 1];
                pixels[target + 2] = rgba[source + 2];
            }
        }

        return new RgbImage(uprightWidth, uprightHeight, pixels);
    }
}
