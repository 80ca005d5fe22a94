using Ensemble.Models.DataSets;

namespace Ensemble.Models.Tests.DataSets;

public sealed class FolderDataSetTests
{
    [Fact]
    public void Each_sub_folder_is_a_class_and_each_image_in_it_an_item()
    {
        using var folder = new ImageFolder().WithImages("dog/b.png", "dog/a.JPG", "cat/1.webp", "Zebra/x.jpeg");
        var data = FolderDataSet.Open(folder.Root);
        Assert.Equal("folder", data.Name);
        Assert.Equal(["Zebra", "cat", "dog"], data.ClassNames);
        Assert.Equal([Split.Test], data.Splits);
        Assert.Equal(["Zebra/x.jpeg:0", "cat/1.webp:1", "dog/a.JPG:2", "dog/b.png:2"], Items(data, Split.Test));
        Assert.Equal(0, data.Count(Split.Train));
        Assert.Throws<ArgumentOutOfRangeException>(() => data.LabelOf(Split.Test, 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => data.IdOf(Split.Train, 0));
    }

    [Fact]
    public void An_item_is_decoded_and_a_broken_one_is_its_own_error()
    {
        using var folder = new ImageFolder().WithImages("dog/a.png").WithText("dog/b.png", "not a picture");
        var data = FolderDataSet.Open(folder.Root);
        Assert.Equal((6, 4), (data.Load(Split.Test, 0).Image!.Width, data.Load(Split.Test, 0).Image!.Height));
        Assert.Equal($"'{Path.Combine(folder.Root, "dog/b.png")}' is not a JPEG, PNG or WebP picture.", data.Load(Split.Test, 1).Error);
    }

    [Fact]
    public void An_image_that_vanishes_is_the_error_of_that_item()
    {
        using var folder = new ImageFolder().WithImages("dog/a.png", "dog/b.png");
        var data = FolderDataSet.Open(folder.Root);
        File.Delete(Path.Combine(folder.Root, "dog/a.png"));
        Assert.Contains("a.png' cannot be read", data.Load(Split.Test, 0).Error, StringComparison.Ordinal);
        Assert.True(data.Load(Split.Test, 1).Succeeded);
    }

    [Fact]
    public void Other_files_hidden_entries_and_deeper_folders_are_passed_over()
    {
        using var folder = new ImageFolder()
            .WithImages("dog/a.png", "dog/.thumbnail.png", "dog/deeper/c.png", "top.png", ".hidden/x.png")
            .WithText("dog/notes.txt", "…").WithText("readme.md", "…");
        Assert.Equal(["dog/a.png:0"], Items(FolderDataSet.Open(folder.Root), Split.Test));
    }

    [Fact]
    public void Symbolic_links_are_not_followed()
    {
        using var outside = new ImageFolder().WithImages("secret.png", "class/x.png");
        using var folder = new ImageFolder().WithImages("dog/a.png");
        File.CreateSymbolicLink(Path.Combine(folder.Root, "dog/link.png"), Path.Combine(outside.Root, "secret.png"));
        Directory.CreateSymbolicLink(Path.Combine(folder.Root, "linked"), Path.Combine(outside.Root, "class"));
        var data = FolderDataSet.Open(folder.Root);
        Assert.Equal(["dog"], data.ClassNames);
        Assert.Equal(["dog/a.png:0"], Items(data, Split.Test));
    }

    [Fact]
    public void Folders_named_like_splits_that_hold_classes_are_the_splits()
    {
        using var folder = new ImageFolder().WithImages("train/cat/a.png", "train/dog/b.png", "val/cat/c.png", "val/dog/d.png", "Test/dog/e.png", "Test/cat/f.png");
        var data = FolderDataSet.Open(folder.Root);
        Assert.Equal([Split.Train, Split.Validation, Split.Test], data.Splits);
        Assert.Equal(["cat", "dog"], data.ClassNames);
        Assert.Equal(["train/cat/a.png:0", "train/dog/b.png:1"], Items(data, Split.Train));
        Assert.Equal(["val/cat/c.png:0", "val/dog/d.png:1"], Items(data, Split.Validation));
        Assert.Equal(["Test/cat/f.png:0", "Test/dog/e.png:1"], Items(data, Split.Test));
        Assert.True(data.Load(Split.Test, 1).Succeeded);
    }

    [Fact]
    public void A_class_may_be_called_like_a_split()
    {
        using var folder = new ImageFolder().WithImages("train/a.png", "bus/b.png");
        Assert.Equal(["bus", "train"], FolderDataSet.Open(folder.Root).ClassNames);
        using var onlyNames = new ImageFolder().WithImages("train/a.png", "test/b.png");
        Assert.Equal(["test", "train"], FolderDataSet.Open(onlyNames.Root).ClassNames);
    }

    [Fact]
    public void Splits_with_different_classes_are_an_error_that_lists_the_differences()
    {
        using var folder = new ImageFolder().WithImages("train/cat/a.png", "train/dog/b.png", "test/cat/c.png", "test/emu/d.png");
        Assert.Equal($"The splits of '{folder.Root}' do not have the same classes: 'train' lacks 'emu'; 'test' lacks 'dog'.", Error(folder.Root));
    }

    [Fact]
    public void Both_names_of_the_validation_split_at_once_are_an_error()
    {
        using var folder = new ImageFolder().WithImages("val/cat/a.png", "validation/cat/b.png");
        Assert.Contains("'val' and 'validation', which are the same split", Error(folder.Root), StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_is_missing_or_a_file_is_an_error()
    {
        using var folder = new ImageFolder().WithText("file", string.Empty);
        Assert.Equal($"The data set folder '{folder.Root}/none' does not exist; give the path of a folder.", Error(folder.Root + "/none"));
        Assert.Equal($"The data set folder '{folder.Root}/file' does not exist (it is a file); give the path of a folder.", Error(folder.Root + "/file"));
    }

    [Fact]
    public void No_class_folders_are_an_error()
    {
        using var folder = new ImageFolder().WithImages("a.png");
        Assert.StartsWith($"'{folder.Root}' has no class folders; ", Error(folder.Root), StringComparison.Ordinal);
    }

    [Fact]
    public void Classes_without_images_are_one_error_that_names_them()
    {
        using var folder = new ImageFolder().WithImages("cat/a.png").WithFolder("dog").WithText("emu/notes.txt", "…");
        Assert.StartsWith($"No JPEG, PNG or WebP files in 'dog', 'emu' under '{folder.Root}'; ", Error(folder.Root), StringComparison.Ordinal);
    }

    private static string Error(string path) => Assert.Throws<EnsembleException>(() => FolderDataSet.Open(path)).Message;

    private static IEnumerable<string> Items(IDataSet data, Split split) =>
        Enumerable.Range(0, data.Count(split)).Select(i => $"{data.IdOf(split, i)}:{data.LabelOf(split, i)}");
}
