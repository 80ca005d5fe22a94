using Ensemble.Models.Catalog;
using Ensemble.Models.Graphs;
using Ensemble.Models.Networks;
using Ensemble.Models.Onnx;

namespace Ensemble.Models.Tests.Catalog;

public sealed class ModelCatalogTests : IDisposable
{
    private static readonly LayerGraph Graph = MobileNetV2.Build(new() { InputSize = 32, Width = 0.35, Classes = 3 });
    private static readonly byte[] Onnx = OnnxWriter.Write(Graph, WeightSet.Seeded(Graph, 1));

    private readonly TemporaryFolder _folder = new();
    private readonly ModelCatalog _catalog;

    public ModelCatalogTests() => _catalog = new(_folder.Path, bundledFolder: Path.Combine(_folder.Path, "none"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_added_model_is_listed_and_opened_with_everything_that_was_said_of_it()
    {
        _catalog.Add(Manifest("mine"), Onnx);

        var entry = _catalog.Open("mine");
        Assert.Equal(CatalogOrigin.User, entry.Origin);
        Assert.Equal(["a", "b", "c"], entry.Manifest.Labels);
        Assert.Equal(Onnx.Length, entry.Manifest.Bytes);
        Assert.True(File.ReadAllBytes(entry.Path).AsSpan().SequenceEqual(Onnx));
        Assert.Contains(_catalog.List().Entries, listed => listed.Manifest.Name == "mine");
    }

    [Fact]
    public void A_model_whose_file_has_changed_is_refused_by_name()
    {
        var path = _catalog.Add(Manifest("mine"), Onnx).Path;
        File.WriteAllBytes(path, [.. File.ReadAllBytes(path), 0]);

        var error = Assert.Throws<EnsembleException>(() => _catalog.Open("mine"));
        Assert.StartsWith("Model 'mine' is refused:", error.Message, StringComparison.Ordinal);
        Assert.Contains("has changed", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_whose_file_is_gone_is_refused_by_name()
    {
        File.Delete(_catalog.Add(Manifest("mine"), Onnx).Path);
        Assert.StartsWith("Model 'mine' is refused:", Assert.Throws<EnsembleException>(() => _catalog.Open("mine")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ not json")]
    [InlineData("{}")]
    [InlineData("null")]
    public void A_broken_manifest_is_refused_and_hides_no_other_model(string json)
    {
        _catalog.Add(Manifest("good"), Onnx);
        File.WriteAllText(Path.Combine(_folder.Path, "broken.json"), json);

        var listing = _catalog.List();
        Assert.Contains(listing.Entries, entry => entry.Manifest.Name == "good");
        Assert.Equal("broken.json", Path.GetFileName(Assert.Single(listing.Refused).Path));
        Assert.StartsWith("Model 'broken' is refused:", Assert.Throws<EnsembleException>(() => _catalog.Open("broken")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_manifest_cannot_point_outside_its_folder()
    {
        using var outside = new TemporaryFolder();
        var secret = Path.Combine(outside.Path, "secret.onnx");
        File.WriteAllBytes(secret, Onnx);
        var entry = _catalog.Add(Manifest("mine"), Onnx);
        var manifest = Path.Combine(_folder.Path, "mine.json");
        File.WriteAllText(manifest, File.ReadAllText(manifest).Replace(entry.Manifest.File, secret, StringComparison.Ordinal));
        File.Delete(entry.Path);

        Assert.Throws<EnsembleException>(() => _catalog.Open("mine"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("../evil")]
    [InlineData("Upper")]
    [InlineData(".hidden")]
    [InlineData("a b")]
    public void A_name_that_is_no_safe_file_name_is_refused(string name)
    {
        Assert.Throws<EnsembleException>(() => _catalog.Add(Manifest(name), Onnx));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Labels_must_fit_the_classes()
    {
        var error = Assert.Throws<EnsembleException>(() => _catalog.Add(Manifest("mine") with { Labels = ["a", "b"] }, Onnx));
        Assert.Contains("3 classes but 2 labels", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void An_imported_model_is_replaced_only_when_asked()
    {
        _catalog.Add(Manifest("mine"), Onnx);
        var other = OnnxWriter.Write(Graph, WeightSet.Seeded(Graph, 2));

        Assert.Throws<EnsembleException>(() => _catalog.Add(Manifest("mine"), other));
        Assert.True(File.ReadAllBytes(_catalog.Open("mine").Path).AsSpan().SequenceEqual(Onnx));

        _catalog.Add(Manifest("mine"), other, replace: true);
        Assert.True(File.ReadAllBytes(_catalog.Open("mine").Path).AsSpan().SequenceEqual(other));
        Assert.Single(Directory.EnumerateFiles(_folder.Path, "*.onnx"));
    }

    [Fact]
    public void A_full_size_network_is_listed_at_once_and_written_on_first_use()
    {
        var listed = _catalog.List().Entries.Single(entry => entry.Manifest.Name == "mobilenetv2");
        Assert.Equal(CatalogOrigin.OnFirstUse, listed.Origin);
        Assert.Equal("untrained: latency only", listed.Manifest.Caveat);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));

        var opened = _catalog.Open("mobilenetv2");
        Assert.Equal(CatalogOrigin.User, opened.Origin);
        Assert.Equal(3_538_984, opened.Manifest.Parameters);
        Assert.Equal(opened.Manifest.Sha256, _catalog.Open("mobilenetv2").Manifest.Sha256);
        Assert.Equal("untrained: latency only", _catalog.Open("mobilenetv2").Manifest.Caveat);
    }

    [Fact]
    public void An_unknown_model_is_refused_with_the_known_ones()
    {
        var error = Assert.Throws<EnsembleException>(() => _catalog.Open("resnet"));
        Assert.Contains("efficientnetb0, mobilenetv2, nasnetmobile", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_named()
    {
        var file = Path.Combine(_folder.Path, "file");
        File.WriteAllText(file, "not a folder");
        var error = Assert.Throws<EnsembleException>(() => new ModelCatalog(Path.Combine(file, "models"), _folder.Path).Add(Manifest("mine"), Onnx));
        Assert.Contains(file, error.Message, StringComparison.Ordinal);
    }

    private static ModelManifest Manifest(string name) => ManifestFactory.Describe(
        name, "mobilenetv2", Graph, ["a", "b", "c"], new(WeightsKind.Imported, "a test"));
}
