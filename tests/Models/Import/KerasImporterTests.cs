using System.Collections.Immutable;
using System.Security.Cryptography;
using Ensemble.Models.Catalog;
using Ensemble.Models.DataSets.ImageNet;
using Ensemble.Models.Graphs;
using Ensemble.Models.Import;
using Ensemble.Models.Networks;
using Ensemble.Models.Onnx;

namespace Ensemble.Models.Tests.Import;

public sealed class KerasImporterTests : IDisposable
{
    private static readonly NetworkOptions Small = new() { InputSize = 32, Width = 0.35, Classes = 4 };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ensemble-import-");
    private readonly ModelCatalog _catalog;

    public KerasImporterTests() => _catalog = new(Path.Combine(_folder.FullName, "models"), _folder.FullName + "-none");

    public static TheoryData<string> Networks => ["efficientnetb0", "mobilenetv2", "nasnetmobile"];

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(Networks))]
    public void The_published_layout_gives_the_model_that_the_writer_makes_of_the_same_weights(string network)
    {
        var graph = NetworkCatalog.Find(network).BuildDefault();
        var weights = KerasFile.Weights(graph);
        var path = FilePath("weights.h5");
        KerasFile.WriteLegacy(path, KerasFile.Layers(graph, weights));

        var entry = KerasImporter.Import(_catalog, network, path);

        Assert.Equal(OnnxWriter.Write(graph, weights), File.ReadAllBytes(entry.Path));
        Assert.Equal(ImageNetClasses.Names, entry.Manifest.Labels);
        Assert.Equal(WeightsKind.Imported, entry.Manifest.Weights.Kind);
        Assert.Equal("weights.h5", entry.Manifest.Weights.Source);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))), entry.Manifest.Weights.Sha256);
        Assert.True(_catalog.Open(network).Manifest.IsTrained);
    }

    [Theory]
    [InlineData("efficientnetb0", true)]
    [InlineData("efficientnetb0", false)]
    [InlineData("mobilenetv2", true)]
    [InlineData("mobilenetv2", false)]
    [InlineData("nasnetmobile", true)]
    [InlineData("nasnetmobile", false)]
    public void The_layout_of_Keras_3_gives_the_same_model_with_and_without_layer_names(string network, bool names)
    {
        var (graph, weights) = Build(network);
        var path = FilePath("model.weights.h5");
        KerasFile.WriteSavedState(path, graph, weights, names);

        Assert.Equal(OnnxWriter.Write(graph, weights), Imported(network, path));
    }

    [Fact]
    public void Weights_under_the_container_name_of_TensorFlow_2_12_are_found()
    {
        var (graph, weights) = Build("mobilenetv2");
        var path = FilePath("model.weights.h5");
        KerasFile.WriteSavedState(path, graph, weights, names: false, container: "_layer_checkpoint_dependencies");

        Assert.Equal(OnnxWriter.Write(graph, weights), Imported("mobilenetv2", path));
    }

    [Theory]
    [InlineData(true, false, "")]
    [InlineData(false, true, "")]
    [InlineData(false, false, "normal_A_block_0/block_1/")]
    public void A_saved_model_compressed_tensors_and_name_scopes_make_no_difference(bool wholeModel, bool gzip, string scope)
    {
        var (graph, weights) = Build("nasnetmobile");
        var path = FilePath("model.h5");
        KerasFile.WriteLegacy(path, KerasFile.Layers(graph, weights), wholeModel, gzip, scope);

        Assert.Equal(OnnxWriter.Write(graph, weights), Imported("nasnetmobile", path));
    }

    [Fact]
    public void The_classifier_of_older_MobileNetV2_files_is_called_Logits()
    {
        var (graph, weights) = Build("mobilenetv2");
        var path = Write(KerasFile.Layers(graph, weights), layer => layer.Name == "predictions" ? layer with { Name = "Logits" } : layer);

        Assert.Equal(OnnxWriter.Write(graph, weights), Imported("mobilenetv2", path));
    }

    [Fact]
    public void Layers_with_unknown_names_are_matched_by_Keras_order_if_every_shape_fits()
    {
        var (graph, weights) = Build("nasnetmobile");
        var layers = KerasFile.Layers(graph, weights);
        var path = Write(layers, layer => layer with { Name = FormattableString.Invariant($"old_{layers.IndexOf(layer)}") });

        Assert.Equal(OnnxWriter.Write(graph, weights), Imported("nasnetmobile", path));
    }

    [Fact]
    public void A_normalisation_layer_without_count_is_complete()
    {
        var (graph, weights) = Build("efficientnetb0");
        var path = Write(
            KerasFile.Layers(graph, weights),
            layer => layer.Name == "normalization" ? layer with { Tensors = layer.Tensors[..2] } : layer);

        Assert.Equal(OnnxWriter.Write(graph, weights), Imported("efficientnetb0", path));
    }

    [Fact]
    public void EfficientNet_is_rescaled_twice_when_its_file_has_deviations_for_variances_as_the_published_one_does()
    {
        var graph = NetworkCatalog.Find("efficientnetb0").Build(Small with { ForImageNetWeights = true });
        var seeded = KerasFile.Weights(graph);
        var weights = new WeightSet(graph, graph.Weights.Select(spec => KeyValuePair.Create(
            spec.Key, spec.Key == "normalization/variance" ? new Tensor([3], [0.229f, 0.224f, 0.225f]) : seeded[spec.Key])));
        var path = FilePath("published.h5");
        KerasFile.WriteLegacy(path, KerasFile.Layers(graph, weights));

        Assert.Equal(OnnxWriter.Write(graph, weights), Imported("efficientnetb0", path));
    }

    [Fact]
    public void One_error_lists_every_missing_surplus_and_misshaped_tensor_and_nothing_is_written()
    {
        var (graph, weights) = Build("mobilenetv2");
        var path = Write(KerasFile.Layers(graph, weights), layer => layer.Name switch
        {
            "Conv1" => layer with { Tensors = [new("kernel", new([3, 3, 3, 4], new float[108]))] },
            "bn_Conv1" => layer with { Tensors = layer.Tensors[1..] },
            "block_3_expand" => layer with { Name = "block_99_expand" },
            _ => layer,
        });

        var error = Assert.Throws<WeightMismatchException>(() => Import("mobilenetv2", path));

        var filters = graph.Layers.Single(layer => layer.Name == "Conv1").Output.Channels;
        Assert.Equal(4, error.Mismatches.Length);
        Assert.Contains($"wrong shape Conv1/kernel: expected (3, 3, 3, {filters}), found (3, 3, 3, 4)", error.Message, StringComparison.Ordinal);
        Assert.Contains($"missing     bn_Conv1/gamma: expected ({filters})", error.Message, StringComparison.Ordinal);
        Assert.Contains("missing     block_3_expand/kernel", error.Message, StringComparison.Ordinal);
        Assert.Contains("surplus     block_99_expand/kernel", error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_catalog.Folder));
    }

    [Fact]
    public void Weights_of_another_network_are_refused_and_nothing_is_written()
    {
        var (graph, weights) = Build("mobilenetv2");
        var path = FilePath("weights.h5");
        KerasFile.WriteLegacy(path, KerasFile.Layers(graph, weights));

        var error = Assert.Throws<WeightMismatchException>(() => Import("nasnetmobile", path));

        Assert.Contains(error.Mismatches, mismatch => mismatch.Key == "stem_conv1/kernel" && mismatch.Found is null);
        Assert.Contains(error.Mismatches, mismatch => mismatch.Key == "Conv1/kernel" && mismatch.Expected is null);
        Assert.False(Directory.Exists(_catalog.Folder));
    }

    private static (LayerGraph Graph, WeightSet Weights) Build(string network)
    {
        var graph = NetworkCatalog.Find(network).Build(Small);
        return (graph, KerasFile.Weights(graph));
    }

    private string Write(ImmutableArray<KerasLayer> layers, Func<KerasLayer, KerasLayer> change)
    {
        var path = FilePath("changed.h5");
        KerasFile.WriteLegacy(path, [.. layers.Select(change)]);
        return path;
    }

    private CatalogEntry Import(string network, string path) =>
        KerasImporter.Import(_catalog, network, path, new() { Network = Small, Labels = ["a", "b", "c", "d"] });

    private byte[] Imported(string network, string path) => File.ReadAllBytes(Import(network, path).Path);

    private string FilePath(string name) => Path.Combine(_folder.FullName, name);
}
