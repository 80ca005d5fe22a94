using Ensemble.Contracts;
using Ensemble.Contracts.Predictions;
using Ensemble.Functions.Runtime;
using Ensemble.Models.Catalog;
using Ensemble.Models.DataSets;
using Ensemble.Models.DataSets.Shapes;
using Ensemble.Models.Inference;

namespace Ensemble.Host.Tests.Handlers;

public sealed class ModelHandlerTests : IDisposable
{
    private readonly HandlerBench _bench = new(("ENSEMBLE_MODEL", "mobilenet-mini"));

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_range_of_a_data_set_is_predicted_as_the_model_does_directly()
    {
        using var handler = _bench.Create("model");

        var response = await _bench.PredictAsync(handler, Range(100, 20) with { Form = PredictionForm.Full });

        var (expected, labels) = Directly(100, 20);
        Assert.Equal(expected, FullPredictions.Decode(response.Predictions.Data, 20, 16));
        Assert.Equal(labels, response.Labels);
        Assert.Equal(("mobilenet-mini", 20, 16, null), (response.Model, response.Items, response.Classes, response.Errors));
        Assert.True(response.Timing is { ColdStart: true, Init: > 0, Inference: > 0, Threads: 1 });
        Assert.True(response.Timing.Total >= response.Timing.Decode + response.Timing.Preprocess + response.Timing.Inference + response.Timing.Encode);
    }

    [Fact]
    public async Task Compact_predictions_name_the_same_classes()
    {
        using var handler = _bench.Create("model");

        var response = await _bench.PredictAsync(handler, Range(0, 50));

        var compact = CompactPredictions.Decode(response.Predictions.Data, 50, 16);
        Assert.Equal(Tops(Directly(0, 50).Probabilities), Tops(compact));
        Assert.Equal(response.Predictions.Data!.Length, response.Predictions.Bytes);
    }

    [Fact]
    public async Task By_reference_the_predictions_lie_in_the_store()
    {
        using var handler = _bench.Create("model");

        var response = await _bench.PredictAsync(handler, Range(0, 5) with { Form = PredictionForm.Reference, Store = new Uri(_bench.Store).AbsoluteUri });

        Assert.Null(response.Predictions.Data);
        var stored = await File.ReadAllBytesAsync(new Uri(response.Predictions.Uri!).LocalPath, HandlerBench.Cancelled);
        Assert.Equal(Directly(0, 5).Probabilities, FullPredictions.Decode(stored, 5, 16));
        Assert.StartsWith(_bench.Store, new Uri(response.Predictions.Uri!).LocalPath, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_item_that_cannot_be_read_is_its_own_error()
    {
        using var handler = _bench.Create("model");

        var response = await _bench.PredictAsync(handler, new()
        {
            Items = new() { References = [Path.Combine(_bench.Data, "missing.png"), "relative.png", "/etc/passwd"] },
            Form = PredictionForm.Full,
        });

        Assert.Equal([0, 1, 2], response.Errors!.Select(error => error.Item));
        Assert.Contains("cannot be read", response.Errors![0].Message, StringComparison.Ordinal);
        Assert.Contains("is no address of an object", response.Errors![1].Message, StringComparison.Ordinal);
        Assert.Equal("'/etc/passwd' is in no folder that this function may use. Set ENSEMBLE_STORE or ENSEMBLE_DATA to a folder that it is in.", response.Errors![2].Message);
    }

    [Fact]
    public async Task A_link_does_not_lead_out_of_the_folder()
    {
        var link = Path.Combine(_bench.Data, "link.png");
        File.CreateSymbolicLink(link, Path.Combine(_bench.Folder, "outside.png"));
        await File.WriteAllTextAsync(Path.Combine(_bench.Folder, "outside.png"), "x", HandlerBench.Cancelled);
        using var handler = _bench.Create("model");

        var response = await _bench.PredictAsync(handler, new() { Items = new() { References = [link] } });

        Assert.Contains("is in no folder that this function may use", response.Errors!.Single().Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broken_picture_in_the_request_is_its_own_error()
    {
        using var handler = _bench.Create("model");

        var response = await _bench.PredictAsync(handler, new() { Items = new() { Inline = [[1, 2, 3]] } });

        Assert.Equal("'items.inline[0]' is not a JPEG, PNG or WebP picture.", response.Errors!.Single().Message);
    }

    [Theory]
    [InlineData("{}", "items")]
    [InlineData("""{"items":{}}""", "items: name them by exactly one of 'dataSet', 'references' and 'inline'.")]
    [InlineData("""{"items":{"references":[]}}""", "items: there is no item; a batch has at least one.")]
    [InlineData("""{"items":{"dataSet":{"name":"shapes","split":"test","first":49999,"count":2}}}""", "items.dataSet: 2 items from 49999 on are more than the 50000 of shapes test.")]
    [InlineData("""{"items":{"dataSet":{"name":"shapes","split":"best","first":0,"count":2}}}""", "items.dataSet.split: shapes has no split 'best'; it has train, calibration, validation, test.")]
    [InlineData("""{"items":{"inline":["AA=="]},"form":"Reference"}""", "store: predictions by reference need a 'store' to be put into")]
    [InlineData("[]", "$: the event is not of the form that this function takes")]
    public async Task A_request_that_breaks_the_contract_is_told_where(string payload, string message)
    {
        using var handler = _bench.Create("model");

        Assert.Contains(message, (await Assert.ThrowsAsync<ContractException>(() => _bench.CallAsync(handler, payload))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("folder:/etc")]
    [InlineData("imagenet:/")]
    public async Task A_data_set_outside_the_allowed_folders_is_not_opened(string name)
    {
        using var handler = _bench.Create("model");

        await Assert.ThrowsAsync<FunctionException>(() => _bench.PredictAsync(handler, new() { Items = new() { DataSet = new(name, "test", 0, 1) } }));
    }

    [Fact]
    public void A_function_needs_exactly_one_model()
    {
        using var bench = new HandlerBench();

        Assert.Contains("exactly one of ENSEMBLE_MODEL", Assert.Throws<FunctionException>(() => bench.Create("model")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_can_be_fetched_by_the_address_of_its_manifest()
    {
        var bundled = Path.Combine(AppContext.BaseDirectory, "bundled-models");
        using var bench = new HandlerBench(("ENSEMBLE_DATA", bundled), ("ENSEMBLE_MODEL_URI", new Uri(Path.Combine(bundled, "nasnet-mini.json")).AbsoluteUri));
        using var handler = bench.Create("model");

        Assert.Equal("nasnet-mini", (await bench.PredictAsync(handler, Range(0, 1))).Model);
    }

    private static ModelRequest Range(int first, int count) => new() { Items = new() { DataSet = new("shapes", "test", first, count) } };

    private (float[] Probabilities, int[] Labels) Directly(int first, int count)
    {
        var entry = new ModelCatalog(_bench.Folder).Open("mobilenet-mini");
        using var classifier = entry.CreateClassifier(new() { Threads = 1, MicroBatch = 8 });
        var data = new ShapesDataSet();
        return (
            classifier.Predict(count, i => data.Load(Split.Test, first + i), entry.Manifest.Preparation(), HandlerBench.Cancelled).Probabilities,
            [.. Enumerable.Range(first, count).Select(i => data.LabelOf(Split.Test, i))]);
    }

    private static IEnumerable<int> Tops(float[] probabilities) =>
        probabilities.Chunk(16).Select(row => Ensemble.Models.Combiners.Top.ArgMax(row));
}
