using Ensemble.Contracts;
using Ensemble.Contracts.Predictions;
using Ensemble.Models;

namespace Ensemble.Host.Tests.Handlers;

public sealed class EnsembleHandlerTests : IDisposable
{
    private readonly HandlerBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Predictions_are_combined_and_scored()
    {
        using var handler = _bench.Create("ensemble");

        var response = await _bench.CombineAsync(handler, new()
        {
            Branches = [Branch("a", [0.5f, 0.25f, 0.25f, 0.1f, 0.8f, 0.1f], labels: [1, 1]), Branch("b", [0.25f, 0.75f, 0, 0.4f, 0.5f, 0.1f])],
        });

        Assert.Equal([1, 1], response.Top);
        Assert.Equal([0.5f, 0.65f], response.Probability);
        Assert.Equal(2, response.Correct);
        Assert.Equal([("a", 1), ("b", 2)], response.Models.Select(model => (model.Model, model.Correct ?? -1)));
        Assert.Equal(("mean", null, null), (response.Combiner, response.Predictions, response.Errors));
    }

    [Fact]
    public async Task An_item_that_one_model_could_not_predict_is_combined_from_the_others()
    {
        using var handler = _bench.Create("ensemble");

        var response = await _bench.CombineAsync(handler, new()
        {
            Branches =
            [
                Branch("a", [float.NaN, float.NaN, 0.5f, 0.5f, float.NaN, float.NaN], classes: 2) with { Errors = [new(0, "broken"), new(2, "broken")] },
                Branch("b", [0.25f, 0.75f, 1, 0, float.NaN, float.NaN], classes: 2) with { Errors = [new(2, "missing")] },
            ],
            Combiner = "weighted-mean",
            Weights = [3, 1],
            Form = PredictionForm.Full,
        });

        Assert.Equal([1, 0, -1], response.Top);
        Assert.Equal([0.75f, 0.625f, 0], response.Probability);
        Assert.Equal(3, response.Errors!.Count);
        Assert.Equal([0.25f, 0.75f, 0.625f, 0.375f, float.NaN, float.NaN], FullPredictions.Decode(response.Predictions!.Data, 3, 2));
    }

    [Fact]
    public async Task Predictions_in_the_store_are_fetched_and_checked()
    {
        using var handler = _bench.Create("ensemble");
        var path = Path.Combine(_bench.Store, "a.f32");
        await File.WriteAllBytesAsync(path, FullPredictions.Encode([0.25f, 0.75f]), HandlerBench.Cancelled);
        var branch = Branch("a", [0, 1], classes: 2) with
        {
            Predictions = new() { Form = PredictionForm.Reference, Uri = new Uri(path).AbsoluteUri, Bytes = 8 },
        };

        Assert.Equal([0.75f], (await _bench.CombineAsync(handler, new() { Branches = [branch] })).Probability);
        var changed = branch with { Predictions = branch.Predictions with { Sha256 = new string('0', 64) } };
        Assert.Contains(
            "is not what model 'a' has stored there",
            (await Assert.ThrowsAsync<ContractException>(() => _bench.CombineAsync(handler, new() { Branches = [changed] }))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Branches_that_do_not_fit_together_are_refused()
    {
        using var handler = _bench.Create("ensemble");

        var exception = await Assert.ThrowsAsync<ContractException>(() => _bench.CombineAsync(
            handler, new() { Branches = [Branch("a", [1, 0], classes: 2), Branch("b", [1, 0, 0])] }));

        Assert.Equal("branches[1]: model 'b' predicts 1 items in 3 classes, but 'a' 1 in 2; they must be the same.", exception.Message);
        await Assert.ThrowsAsync<ContractException>(() => _bench.CombineAsync(handler, new() { Branches = [] }));
        await Assert.ThrowsAsync<EnsembleException>(() => _bench.CombineAsync(handler, new() { Branches = [Branch("a", [1, 0], classes: 2)], Combiner = "best" }));
    }

    private static ModelResponse Branch(string model, float[] probabilities, int classes = 3, int[]? labels = null)
    {
        var data = FullPredictions.Encode(probabilities);
        return new()
        {
            Model = model,
            Items = probabilities.Length / classes,
            Classes = classes,
            Labels = labels,
            Predictions = new() { Form = PredictionForm.Full, Data = data, Bytes = data.Length },
            Timing = new() { ColdStart = false, Init = 0, Total = 0 },
        };
    }
}
