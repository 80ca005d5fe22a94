using CsCheck;

using Ensemble.Models.Images;
using Ensemble.Testing.Images;

using SkiaSharp;

namespace Ensemble.Models.Tests.Images;

public sealed class ImageDecoderTests
{
    private static readonly byte[] Jpeg = TestImages.Encode(TestImages.Quarters(48, 32), SKEncodedImageFormat.Jpeg);

    [Theory]
    [InlineData(SKEncodedImageFormat.Png)]
    [InlineData(SKEncodedImageFormat.Webp)]
    public void A_lossless_picture_comes_back_byte_for_byte(SKEncodedImageFormat format)
    {
        var picture = TestImages.Quarters(37, 21);
        var decoded = Decoded(TestImages.Encode(picture, format));
        Assert.Equal((37, 21), (decoded.Width, decoded.Height));
        Assert.Equal(picture.Pixels, decoded.Pixels);
    }

    [Fact]
    public void A_JPEG_comes_back_within_its_loss()
    {
        var decoded = Decoded(Jpeg);
        Assert.Equal((48, 32), (decoded.Width, decoded.Height));
        AssertClose(TestImages.FourColours, TestImages.Middles(decoded), tolerance: 3);
    }

    [Fact]
    public void A_progressive_JPEG_is_read() =>
        AssertClose(TestImages.FourColours, TestImages.Middles(DecodedFixture("progressive.jpg")), tolerance: 8);

    [Fact]
    public void Grey_becomes_three_equal_channels()
    {
        using var bitmap = new SKBitmap(new SKImageInfo(16, 16, SKColorType.Gray8));
        bitmap.Erase(new SKColor(90, 90, 90));
        using var jpeg = bitmap.Encode(SKEncodedImageFormat.Jpeg, 100);
        Assert.All(Decoded(jpeg.ToArray()).Pixels, value => Assert.Equal(90, value));
    }

    [Fact]
    public void CMYK_becomes_RGB_without_an_ink_profile()
    {
        // Full cyan, full magenta, full yellow, and (0, 100, 50) under half black.
        (byte, byte, byte)[] expected = [(0, 255, 255), (255, 0, 255), (255, 255, 0), (127, 77, 102)];
        AssertClose(expected, TestImages.Middles(DecodedFixture("cmyk.jpg")), tolerance: 2);
    }

    [Fact]
    public void Sixteen_bits_keep_their_upper_eight()
    {
        // Stored 0x0000, 0x1234, 0x80FF, 0xFFFF.
        (byte, byte, byte)[] expected = [(0, 0, 0), (0x12, 0x12, 0x12), (0x80, 0x80, 0x80), (255, 255, 255)];
        Assert.Equal(expected, TestImages.Middles(DecodedFixture("grey16.png")));
    }

    [Fact]
    public void A_palette_is_looked_up_even_where_it_is_transparent()
    {
        (byte, byte, byte)[] expected = [(255, 0, 0), (0, 255, 0), (10, 20, 30), (1, 2, 3)];
        Assert.Equal(expected, TestImages.Middles(DecodedFixture("palette-transparent.png")));
    }

