using Ensemble.Models.Images;

using SkiaSharp;

namespace Ensemble.Testing.Images;

/// <summary>Small pictures made of known numbers.</summary>
internal static class TestImages
{
    public static readonly (byte R, byte G, byte B)[] FourColours = [(255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)];

    public static string Fixture(string name) => Path.Combine(AppContext.BaseDirectory, "Images", "Fixtures", name);

    public static RgbImage Make(int width, int height, Func<int, int, int, int> value)
    {
        var pixels = new byte[width * height * 3];
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)value(i / 3 % width, i / 3 / width, i % 3);
        }

        return new RgbImage(width, height, pixels);
    }

    /// <summary>A picture without symmetry or smoothness, whose formula any language can repeat.</summary>
    public static RgbImage Pattern(int width, int height) =>
        Make(width, height, (x, y, c) => ((x * x * 7) + (y * 13) + (x * y * c * 3) + (c * 101)) % 256);

    /// <summary>Red, green; blue, white: each a quarter.</summary>
    public static RgbImage Quarters(int width, int height) => Make(width, height, (x, y, c) =>
    {
        var (r, g, b) = FourColours[(x * 2 / width) + (y * 2 / height * 2)];
        return c switch { 0 => r, 1 => g, _ => b };
    });

    public static byte[] Encode(RgbImage image, SKEncodedImageFormat format, int quality = 100)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(image.Width, image.Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        for (var i = 0; i < image.Width * image.Height; i++)
        {
            var colour = new SKColor(image.Pixels[i * 3], image.Pixels[(i * 3) + 1], image.Pixels[(i * 3) + 2]);
            bitmap.SetPixel(i % image.Width, i / image.Width, colour);
        }

        using var data = bitmap.Encode(format, quality);
        return data.ToArray();
    }

    public static (byte R, byte G, byte B) Pixel(RgbImage image, int x, int y)
    {
        var at = ((y * image.Width) + x) * 3;
        return (image.Pixels[at], image.Pixels[at + 1], image.Pixels[at + 2]);
    }

    /// <summary>The colours in the middle of the four quarters, row by row.</summary>
    public static (byte R, byte G, byte B)[] Middles(RgbImage image) =>
    [
        Pixel(image, image.Width / 4, image.Height / 4),
        Pixel(image, image.Width * 3 / 4, image.Height / 4),
        Pixel(image, image.Width / 4, image.Height * 3 / 4),
        Pixel(image, image.Width * 3 / 4, image.Height * 3 / 4),
    ];

    /// <summary>A JPEG with an EXIF segment that says how it is to be turned (tag 274).</summary>
    public static byte[] WithOrientation(byte[] jpeg, byte orientation) =>
    [
        .. jpeg.AsSpan(0, 2),
        0xFF, 0xE1, 0, 34, .. "Exif\0\0"u8,
        .. "MM\0*"u8, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0,
        .. jpeg.AsSpan(2),
    ];

    /// <summary>A JPEG whose frame header claims another size.</summary>
    public static byte[] WithClaimedSize(byte[] jpeg, ushort width, ushort height)
    {
        var claimed = jpeg.ToArray();
        var frame = claimed.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]);
        (claimed[frame + 5], claimed[frame + 6]) = ((byte)(height >> 8), (byte)height);
        (claimed[frame + 7], claimed[frame + 8]) = ((byte)(width >> 8), (byte)width);
        return claimed;
    }
}
