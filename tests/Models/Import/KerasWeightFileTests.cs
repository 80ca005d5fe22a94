using Ensemble.Models.Import;
using Ensemble.Models.Networks;
using PureHDF;

namespace Ensemble.Models.Tests.Import;

public sealed class KerasWeightFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ensemble-weights-");

    private string FilePath => Path.Combine(_folder.FullName, "weights.h5");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Layers_come_in_the_files_order_and_those_without_weights_are_left_out()
    {
        var graph = NetworkCatalog.Find("mobilenet-mini").BuildDefault();
        KerasFile.WriteLegacy(FilePath, KerasFile.Layers(graph, KerasFile.Weights(graph)));

        var file = KerasWeightFile.Read(FilePath);

        Assert.Equal(["Conv1", "bn_Conv1", "expanded_conv_depthwise"], file.Layers.Take(3).Select(layer => layer.Name));
        Assert.Equal(["gamma", "beta", "moving_mean", "moving_variance"], file.Layers[1].Tensors.Select(tensor => tensor.Name));
        Assert.DoesNotContain(file.Layers, layer => layer.Name == "Conv1_relu");
    }

    [Fact]
    public void A_missing_file_is_named() =>
        Assert.Contains(FilePath, Error().Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("<!DOCTYPE html><html>not found</html>", "is not an HDF5 file")]
    [InlineData("", "is not an HDF5 file")]
    [InlineData("PK\u0003\u0004 a zip archive", "unpack that")]
    public void A_file_that_is_no_HDF5_is_refused(string content, string message)
    {
        File.WriteAllText(FilePath, content);
        Assert.Contains(message, Error().Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(8)]
    [InlineData(100)]
    [InlineData(5_000)]
    [InlineData(200_000)]
    public void A_truncated_file_is_damaged(int length)
    {
        var graph = NetworkCatalog.Find("mobilenet-mini").BuildDefault();
        KerasFile.WriteLegacy(FilePath, KerasFile.Layers(graph, KerasFile.Weights(graph)));
        File.WriteAllBytes(FilePath, File.ReadAllBytes(FilePath)[..length]);

        Assert.Contains("damaged or incomplete", Error().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tensor_of_text_is_refused_by_name()
    {
        var group = new H5Group { ["kernel:0"] = new[] { "one", "two" } };
        group.Attributes["weight_names"] = new[] { "kernel:0" };
        var file = new H5File { ["Conv1"] = group };
        file.Attributes["layer_names"] = new[] { "Conv1" };
        file.Write(FilePath);

        Assert.Contains("Tensor 'Conv1/kernel:0' holds values of type", Error().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_HDF5_file_of_something_else_is_refused()
    {
        new H5File { ["temperature"] = new[] { 1f, 2f } }.Write(FilePath);
        Assert.Contains("holds no Keras weights", Error().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_without_any_tensor_is_refused()
    {
        KerasFile.WriteLegacy(FilePath, [new("input_1", [])]);
        Assert.Contains("holds no tensors", Error().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_saved_on_Theano_are_refused_for_their_mirrored_kernels()
    {
        var file = new H5File { Attributes = { ["backend"] = "theano", ["layer_names"] = new[] { "Conv1" } } };
        file.Write(FilePath);
        Assert.Contains("Theano", Error().Message, StringComparison.Ordinal);
    }

    private EnsembleException Error() => Assert.Throws<EnsembleException>(() => KerasWeightFile.Read(FilePath));
}
