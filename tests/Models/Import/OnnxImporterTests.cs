using Ensemble.Models.Catalog;
using Ensemble.Models.Graphs;
using Ensemble.Models.Import;
using Ensemble.Models.Onnx;
using Ensemble.Models.Onnx.Format;
using Microsoft.ML.OnnxRuntime;
using static Ensemble.Models.Onnx.Format.TensorProto.Types;

namespace Ensemble.Models.Tests.Import;

public sealed class OnnxImporterTests : IDisposable
{
    private static readonly string[] Labels = ["a", "b", "c", "d"];

    private static readonly byte[][] Colours = [[255, 0, 64], [10, 200, 90], [128, 128, 128]];

    private static readonly Dictionary<string, Action<ModelProto>> Unfit = new()
    {
        ["operator set 6;"] = model => model.OpsetImport[0].Version = 6,
        ["does not know"] = model => model.OpsetImport[0].Version = 999,
        ["no standard operators"] = model => model.OpsetImport[0].Domain = "com.example",
        ["must have one input"] = model => model.Graph.Input.Add(OnnxGraph.Value("mask", DataType.Float, 8)),
        ["'image' float [N, 3]"] = model => model.Graph.Input[0] = OnnxGraph.Value("image", DataType.Float, 3),
        ["'image' float [N, 1, 8, 8]"] = model => model.Graph.Input[0] = OnnxGraph.Value("image", DataType.Float, 1, 8, 8),
        ["'image' int64 [N, 3, 8, 8]"] = model => model.Graph.Input[0] = OnnxGraph.Value("image", DataType.Int64, 3, 8, 8),
        ["must have one output"] = model => model.Graph.Output.Add(OnnxGraph.Value("flat", DataType.Float, 3)),
        ["keeps tensors in other files (the first is 'kernel')"] = model => model.Graph.Initializer[0].DataLocation = DataLocation.External,
        ["not finite"] = model => model.Graph.Initializer[1].RawData = Google.Protobuf.ByteString.CopyFrom([0, 0, 0xc0, 0x7f, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
        ["cannot be loaded by ONNX Runtime"] = model => model.Graph.Node[0].OpType = "NoSuchOperator",
    };

    public static TheoryData<string> Reasons => [.. Unfit.Keys];

    private readonly TemporaryFolder _folder = new();
    private readonly ModelCatalog _catalog;

    public OnnxImporterTests() => _catalog = new(_folder.File("models"), _folder.File("none"));

    public static MatrixTheoryData<bool, Preprocessing, bool> Forms => new([true, false], Enum.GetValues<Preprocessing>(), [true, false]);

    private string FilePath => _folder.File("My Classifier.onnx");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Forms))]
    public void Pixels_go_in_and_probabilities_come_out_whatever_the_layout_and_preprocessing(
        bool channelsFirst, Preprocessing preprocessing, bool softmax)
    {
        var foreign = new ForeignFile
        {
            ChannelsFirst = channelsFirst,
            Softmax = softmax,
            Scale = preprocessing is Preprocessing.None or Preprocessing.Caffe ? 0.01f : 1,
        };
        var entry = Import(foreign.Write(FilePath), preprocessing);

        AssertClose(foreign.Expected(Colours, preprocessing), Run(entry, 8));
        Assert.Equal("my-classifier", entry.Manifest.Name);
        Assert.Equal(new(8, 8, "stretch", "bilinear"), entry.Manifest.Input);
        Assert.Equal(16, entry.Manifest.Parameters);
        Assert.Equal("My Classifier.onnx", entry.Manifest.Weights.Source);
        Assert.Null(entry.Manifest.Network);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_classifier_of_bytes_gets_the_pixels_as_they_are(bool channelsFirst)
    {
        var foreign = new ForeignFile { Type = DataType.Uint8, ChannelsFirst = channelsFirst, Scale = 0.01f };
        AssertClose(foreign.Expected(Colours, Preprocessing.None), Run(Import(foreign.Write(FilePath)), 8));
        Assert.Contains("--preprocess none", Error(Preprocessing.Torch).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(7)]
    [InlineData(9)]
    [InlineData(13)]
    [InlineData(22)]
    public void Its_operator_set_and_its_own_nodes_stay_as_they_are(int opset)
    {
        var foreign = new ForeignFile { Opset = opset };
        var entry = Import(foreign.Write(FilePath), Preprocessing.Caffe);

        var (before, after) = (foreign.Model(), Stored(entry));
        Assert.Equal(before.OpsetImport, after.OpsetImport);
        Assert.Equal(before.Graph.Initializer, after.Graph.Initializer);
        Assert.All(before.Graph.Node, node => Assert.Contains(node, after.Graph.Node));
    }

    [Fact]
    public void Constants_that_an_old_file_lists_as_inputs_are_no_inputs()
    {
        var foreign = new ForeignFile { Opset = 7 };
        foreign.Write(FilePath, model =>
        {
            model.IrVersion = 3;
            model.Graph.Input.Add(Listed("kernel", 3, ForeignFile.Classes));
            model.Graph.Input.Add(Listed("bias", ForeignFile.Classes));
        });
        AssertClose(foreign.Expected(Colours, Preprocessing.Tf), Run(Import(FilePath, Preprocessing.Tf), 8));
    }

    [Theory]
    [InlineData("pixels", "probabilities")]
    [InlineData("probabilities", "pixels")]
    [InlineData("scaled", "to_float")]
    public void Names_that_clash_get_a_suffix(string input, string output)
    {
        var foreign = new ForeignFile { Input = input, Output = output };
        var entry = Import(foreign.Write(FilePath), Preprocessing.Tf);

        AssertClose(foreign.Expected(Colours, Preprocessing.Tf), Run(entry, 8));
        var graph = Stored(entry).Graph;
        Assert.Equal(OnnxOptions.InputName, Assert.Single(graph.Input).Name);
        Assert.Equal(OnnxOptions.OutputName, Assert.Single(graph.Output).Name);
    }

    [Fact]
    public void A_batch_that_is_only_declared_becomes_dynamic()
    {
        var foreign = new ForeignFile { Batch = 1 };
        AssertClose(foreign.Expected(Colours, Preprocessing.Tf), Run(Import(foreign.Write(FilePath), Preprocessing.Tf), 8));
    }

    [Fact]
    public void A_batch_that_is_built_into_the_nodes_is_refused()
    {
        new ForeignFile { Batch = 1 }.Write(FilePath, model =>
        {
            model.Graph.Initializer.Add(new TensorProto { Name = "one_row", DataType = (int)DataType.Int64, Dims = { 2 }, Int64Data = { 1, -1 } });
            var flatten = model.Graph.Node.Single(node => node.OpType == "Flatten");
            flatten.OpType = "Reshape";
            flatten.Attribute.Clear();
            flatten.Input.Add("one_row");
        });
        Assert.Contains("takes batches of 1 only", Error().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_size_that_the_file_leaves_open_is_asked_for()
    {
        var foreign = new ForeignFile { Size = 0 };
        foreign.Write(FilePath);
        Assert.Contains("--input-size", Error().Message, StringComparison.Ordinal);

        var entry = OnnxImporter.Import(_catalog, FilePath, Options(Preprocessing.Tf) with { InputSize = 16 });

        Assert.Equal((16, 16), (entry.Manifest.Input.Height, entry.Manifest.Input.Width));
        AssertClose(foreign.Expected(Colours, Preprocessing.Tf), Run(entry, 16));
    }

    [Fact]
    public void A_size_that_contradicts_the_file_is_refused()
    {
        new ForeignFile().Write(FilePath);
        var error = Assert.Throws<EnsembleException>(
            () => OnnxImporter.Import(_catalog, FilePath, Options(Preprocessing.Tf) with { InputSize = 16 }));
        Assert.Contains("takes images of height 8 only", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Scores_that_keep_their_image_dimensions_are_flattened()
    {
        var foreign = new ForeignFile();
        foreign.Write(FilePath, model =>
        {
            var graph = model.Graph;
            graph.Node[^1].Output[0] = "rows";
            graph.Initializer.Add(new TensorProto { Name = "shape", DataType = (int)DataType.Int64, Dims = { 4 }, Int64Data = { -1, ForeignFile.Classes, 1, 1 } });
            graph.Node.Add(new NodeProto { OpType = "Reshape", Input = { "rows", "shape" }, Output = { "scores" } });
            graph.Output[0] = OnnxGraph.Value("scores", DataType.Float, ForeignFile.Classes, 1, 1);
        });
        AssertClose(foreign.Expected(Colours, Preprocessing.Tf), Run(Import(FilePath, Preprocessing.Tf), 8));
    }

    [Fact]
    public void There_must_be_one_label_per_class()
    {
        new ForeignFile().Write(FilePath);
        var error = Assert.Throws<EnsembleException>(
            () => OnnxImporter.Import(_catalog, FilePath, Options(Preprocessing.Tf) with { Labels = ["a", "b"] }));
        Assert.Contains("gives [1, 4] for one image, but there are 2 labels", error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_catalog.Folder));
    }

    [Theory]
    [MemberData(nameof(Reasons))]
    public void What_cannot_be_imported_is_refused_with_its_reason_and_nothing_is_written(string reason)
    {
        new ForeignFile().Write(FilePath, Unfit[reason]);
        Assert.Contains(reason, Error().Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_catalog.Folder));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(40)]
    [InlineData(300)]
    public void A_truncated_file_is_refused(int length)
    {
        File.WriteAllBytes(FilePath, File.ReadAllBytes(new ForeignFile().Write(FilePath))[..length]);
        Assert.Contains("not an ONNX model", Error().Message, StringComparison.Ordinal);
    }

    private static OnnxImportOptions Options(Preprocessing preprocessing) => new() { Labels = Labels, Preprocessing = preprocessing };

    private CatalogEntry Import(string path, Preprocessing preprocessing = Preprocessing.None) =>
        OnnxImporter.Import(_catalog, path, Options(preprocessing));

    private EnsembleException Error(Preprocessing preprocessing = Preprocessing.None) =>
        Assert.Throws<EnsembleException>(() => Import(FilePath, preprocessing));

    private static ModelProto Stored(CatalogEntry entry) => ModelProto.Parser.ParseFrom(File.ReadAllBytes(entry.Path));

    private static ValueInfoProto Listed(string name, params long[] dimensions)
    {
        var shape = new TensorShapeProto();
        shape.Dim.Add(dimensions.Select(dimension => new TensorShapeProto.Types.Dimension { DimValue = dimension }));
        return new() { Name = name, Type = new() { TensorType = new() { ElemType = (int)DataType.Float, Shape = shape } } };
    }

    private static float[] Run(CatalogEntry entry, int size)
    {
        byte[] pixels = [.. Colours.SelectMany(colour => Enumerable.Repeat(colour, size * size).SelectMany(value => value))];
        using var session = new InferenceSession(entry.Path);
        using var run = new RunOptions();
        using var input = OrtValue.CreateTensorValueFromMemory(pixels, [Colours.Length, size, size, 3]);
        using var outputs = session.Run(run, [OnnxOptions.InputName], [input], [OnnxOptions.OutputName]);
        Assert.Equal([Colours.Length, ForeignFile.Classes], outputs[0].GetTensorTypeAndShape().Shape);
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }

    private static void AssertClose(float[] expected, float[] found) =>
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
}
