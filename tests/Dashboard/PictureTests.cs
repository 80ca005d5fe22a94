using Ensemble.Dashboard.Downloads;
using Ensemble.Models.DataSets;
using SkiaSharp;

namespace Ensemble.Dashboard.Tests;

public sealed class PictureTests
{
    [Fact]
    public void A_bitmap_is_read_back_as_it_was()
    {
        var image = DataSetCatalog.Open("shapes").Load(Split.Test, 7).Image!;

        using var decoded = SKBitmap.Decode(Picture.Bitmap(image));

        Assert.Equal((image.Width, image.Height), (decoded.Width, decoded.Height));
        Assert.Equal(image.Pixels.ToArray(), decoded.Pixels.SelectMany(pixel => new[] { pixel.Red, pixel.Green, pixel.Blue }).ToArray());
    }
}
