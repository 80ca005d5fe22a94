using System.Buffers.Binary;
using Ensemble.Models.Images;

namespace Ensemble.Dashboard.Downloads;

/// <summary>Pictures for browsers.</summary>
internal static class Picture
{
    private const int HeaderBytes = 54;
    private const int InfoBytes = 40;
    private const int PixelBytes = 3;

    /// <summary>An image as a Windows bitmap of 24 bits: nothing of it is lost, and nothing but its size has to be known.</summary>
    public static byte[] Bitmap(RgbImage image)
    {
        var stride = ((image.Width * PixelBytes) + 3) / 4 * 4;
        var file = new byte[HeaderBytes + (stride * image.Height)];
        "BM"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(2), file.Length);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(10), HeaderBytes);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(14), InfoBytes);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(18), image.Width);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(22), -image.Height);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(26), 1);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(28), 8 * PixelBytes);
        for (var y = 0; y < image.Height; y++)
        {
            for (var x = 0; x < image.Width; x++)
            {
                var from = PixelBytes * ((y * image.Width) + x);
                var to = HeaderBytes + (y * stride) + (PixelBytes * x);
                (file[to], file[to + 1], file[to + 2]) = (image.Pixels[from + 2], image.Pixels[from + 1], image.Pixels[from]);
            }
        }

        return file;
    }
}
