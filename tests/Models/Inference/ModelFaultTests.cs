using Ensemble.Models.Inference;
using Ensemble.Models.Onnx.Format;
using static Ensemble.Models.Onnx.Format.TensorProto.Types;

namespace Ensemble.Models.Tests.Inference;

public sealed class ModelFaultTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void A_missing_file_is_named()
    {
        var path = _folder.File("none.onnx");
        Assert.Equal($"There is no model file {path}. Check the path, or import the model again.", MessageOf(path));
    }

    [Fact]
    public void A_truncated_file_is_not_a_whole_ONNX_file()
    {
        var path = TestModels.WriteMini(_folder.Path);
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..5000]);

        Assert.Equal(
            $"{path} is not a whole ONNX file: expected a graph, found 5000 bytes that are truncated or something else. Export or import the model again.",
            MessageOf(path));
    }

    [Theory]
    [InlineData("")]
    [InlineData("These are not the weights you are looking for.")]
    public void Something_else_is_not_an_ONNX_file(string content)
    {
        var path = _folder.File("text.onnx");
        File.WriteAllText(path, content);

        Assert.Contains("is not a whole ONNX file: expected a graph", MessageOf(path), StringComparison.Ordinal);
    }

    [Fact]
    public void An_operator_set_from_the_future_is_named_with_one_that_works()
    {
        var message = MessageOf(Spoilt(model => model.OpsetImport[0].Version = 99));

        Assert.Matches(
            @"tiny\.onnx is written in the operator set ai\.onnx 99, which ONNX Runtime [\d.]+ does not know \(at most \d+\)\. Export the model with operator set 22\.$",
            message);
    }

    [Fact]
    public void A_format_version_from_the_future_is_named_with_one_that_works()
    {
        var message = MessageOf(Spoilt(model => model.IrVersion = 99));

        Assert.Matches(
            @"tiny\.onnx is written in version 99 of the ONNX format, which ONNX Runtime [\d.]+ does not know\. Export the model with version 10\.$",
            message);
    }

    [Fact]
    public void An_operator_that_does_not_exist_is_named()
    {
        var message = MessageOf(Spoilt(model => model.Graph.Node[1].OpType = "Flattened"));

        Assert.Contains("tiny.onnx cannot be loaded by ONNX Runtime", message, StringComparison.Ordinal);
        Assert.Contains("Flattened", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_input_size_is_shown_beside_the_expected_one()
    {
        var message = MessageOf(TestModels.WriteTiny(_folder.Path), new(4, 4, 3));

        Assert.Contains(
            "tiny.onnx does not fit: expected one input uint8 [N, 4, 4, 3], found 'pixels' uint8 [N, 2, 2, 3].",
            message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Another_input_type_is_shown_beside_the_expected_one()
    {
        var message = MessageOf(Spoilt(model => model.Graph.Input[0].Type.TensorType.ElemType = (int)DataType.Float));

        Assert.Contains(
            "expected one input uint8 [N, 2, 2, 3], found 'pixels' float [N, 2, 2, 3].", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_inputs_are_shown()
    {
        var message = MessageOf(Spoilt(model =>
        {
            model.Graph.Input.Add(model.Graph.Input[0].Clone());
            model.Graph.Input[1].Name = "mask";
        }));

        Assert.Contains("found 'pixels' uint8 [N, 2, 2, 3] and 'mask' uint8 [N, 2, 2, 3].", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_number_of_classes_is_shown_beside_the_expected_one()
    {
        var message = MessageOf(TestModels.WriteTiny(_folder.Path), TestModels.TinyShape with { Classes = 10 });

        Assert.Contains(
            "expected one output float [N, 10], found 'probabilities' float [N, 3]. Give as many labels as the model has classes",
            message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_size_that_only_fails_when_running_is_an_error_then()
    {
        // Height is left open, so that the file seems to take any; its weights are for 2 x 2 pixels.
        var path = Spoilt(model => model.Graph.Input[0].Type.TensorType.Shape.Dim[1] = new() { DimParam = "height" });
        using var classifier = new Classifier(path, TestModels.TinyShape with { Height = 4 }, new() { Threads = 1 });

        var message = Assert.Throws<EnsembleException>(
            () => classifier.Predict(new byte[24], 1, TestContext.Current.CancellationToken)).Message;

        Assert.Contains("tiny.onnx failed on pixels [1, 4, 2, 3], from which [1, 3] probabilities were expected: ", message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private string Spoilt(Action<ModelProto> spoil) => TestModels.WriteTiny(_folder.Path, spoil);

    private string MessageOf(string path, ClassifierShape? shape = null) => Assert.Throws<EnsembleException>(
        () => new Classifier(path, shape ?? TestModels.TinyShape, new() { Threads = 1, CacheFolder = _folder.File("cache") })).Message;
}
