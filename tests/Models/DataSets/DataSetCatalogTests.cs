using Ensemble.Models.DataSets;

namespace Ensemble.Models.Tests.DataSets;

public sealed class DataSetCatalogTests
{
    [Fact]
    public void Every_entry_has_one_line_that_describes_it()
    {
        Assert.Equal(["shapes", "imagenet", "folder"], DataSetCatalog.Entries.Select(entry => entry.Name));
        Assert.All(DataSetCatalog.Entries, entry => Assert.Matches("^[^\n]{20,120}$", entry.Description));
    }

    [Fact]
    public void Shapes_opens_by_its_name() => Assert.Equal("shapes", DataSetCatalog.Open("shapes").Name);

    [Fact]
    public void A_path_follows_the_first_colon()
    {
        using var folder = new ImageFolder().WithImages("n01440764/a.png");
        Assert.Equal("folder", DataSetCatalog.Open($"folder:{folder.Root}").Name);
        Assert.Equal("imagenet", DataSetCatalog.Open($"imagenet:{folder.Root}").Name);
    }

    [Theory]
    [InlineData("shapes", "shapes", null)]
    [InlineData("folder:/data/flowers", "folder:/data/flowers", "/data/flowers")]
    [InlineData("imagenet:/data/../images", "imagenet:/images", "/images")]
    [InlineData("imagenet: ", "imagenet: ", null)]
    public void A_spec_can_be_told_to_others(string spec, string absolute, string? folder)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The paths are Unix's.");
        Assert.Equal((absolute, folder), (DataSetCatalog.Absolute(spec), DataSetCatalog.FolderOf(spec)));
        Assert.Equal($"folder:{Path.Combine(Environment.CurrentDirectory, "flowers")}", DataSetCatalog.Absolute("folder:flowers"));
    }

    [Theory]
    [InlineData("cifar", "There is no data set 'cifar'; known are shapes, imagenet:PATH, folder:PATH.")]
    [InlineData("", "There is no data set ''; known are shapes, imagenet:PATH, folder:PATH.")]
    [InlineData("folder", "The data set 'folder' needs the folder it is in: write 'folder:PATH', for example 'folder:/data/folder'.")]
    [InlineData("imagenet: ", "The data set 'imagenet' needs the folder it is in: write 'imagenet:PATH', for example 'imagenet:/data/imagenet'.")]
    [InlineData("shapes:x", "The data set 'shapes' takes no path; write 'shapes'.")]
    public void Another_spec_is_an_error_that_says_what_to_write(string spec, string expected) =>
        Assert.Equal(expected, Assert.Throws<EnsembleException>(() => DataSetCatalog.Open(spec)).Message);
}
