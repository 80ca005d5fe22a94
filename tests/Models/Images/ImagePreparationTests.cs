using Ensemble.Models.Images;

namespace Ensemble.Models.Tests.Images;

public sealed class ImagePreparationTests
{
    [Theory]
    [InlineData("224x224 center-crop 0.875 bicubic")]
    [InlineData("64x48 stretch nearest")]
    [InlineData("1x4096 center-crop 1 bilinear")]
    public void What_is_written_is_read_again(string text)
    {
        var preparation = ImagePreparation.Parse(text);
        Assert.Equal(text, preparation.ToString());
        Assert.Equal(preparation, ImagePreparation.Parse(preparation.ToString()));
    }

    [Fact]
    public void The_parts_are_what_the_text_says() => Assert.Equal(
        new ImagePreparation(64, 48, ResizePolicy.CenterCrop(0.9m), Interpolation.Bilinear),
        ImagePreparation.Parse("64x48 center-crop 0.90 bilinear"));

    [Theory]
    [InlineData("", "is not an image preparation")]
    [InlineData("224 stretch nearest", "is not an image preparation")]
    [InlineData("224x-1 stretch nearest", "is not an image preparation")]
    [InlineData("0x10 stretch nearest", "must be 1 to 4096")]
    [InlineData("224x224 squash nearest", "is not a resize policy; use 'stretch' or 'center-crop FRACTION'")]
    [InlineData("224x224 center-crop nearest", "is not a resize policy")]
    [InlineData("224x224 center-crop 1.5 nearest", "must be above 0 and at most 1")]
    [InlineData("224x224 center-crop 0 nearest", "must be above 0 and at most 1")]
    [InlineData("224x224 stretch lanczos", "is not an interpolation; use 'nearest', 'bilinear' or 'bicubic'")]
    public void Another_text_is_an_error_that_says_what_is_possible(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<EnsembleException>(() => ImagePreparation.Parse(text)).Message, StringComparison.Ordinal);
}
