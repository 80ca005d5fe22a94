using System.Buffers;

using SkiaSharp;

namespace Ensemble.Models.Images;

/// <summary>
/// Decodes JPEG, PNG and WebP into 8-bit RGB. Whatever is wrong with an input becomes <see cref="DecodedImage.Failed"/>
/// with a sentence that begins with the input's name; nothing is thrown for it. Safe to use from several threads.
/// </summary>
/// <remarks>
/// The bytes are those that Keras' <c>load_img</c> would see, but for two things (rotation, 16 bits):
/// <list type="bullet">
/// <item>grey becomes R = G = B; a palette is looked up; CMYK is converted without an ink profile, R = C·K/255 of the
/// stored (inverted) inks;</item>
/// <item>alpha is dropped, not blended with a background: the stored colour counts, even where it is transparent;</item>
/// <item>colour profiles and gamma chunks are ignored: the stored numbers are taken as sRGB;</item>
/// <item>16 bits per channel are reduced to the upper 8;</item>
/// <item>all eight EXIF orientations are applied, so that width and height are those a viewer shows;</item>
/// <item>of an animation the first frame is taken;</item>
/// <item>a truncated picture is an error, never a half-grey picture.</item>
/// </list>
/// </remarks>
public sealed class ImageDecoder
{
    /// <summary>A decoder with the default limits.</summary>
    public static readonly ImageDecoder Default = new(ImageLimits.Default);

    private readonly ImageLimits _limits;

    /// <summary>Creates a decoder that opens nothing above the limits.</summary>
    public ImageDecoder(ImageLimits limits) => _limits = limits;

    /// <summary>Decodes a file. The name in an error is the path as given.</summary>
    public DecodedImage DecodeFile(string path)
    {
        byte[]? buffer = null;
        try
        {
            using var file = File.OpenHandle(path, options: FileOptions.SequentialScan);
            var length = RandomAccess.GetLength(file);
            if (length > _limits.MaxBytes)
            {
                return TooManyBytes(path, length);
            }

            buffer = ArrayPool<byte>.Shared.Rent((int)length);
            return Decode(buffer.AsSpan(0, Fill(file, buffer.AsSpan(0, (int)length))), path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return DecodedImage.Failed($"'{path}' cannot be read: {e.Message}");
        }
        finally
        {
            if (buffer is not null)
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }

    /// <summary>Decodes bytes; <paramref name="name"/> is what an error calls them.</summary>
    public unsafe DecodedImage Decode(ReadOnlySpan<byte> encoded, string name)
    {
        if (encoded.IsEmpty)
        {
            return DecodedImage.Failed($"'{name}' is empty.");
        }

        if (encoded.Length > _limits.MaxBytes)
        {
            return TooManyBytes(name, encoded.Length);
        }

        if (!IsKnownFormat(encoded))
        {
            return DecodedImage.Failed($"'{name}' is not a JPEG, PNG or WebP picture.");
        }

        fixed (byte* address = encoded)
        {
            using var data = SKData.Create((nint)address, encoded.Length);
            using var codec = SKCodec.Create(data);
            if (codec is null)
            {
                return DecodedImage.Failed($"'{name}' has a broken or truncated header.");
            }

            if (Refusal(codec, encoded, name) is { } refusal)
            {
                return DecodedImage.Failed(refusal);
            }

            return Decode(codec, name);
        }
    }

    private string? Refusal(SKCodec codec, ReadOnlySpan<byte> encoded, string name)
    {
        var (width, height) = (codec.Info.Width, codec.Info.Height);
        if ((long)width * height > _limits.MaxPixels)
        {
            return $"'{name}' has {width} x {height} pixels; at most {_limits.MaxPixels} are decoded.";
        }

        if (Math.Max(width, height) > ImageLimits.MostSide)
        {
            return $"'{name}' has {width} x {height} pixels; a side may have at most {ImageLimits.MostSide}.";
        }

        return JpegStream.IsJpeg(encoded) && !JpegStream.HasEnd(encoded) ? Truncated(codec.Info, name) : null;
    }

    private static unsafe DecodedImage Decode(SKCodec codec, string name)
    {
        var (width, height) = (codec.Info.Width, codec.Info.Height);

        // Unpremultiplied keeps the stored colour; no colour space asks for no conversion.
        var alpha = codec.Info.IsOpaque ? SKAlphaType.Opaque : SKAlphaType.Unpremul;
        var target = new SKImageInfo(width, height, SKColorType.Rgba8888, alpha, colorspace: null);
        var buffer = ArrayPool<byte>.Shared.Rent(target.BytesSize);
        try
        {
            SKCodecResult result;
            fixed (byte* pixels = buffer)
            {
                result = codec.GetPixels(target, (nint)pixels, target.RowBytes, SKCodecOptions.Default);
            }

            return result switch
            {
                SKCodecResult.Success => DecodedImage.Of(Orientation.Upright(buffer, width, height, codec.EncodedOrigin)),
                SKCodecResult.IncompleteInput => DecodedImage.Failed(Truncated(codec.Info, name)),
                _ => DecodedImage.Failed($"'{name}' is broken: its {width} x {height} pixels cannot be decoded ({result})."),
            };
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static string Truncated(SKImageInfo info, string name) =>
        $"'{name}' is truncated: its header promises {info.Width} x {info.Height} pixels, its data ends before them.";

    private static int Fill(Microsoft.Win32.SafeHandles.SafeFileHandle file, Span<byte> buffer)
    {
        var total = 0;
        while (total < buffer.Length && RandomAccess.Read(file, buffer[total..], total) is > 0 and var read)
        {
            total += read;
        }

        return total;
    }

    private static bool IsKnownFormat(ReadOnlySpan<byte> encoded) =>
        JpegStream.IsJpeg(encoded)
        || encoded.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A])
        || (encoded.Length >= 12 && encoded.StartsWith("RIFF"u8) && encoded[8..12].SequenceEqual("WEBP"u8));

    private DecodedImage TooManyBytes(string name, long length) =>
        DecodedImage.Failed($"'{name}' has {length} bytes; at most {_limits.MaxBytes} are read.");
}
