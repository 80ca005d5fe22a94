using Ensemble.Models.DataSets;
using Ensemble.Models.DataSets.ImageNet;

namespace Ensemble.Models.Tests.DataSets;

/// <summary>
/// Indices in the order of the WordNet ids, as Keras has them: kit fox 278, English setter 212, Siberian husky 250, sea
/// snake 65. Their ILSVRC2012 ids are 1, 2, 3 and 490.
/// </summary>
public sealed class ImageNetDataSetTests
{
    private const string First = "ILSVRC2012_val_00000001.JPEG";
    private const string Second = "ILSVRC2012_val_00000002.JPEG";
    private const string Third = "ILSVRC2012_val_00000003.JPEG";
    private const string OfficialTruth = "ILSVRC2012_validation_ground_truth.txt";

    [Fact]
    public void The_class_list_is_that_of_Keras()
    {
        Assert.Equal(1000, ImageNetClasses.Names.Count);
        Assert.Equal(ImageNetClasses.Wnids.Order(StringComparer.Ordinal), ImageNetClasses.Wnids);
        Assert.Equal(("n01440764", "tench"), (ImageNetClasses.Wnids[0], ImageNetClasses.Names[0]));
        Assert.Equal(("n15075141", 999), (ImageNetClasses.Wnids[999], ImageNetClasses.IndexOf("n15075141")));
        Assert.Equal((278, 212, 250, 65), (Index("n02119789"), Index("n02100735"), Index("n02110185"), Index("n01751748")));
        Assert.False(ImageNetClasses.TryIndexOf("n00001740", out _));
    }

    [Fact]
    public void Folders_named_by_WordNet_id_keep_the_thousand_labels()
    {
        using var folder = new ImageFolder().WithImages("n02119789/b.JPEG", "n02119789/a.JPEG", "n01751748/x.JPEG", "notes/y.JPEG").WithFolder("n02100735");
        var data = ImageNetDataSet.Open(folder.Root);
        Assert.Equal("imagenet", data.Name);
        Assert.Equal([Split.Test], data.Splits);
        Assert.Equal(1000, data.ClassNames.Count);
        Assert.Equal(["n01751748/x.JPEG:65", "n02119789/a.JPEG:278", "n02119789/b.JPEG:278"], Items(data));
        Assert.True(data.Load(Split.Test, 0).Succeeded);
    }

