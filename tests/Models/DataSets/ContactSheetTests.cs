using Ensemble.Models.DataSets;
using Ensemble.Models.DataSets.Shapes;
using Ensemble.Models.Images;
using SkiaSharp;

namespace Ensemble.Models.Tests.DataSets;

public sealed class ContactSheetTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("contact-sheet");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void The_file_is_a_png_with_a_cell_for_every_item()
    {
        var file = Path.Combine(_folder.FullName, "sheet.png");

        ContactSheet.Write(new ShapesDataSet(), Split.Test, 10, file, TestContext.Current.CancellationToken);

        using var sheet = SKBitmap.Decode(file);
        var expected = ((4 * ContactSheet.CellWidth) + ContactSheet.Margin, (3 * ContactSheet.CellHeight) + ContactSheet.Margin);
        Assert.Equal(expected, (sheet.Width, sheet.Height));
        Assert.Equal([file], Directory.GetFiles(_folder.FullName));
    }

    [Fact]
    public void Pictures_are_shown_pixel_by_pixel_in_their_own_colours()
    {
        var shapes = new ShapesDataSet();
        using var sheet = Decode(ContactSheet.Encode(shapes, Split.Test, 2, TestContext.Current.CancellationToken));

        var pixels = shapes.Load(Split.Test, 1).Image!.Pixels;

        for (var i = 0; i < 64; i++)
        {
            var at = ((i * 64) + (63 - i)) * 3;
            var shown = sheet.GetPixel(
                ContactSheet.Margin + ContactSheet.CellWidth + ((63 - i) * 2) + 1, ContactSheet.Margin + (i * 2) + 1);
            Assert.Equal(new SKColor(pixels[at], pixels[at + 1], pixels[at + 2]), shown);
        }
    }

    [Fact]
    public void A_large_photograph_is_fitted_into_its_cell()
    {
        var red = Enumerable.Range(0, 600 * 200 * 3).Select(i => (byte)(i % 3 == 0 ? 255 : 0)).ToArray();
        var photograph = DecodedImage.Of(new RgbImage(600, 200, red));
        using var sheet = Decode(
            ContactSheet.Encode(new Single(photograph), Split.Test, 5, TestContext.Current.CancellationToken));

        Assert.Equal(ContactSheet.CellWidth + ContactSheet.Margin, sheet.Width);
        Assert.Equal(SKColors.Red, sheet.GetPixel(ContactSheet.Margin + 64, ContactSheet.Margin + 64));
        Assert.NotEqual(SKColors.Red, sheet.GetPixel(ContactSheet.Margin + 64, ContactSheet.Margin + 20));
    }

    [Fact]
    public void Class_and_name_are_written_below_the_picture()
    {
        using var sheet = Decode(
            ContactSheet.Encode(new ShapesDataSet(), Split.Test, 1, TestContext.Current.CancellationToken));
        var background = sheet.GetPixel(0, 0);

        var inked = Enumerable.Range(0, sheet.Width)
            .Count(x => Enumerable.Range(ContactSheet.Margin + ContactSheet.Picture, 28)
                .Any(y => sheet.GetPixel(x, y) != background));

        Assert.InRange(inked, 30, ContactSheet.Picture);
    }

    [Fact]
    public void An_item_that_cannot_be_decoded_is_a_crossed_box_with_its_error()
    {
        var broken = DecodedImage.Failed("The file 'cat.jpg' ends in the middle of its data.");
        using var withError = Decode(
            ContactSheet.Encode(new Single(broken), Split.Test, 1, TestContext.Current.CancellationToken));
        using var withOther = Decode(ContactSheet.Encode(
            new Single(DecodedImage.Failed("?")), Split.Test, 1, TestContext.Current.CancellationToken));

        var centre = ContactSheet.Margin + (ContactSheet.Picture / 2);
        Assert.NotEqual(withError.GetPixel(0, 0), withError.GetPixel(centre, centre));
        Assert.NotEqual(withError.Bytes, withOther.Bytes);
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_a_sentence_that_names_the_file()
    {
        var obstacle = Path.Combine(_folder.FullName, "file");
        File.WriteAllText(obstacle, "not a folder");
        var file = Path.Combine(obstacle, "sheet.png");

        var error = Assert.Throws<EnsembleException>(() => ContactSheet.Write(
            new ShapesDataSet(), Split.Test, 1, file, TestContext.Current.CancellationToken));

        Assert.Contains(file, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_target_that_cannot_be_replaced_leaves_nothing_half_written()
    {
        var file = Path.Combine(_folder.FullName, "sheet.png");
        Directory.CreateDirectory(file);

        Assert.Throws<EnsembleException>(() => ContactSheet.Write(
            new ShapesDataSet(), Split.Test, 1, file, TestContext.Current.CancellationToken));

        Assert.Empty(Directory.GetFiles(_folder.FullName));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-3)]
    [InlineData(ContactSheet.MaxItems + 1)]
    public void A_count_that_no_sheet_can_show_is_refused(int count) =>
        Assert.Throws<EnsembleException>(() => ContactSheet.Encode(
            new ShapesDataSet(), Split.Test, count, TestContext.Current.CancellationToken));

    [Fact]
    public void An_empty_split_is_refused_and_the_others_are_named()
    {
        var one = new Single(DecodedImage.Failed("broken"));

        var error = Assert.Throws<EnsembleException>(() => ContactSheet.Encode(
            one, Split.Train, 1, TestContext.Current.CancellationToken));

        Assert.Contains("Test", error.Message, StringComparison.Ordinal);
    }

    private static SKBitmap Decode(byte[] png) => SKBitmap.Decode(png);

    private sealed class Single(DecodedImage item) : IDataSet
    {
        public string Name => "single";

        public IReadOnlyList<string> ClassNames => ["a class with a rather long name, which is cut"];

        public IReadOnlyList<Split> Splits => [Split.Test];

        public int Count(Split split) => split == Split.Test ? 1 : 0;

        public string IdOf(Split split, int index) => "Folder/Item-1.JPG";

        public int LabelOf(Split split, int index) => 0;

        public DecodedImage Load(Split split, int index) => item;
    }
}
