using System.Security.Cryptography;

using CsCheck;

using Ensemble.Models.Images;
using Ensemble.Testing.Images;

namespace Ensemble.Models.Tests.Images;

public sealed class ImageResizerTests
{
    private static readonly Gen<Interpolation> AnyInterpolation = Gen.Enum<Interpolation>();

    // By hand: the triangle of radius 1 (2 where halved), Keys' cubic, both cut off and normalised at the border.
    [Theory]
    [InlineData("nearest", new[] { 10, 20 }, new[] { 10, 10, 20, 20 })]
    [InlineData("nearest", new[] { 1, 2, 3, 4, 5 }, new[] { 2, 4 })]
    [InlineData("nearest", new[] { 1, 2 }, new[] { 1, 1, 2, 2, 2 })]
    [InlineData("bilinear", new[] { 0, 100 }, new[] { 0, 25, 75, 100 })]
    [InlineData("bilinear", new[] { 0, 70, 140, 210 }, new[] { 50, 160 })] // (3·0 + 3·70 + 140) / 7
    [InlineData("bicubic", new[] { 0, 100 }, new[] { 0, 21, 79, 109 })] // 100 · 0.2265625 / 1.09375; overshoots at the ends
    [InlineData("bicubic", new[] { 100, 100, 200, 200 }, new[] { 108, 192 })] // (100 · 1.734375 + 200 · 0.15625) / 1.890625
    public void A_row_becomes_what_the_formula_gives(string interpolation, int[] source, int[] expected)
    {
        var horizontal = TestImages.Make(source.Length, 1, (x, _, _) => source[x]);
        var vertical = TestImages.Make(1, source.Length, (_, y, _) => source[y]);
        Assert.Equal(expected, Red(ImageResizer.Resize(horizontal, ImagePreparation.Parse($"{expected.Length}x1 stretch {interpolation}"))));
        Assert.Equal(expected, Red(ImageResizer.Resize(vertical, ImagePreparation.Parse($"1x{expected.Length} stretch {interpolation}"))));
    }

    // First 8 bytes of the SHA-256 of what Pillow 9.4 makes of the same pattern (Image.crop, then Image.resize).
    [Theory]
    [InlineData(97, 61, "32x32 stretch nearest", "0a2450228a0a8c6b")]
    [InlineData(97, 61, "32x32 stretch bilinear", "489e1b0adb6ce12f")]
    [InlineData(97, 61, "32x32 stretch bicubic", "9bc011b21c45e1ff")]
    [InlineData(97, 61, "224x224 stretch nearest", "c8709e09b65a3759")]
    [InlineData(97, 61, "224x224 stretch bilinear", "5a7fd61d7de3897e")]
    [InlineData(97, 61, "224x224 stretch bicubic", "0254f7af3c7ef2d8")]
    [InlineData(500, 375, "50x70 stretch nearest", "7c0fddd2478701f8")]
    [InlineData(500, 375, "50x70 stretch bilinear", "20ba93de8f1ffff2")]
    [InlineData(500, 375, "50x70 stretch bicubic", "07b1439648b200d4")]
    [InlineData(33, 47, "33x20 stretch nearest", "d7ec2aa99b7954f1")]
    [InlineData(33, 47, "33x20 stretch bilinear", "b99fdd980c6f574c")]
    [InlineData(33, 47, "33x20 stretch bicubic", "9fa46397d7586dd9")]
    [InlineData(500, 375, "224x224 center-crop 0.875 bilinear", "7967bc759ec97e2c")]
    [InlineData(500, 375, "224x224 center-crop 0.875 bicubic", "e7b7692ca98855c5")]
    public void The_bytes_are_those_of_Pillow(int width, int height, string preparation, string sha256)
    {
        var resized = ImageResizer.Resize(TestImages.Pattern(width, height), ImagePreparation.Parse(preparation));
        Assert.Equal(sha256, Convert.ToHexStringLower(SHA256.HashData(resized.Pixels))[..16]);
    }

    [Fact]
    public void Nearest_takes_only_colours_that_are_there() => AnyPicture.Sample(image =>
    {
        var resized = ImageResizer.Resize(image, new ImagePreparation(9, 7, ResizePolicy.Stretch, Interpolation.Nearest));
        var colours = Colours(image).ToHashSet();
        return Colours(resized).All(colours.Contains);
    });

    [Fact]
    public void The_same_size_is_the_same_picture() => Gen.Select(AnyPicture, AnyInterpolation).Sample((image, interpolation) =>
    {
        var same = ImageResizer.Resize(image, new ImagePreparation(image.Width, image.Height, ResizePolicy.Stretch, interpolation));
        return same.Pixels.AsSpan().SequenceEqual(image.Pixels);
    });

    [Fact]
    public void A_constant_picture_stays_constant() =>
        Gen.Select(Gen.Int[1, 300], Gen.Int[1, 300], Gen.Byte, AnyPreparation).Sample((width, height, value, preparation) =>
        {
            var image = TestImages.Make(width, height, (_, _, _) => value);
            return !ImageResizer.Resize(image, preparation).Pixels.AsSpan().ContainsAnyExcept(value);
        });

    [Theory]
    [InlineData(65_535, 1)]
    [InlineData(1, 65_535)]
    public void A_constant_picture_stays_constant_when_it_shrinks_to_a_single_pixel(int width, int height)
    {
        var image = TestImages.Make(width, height, (_, _, c) => c * 127);
        foreach (var interpolation in Enum.GetValues<Interpolation>())
        {
            Assert.Equal([0, 127, 254], ImageResizer.Resize(image, new ImagePreparation(1, 1, ResizePolicy.Stretch, interpolation)).Pixels);
        }
    }