    [Fact]
    public void A_folder_of_another_class_is_an_error()
    {
        using var folder = new ImageFolder().WithImages("n02119789/b.JPEG", "n00001740/a.JPEG");
        Assert.Contains("1 folders that are none of the 1000 classes of ILSVRC2012, the first is 'n00001740'", Error(folder.Root), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("meta.mat")]
    [InlineData("meta-uncompressed.mat")]
    public void The_official_ground_truth_is_read_with_the_kits_meta_mat(string fixture)
    {
        using var folder = new ImageFolder().WithImages(Second, First).WithText(OfficialTruth, "490\n1\n3\n");
        File.Copy(Fixture(fixture), Path.Combine(folder.Root, "meta.mat"));
        Assert.Equal([$"{First}:65", $"{Second}:278"], Items(ImageNetDataSet.Open(folder.Root)));
    }

    [Fact]
    public void The_kit_may_be_unpacked_beside_the_folder_of_the_images()
    {
        using var folder = new ImageFolder().WithImages($"ILSVRC2012_img_val/{First}").WithText($"ILSVRC2012_devkit_t12/data/{OfficialTruth}", "2");
        File.Copy(Fixture("meta.mat"), Path.Combine(folder.Root, "ILSVRC2012_devkit_t12/data/meta.mat"));
        Assert.Equal([$"{First}:212"], Items(ImageNetDataSet.Open(Path.Combine(folder.Root, "ILSVRC2012_img_val"))));
        var fromAbove = ImageNetDataSet.Open(folder.Root);
        Assert.Equal([$"ILSVRC2012_img_val/{First}:212"], Items(fromAbove));
        Assert.True(fromAbove.Load(Split.Test, 0).Succeeded);
    }

    [Theory]
    [InlineData("map_clsloc.txt", "n02119789 1 kit_fox\nn02100735 2 English_setter\nn02110185 3 Siberian_husky\n")]
    [InlineData("synsets.txt", "n02119789\nn02100735\nn02110185\n")]
    public void The_official_ground_truth_is_read_with_a_list_in_the_kits_order(string name, string list)
    {
        using var folder = new ImageFolder().WithImages(First, Second, Third).WithText(OfficialTruth, "3\n1\n2\n").WithText(name, list);
        Assert.Equal([$"{First}:250", $"{Second}:278", $"{Third}:212"], Items(ImageNetDataSet.Open(folder.Root)));
    }

    [Fact]
    public void A_sorted_list_cannot_be_the_kits_order_and_is_refused()
    {
        using var folder = new ImageFolder().WithImages(First).WithText(OfficialTruth, "1")
            .WithText("synsets.txt", string.Join('\n', ImageNetClasses.Wnids));
        Assert.Contains("in sorted order and without ILSVRC2012 ids", Error(folder.Root), StringComparison.Ordinal);
    }

    [Fact]
    public void The_official_ground_truth_alone_is_an_error_that_names_what_it_needs()
    {
        using var folder = new ImageFolder().WithImages(First).WithText(OfficialTruth, "1");
        Assert.Contains("needs the kit's meta.mat (or map_clsloc.txt", Error(folder.Root), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("val.txt", $"{First} 65\nsome/folder/{Second} 278\n\n")]
    [InlineData("val.txt", $"{Second} n02119789\n{First} n01751748")]
    [InlineData("LOC_val_solution.csv", "ImageId,PredictionString\r\nILSVRC2012_val_00000002,n02119789 1 2 3 4 n02119789 5 6 7 8 \r\nILSVRC2012_val_00000001,n01751748 85 1 499 272 \r\n")]
    [InlineData("imagenet_2012_validation_synset_labels.txt", "n01751748\nn02119789\nn02100735\n")]
    public void The_usual_label_files_are_read(string name, string content)
    {
        using var folder = new ImageFolder().WithImages(First, Second).WithText(name, content);
        Assert.Equal([$"{First}:65", $"{Second}:278"], Items(ImageNetDataSet.Open(folder.Root)));
    }

    [Theory]
    [InlineData("val.txt", $"{First} 1000", "1000 is not a class; indices are 0 to 999")]
    [InlineData("val.txt", $"{First} 1\n{First} 2", "is labelled a second time (line 2 of ")]
    [InlineData("val.txt", $"{First}", "is not 'FILENAME INDEX' (line 1 of ")]
    [InlineData("val.txt", $"{Second} 1", "1 of 1 images in ")]
    [InlineData("LOC_val_solution.csv", "ImageId,PredictionString\nnothing", "'nothing' is not 'IMAGE,WNID …' (line 2 of ")]
    [InlineData("imagenet_2012_validation_synset_labels.txt", "n00001740", "'n00001740' is not the WordNet id of one of the 1000 classes (line 1 of ")]
    public void Labels_that_do_not_fit_are_an_error_that_says_where(string name, string content, string expected)
    {
        using var folder = new ImageFolder().WithImages(First).WithText(name, content);
        Assert.Contains(expected, Error(folder.Root), StringComparison.Ordinal);
    }

    [Fact]
    public void An_official_id_that_the_kit_does_not_have_is_an_error_that_says_where()
    {
        using var folder = new ImageFolder().WithImages(First).WithText(OfficialTruth, "1\n1001\n");
        File.Copy(Fixture("meta.mat"), Path.Combine(folder.Root, "meta.mat"));
        Assert.Contains("'1001' is not the ILSVRC2012 id of a class in ", Error(folder.Root), StringComparison.Ordinal);
        Assert.Contains("(line 2 of ", Error(folder.Root), StringComparison.Ordinal);
    }

    [Fact]
    public void Images_without_labels_are_an_error_that_lists_the_files_understood()
    {
        using var folder = new ImageFolder().WithImages(First);
        foreach (var name in new[] { OfficialTruth, "meta.mat", "val.txt", "LOC_val_solution.csv" })
        {
            Assert.Contains(name, Error(folder.Root), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_folder_without_images_is_an_error_that_says_what_is_expected()
    {
        using var folder = new ImageFolder().WithFolder("n01440764");
        Assert.Contains("has no ImageNet images", Error(folder.Root), StringComparison.Ordinal);
        Assert.Contains("does not exist", Error(Path.Combine(folder.Root, "none")), StringComparison.Ordinal);
    }

    private static string Fixture(string name) => Path.Combine(AppContext.BaseDirectory, "DataSets", "Fixtures", name);

    private static int Index(string wnid) => ImageNetClasses.IndexOf(wnid);

    private static string Error(string path) => Assert.Throws<EnsembleException>(() => ImageNetDataSet.Open(path)).Message;

    private static IEnumerable<string> Items(IDataSet data) =>
        Enumerable.Range(0, data.Count(Split.Test)).Select(i => $"{data.IdOf(Split.Test, i)}:{data.LabelOf(Split.Test, i)}");
}