    [Fact]
    public void Alpha_is_dropped_and_the_stored_colour_stays()
    {
        using var bitmap = new SKBitmap(new SKImageInfo(4, 4, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        bitmap.Erase(new SKColor(10, 200, 30, alpha: 1));
        using var png = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        Assert.Equal((10, 200, 30), TestImages.Pixel(Decoded(png.ToArray()), 2, 2));
    }

    [Fact]
    public void A_gamma_chunk_does_not_change_the_stored_numbers() =>
        Assert.Equal((100, 150, 200), TestImages.Pixel(DecodedFixture("gamma.png"), 5, 5));

    [Theory]
    [InlineData("animated.png")]
    [InlineData("animated.webp")]
    public void Of_an_animation_the_first_frame_is_taken(string fixture) =>
        Assert.All(TestImages.Middles(DecodedFixture(fixture)), colour => Assert.Equal((255, 0, 0), colour));

    // The quarters R(ed) G(reen) B(lue) W(hite) of the stored picture, as they must stand upright.
    [Theory]
    [InlineData(1, "RGBW")]
    [InlineData(2, "GRWB")]
    [InlineData(3, "WBGR")]
    [InlineData(4, "BWRG")]
    [InlineData(5, "RBGW")]
    [InlineData(6, "BRWG")]
    [InlineData(7, "WGBR")]
    [InlineData(8, "GWRB")]
    public void EXIF_orientation_is_applied(byte orientation, string upright)
    {
        var decoded = Decoded(TestImages.WithOrientation(Jpeg, orientation));
        Assert.Equal(orientation < 5 ? (48, 32) : (32, 48), (decoded.Width, decoded.Height));
        var expected = upright.Select(letter => TestImages.FourColours["RGBW".IndexOf(letter, StringComparison.Ordinal)]);
        AssertClose([.. expected], TestImages.Middles(decoded), tolerance: 3);
    }

    [Fact]
    public void A_picture_one_pixel_wide_can_be_turned()
    {
        var column = TestImages.Encode(TestImages.Make(1, 3, (_, y, _) => y * 100), SKEncodedImageFormat.Jpeg);
        var decoded = Decoded(TestImages.WithOrientation(column, 8));
        Assert.Equal((3, 1), (decoded.Width, decoded.Height));
        Assert.InRange(decoded.Pixels[6], 195, 205);
    }

    [Fact]
    public void An_empty_input_is_an_error_that_names_it() =>
        Assert.Equal("'a.jpg' is empty.", ImageDecoder.Default.Decode([], "a.jpg").Error);

    [Theory]
    [InlineData("hello")]
    [InlineData("GIF89a and more")]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg'/>")]
    public void Another_format_is_an_error_that_says_which_ones_are_read(string text) =>
        Assert.Equal("'a.txt' is not a JPEG, PNG or WebP picture.", ImageDecoder.Default.Decode(System.Text.Encoding.UTF8.GetBytes(text), "a.txt").Error);

    [Fact]
    public void Every_truncation_of_a_JPEG_is_an_error() => AssertNoPrefixDecodes(Jpeg, Jpeg.Length);

    [Fact]
    public void Every_truncation_of_a_progressive_JPEG_is_an_error()
    {
        var whole = File.ReadAllBytes(TestImages.Fixture("progressive.jpg"));
        AssertNoPrefixDecodes(whole, whole.Length);
    }

    [Theory]
    [InlineData(SKEncodedImageFormat.Png, 24)] // after the pixels come two checksums and the end chunk
    [InlineData(SKEncodedImageFormat.Webp, 0)]
    public void Every_truncation_inside_the_pixels_of_another_format_is_an_error(SKEncodedImageFormat format, int tail)
    {
        var whole = TestImages.Encode(TestImages.Pattern(40, 30), format);
        AssertNoPrefixDecodes(whole, whole.Length - tail);
    }

    [Fact]
    public void A_zero_filled_tail_is_a_truncation()
    {
        var jpeg = TestImages.Encode(TestImages.Pattern(200, 150), SKEncodedImageFormat.Jpeg);
        Array.Clear(jpeg, jpeg.Length / 2, jpeg.Length - (jpeg.Length / 2));
        var error = ImageDecoder.Default.Decode(jpeg, "half.jpg").Error;
        Assert.Equal("'half.jpg' is truncated: its header promises 200 x 150 pixels, its data ends before them.", error);
    }

    [Fact]
    public void The_end_marker_of_a_thumbnail_is_not_the_end_of_the_picture()
    {
        byte[] thumbnail = [0xFF, 0xE1, 0, 6, 0xFF, 0xD8, 0xFF, 0xD9];
        byte[] withThumbnail = [.. Jpeg.AsSpan(0, 2), .. thumbnail, .. Jpeg.AsSpan(2)];
        Assert.True(JpegStream.HasEnd(withThumbnail));
        Assert.False(JpegStream.HasEnd(withThumbnail.AsSpan(0, withThumbnail.Length - 2)));
    }

    [Fact]
    public void Bytes_after_the_end_do_not_matter() => Assert.Equal(Decoded(Jpeg).Pixels, Decoded([.. Jpeg, 1, 2, 3]).Pixels);

    [Fact]
    public void Damage_anywhere_is_a_picture_or_an_error_and_never_an_exception()
    {
        byte[][] pictures =
        [
            Jpeg,
            TestImages.Encode(TestImages.Pattern(20, 20), SKEncodedImageFormat.Png),
            TestImages.Encode(TestImages.Pattern(20, 20), SKEncodedImageFormat.Webp),
        ];
        Gen.Select(Gen.Int[0, 2], Gen.Select(Gen.Int[0, 5000], Gen.Byte).Array[1, 20]).Sample((which, changes) =>
        {
            var damaged = pictures[which].ToArray();
            foreach (var (at, value) in changes)
            {
                damaged[at % damaged.Length] = value;
            }

            var decoded = new ImageDecoder(new ImageLimits { MaxPixels = 1_000_000 }).Decode(damaged, "damaged");
            return decoded.Succeeded != decoded.Error?.StartsWith("'damaged' ", StringComparison.Ordinal);
        }, iter: 2000);
    }

    [Fact]
    public void An_enormous_picture_is_refused_by_its_header_alone()
    {
        var bomb = TestImages.WithClaimedSize(Jpeg, 65_000, 60_000);
        var error = ImageDecoder.Default.Decode(bomb, "bomb.jpg").Error;
        Assert.Equal("'bomb.jpg' has 65000 x 60000 pixels; at most 64000000 are decoded.", error);
    }

    [Fact]
    public void The_pixel_bound_is_inclusive()
    {
        Assert.True(new ImageDecoder(new ImageLimits { MaxPixels = 48 * 32 }).Decode(Jpeg, "a").Succeeded);
        Assert.False(new ImageDecoder(new ImageLimits { MaxPixels = (48 * 32) - 1 }).Decode(Jpeg, "a").Succeeded);
    }

    [Fact]
    public void The_byte_bound_holds_for_bytes_and_for_files()
    {
        var decoder = new ImageDecoder(new ImageLimits { MaxBytes = 100 });
        var path = TestImages.Fixture("progressive.jpg");
        Assert.Equal("'p' has 543 bytes; at most 100 are read.", decoder.Decode(File.ReadAllBytes(path), "p").Error);
        Assert.Equal($"'{path}' has 543 bytes; at most 100 are read.", decoder.DecodeFile(path).Error);
    }

    [Fact]
    public void A_file_that_is_missing_or_a_folder_is_an_error_that_names_it()
    {
        var missing = TestImages.Fixture("missing.jpg");
        Assert.StartsWith($"'{missing}' cannot be read: ", ImageDecoder.Default.DecodeFile(missing).Error, StringComparison.Ordinal);
        var folder = AppContext.BaseDirectory;
        Assert.StartsWith($"'{folder}' cannot be read: ", ImageDecoder.Default.DecodeFile(folder).Error, StringComparison.Ordinal);
    }

    private static void AssertNoPrefixDecodes(byte[] whole, int end)
    {
        Assert.True(ImageDecoder.Default.Decode(whole, "whole").Succeeded);
        for (var length = 0; length < end; length++)
        {
            Assert.False(ImageDecoder.Default.Decode(whole.AsSpan(0, length), "cut").Succeeded, $"{length} of {whole.Length} bytes");
        }
    }

    private static RgbImage Decoded(byte[] encoded)
    {
        var decoded = ImageDecoder.Default.Decode(encoded, "test");
        Assert.True(decoded.Succeeded, decoded.Error);
        return decoded.Image;
    }

    private static RgbImage DecodedFixture(string name)
    {
        var decoded = ImageDecoder.Default.DecodeFile(TestImages.Fixture(name));
        Assert.True(decoded.Succeeded, decoded.Error);
        return decoded.Image;
    }

    private static void AssertClose((byte R, byte G, byte B)[] expected, (byte R, byte G, byte B)[] actual, int tolerance)
    {
        foreach (var (e, a) in expected.Zip(actual))
        {
            var difference = Math.Max(Math.Abs(e.R - a.R), Math.Max(Math.Abs(e.G - a.G), Math.Abs(e.B - a.B)));
            Assert.True(difference <= tolerance, $"{a} instead of {e}");
        }
    }
}