    [Fact]
    public void Bilinear_stays_between_the_darkest_and_the_brightest() =>
        Gen.Select(AnyPicture, Gen.Int[1, 40], Gen.Int[1, 40]).Sample((image, width, height) =>
        {
            var resized = ImageResizer.Resize(image, new ImagePreparation(width, height, ResizePolicy.Stretch, Interpolation.Bilinear));
            return resized.Pixels.Min() >= image.Pixels.Min() && resized.Pixels.Max() <= image.Pixels.Max();
        });

    [Fact]
    public void A_mirrored_picture_gives_the_mirrored_result() =>
        Gen.Select(AnyPicture, AnyInterpolation).Where((_, interpolation) => interpolation != Interpolation.Nearest).Sample((image, interpolation) =>
        {
            var preparation = new ImagePreparation(8, 5, ResizePolicy.Stretch, interpolation);
            var result = Mirrored(ImageResizer.Resize(Mirrored(image), preparation)).Pixels;

            // A tie of rounding may fall to the other side.
            return ImageResizer.Resize(image, preparation).Pixels.Zip(result).All(pair => Math.Abs(pair.First - pair.Second) <= 1);
        });

    [Theory]
    [InlineData("center-crop 0.875", 500, 375, 224, 224, 86, 24, 328, 328)] // floor(0.875 · 375) = 328
    [InlineData("center-crop 0.875", 375, 500, 224, 224, 24, 86, 328, 328)]
    [InlineData("center-crop 0.875", 256, 256, 224, 224, 16, 16, 224, 224)]
    [InlineData("center-crop 0.875", 1, 1, 224, 224, 0, 0, 1, 1)]
    [InlineData("center-crop 1", 500, 375, 64, 64, 63, 0, 375, 375)]
    [InlineData("center-crop 0.7", 10, 20, 64, 64, 2, 7, 7, 7)]
    [InlineData("center-crop 0.5", 100, 100, 20, 10, 25, 38, 50, 25)]
    [InlineData("center-crop 0.5", 100, 100, 10, 20, 38, 25, 25, 50)]
    [InlineData("stretch", 500, 375, 224, 224, 0, 0, 500, 375)]
    public void The_policy_chooses_the_part(string policy, int width, int height, int targetWidth, int targetHeight, int left, int top, int partWidth, int partHeight) =>
        Assert.Equal(new PixelRectangle(left, top, partWidth, partHeight), ResizePolicy.Parse(policy).Part(width, height, targetWidth, targetHeight));

    [Fact]
    public void Nothing_outside_the_crop_is_seen() => AnyInterpolation.Sample(interpolation =>
    {
        var part = ResizePolicy.CenterCrop(0.5m).Part(60, 40, 10, 10);
        var image = TestImages.Make(60, 40, (x, y, _) =>
            x >= part.Left && x < part.Left + part.Width && y >= part.Top && y < part.Top + part.Height ? 200 : 0);
        var resized = ImageResizer.Resize(image, new ImagePreparation(10, 10, ResizePolicy.CenterCrop(0.5m), interpolation));
        return !resized.Pixels.AsSpan().ContainsAnyExcept((byte)200);
    });

    [Fact]
    public void A_place_in_a_batch_is_written_and_its_neighbours_are_not()
    {
        var preparation = ImagePreparation.Parse("4x4 stretch bicubic");
        var batch = Enumerable.Repeat((byte)7, 3 * preparation.ByteCount).ToArray();
        var image = TestImages.Pattern(9, 9);
        ImageResizer.Resize(image, preparation, batch.AsSpan(preparation.ByteCount, preparation.ByteCount));
        Assert.Equal(ImageResizer.Resize(image, preparation).Pixels, batch[48..96]);
        Assert.All(batch[..48].Concat(batch[96..]), value => Assert.Equal(7, value));
    }

    [Fact]
    public void A_picture_or_a_place_of_the_wrong_size_is_refused()
    {
        var preparation = ImagePreparation.Parse("4x4 stretch bicubic");
        Assert.Throws<ArgumentException>(() => ImageResizer.Resize(new RgbImage(2, 2, new byte[11]), preparation));
        Assert.Throws<ArgumentException>(() => ImageResizer.Resize(TestImages.Pattern(2, 2), preparation, new byte[47]));
    }

    private static Gen<RgbImage> AnyPicture { get; } =
        from width in Gen.Int[1, 30]
        from height in Gen.Int[1, 30]
        from pixels in Gen.Byte.Array[width * height * 3]
        select new RgbImage(width, height, pixels);

    private static Gen<ImagePreparation> AnyPreparation { get; } =
        from width in Gen.Int[1, 50]
        from height in Gen.Int[1, 50]
        from percent in Gen.Int[0, 100]
        from interpolation in AnyInterpolation
        select new ImagePreparation(width, height, percent == 0 ? ResizePolicy.Stretch : ResizePolicy.CenterCrop(percent / 100m), interpolation);

    private static int[] Red(RgbImage image) => [.. image.Pixels.Where((_, i) => i % 3 == 0).Select(value => (int)value)];

    private static IEnumerable<(byte, byte, byte)> Colours(RgbImage image) =>
        image.Pixels.Chunk(3).Select(pixel => (pixel[0], pixel[1], pixel[2]));

    private static RgbImage Mirrored(RgbImage image) => TestImages.Make(image.Width, image.Height, (x, y, c) =>
        image.Pixels[(((y * image.Width) + image.Width - 1 - x) * 3) + c]);
}
