using Ensemble.Contracts.Predictions;
using Ensemble.Models.Catalog;
using Ensemble.Models.Combiners;
using Ensemble.Models.DataSets;
using Ensemble.Models.DataSets.Shapes;
using Ensemble.Models.Inference;

namespace Ensemble.Host.Tests.Handlers;

/// <summary>What the compact form costs; the benchmark <c>codec</c> measures the same on all items.</summary>
public sealed class CodecAgreementTests
{
    private const int Batch = 1000;
    private static readonly string[] Bundled = ["efficientnet-mini", "mobilenet-mini", "nasnet-mini"];

    [Fact]
    public void Compact_predictions_of_the_bundled_models_combine_to_the_same_classes_as_full_ones()
    {
        using var bench = new HandlerBench();
        var data = new ShapesDataSet();
        var models = Bundled.Select(name =>
        {
            var entry = new ModelCatalog(bench.Folder).Open(name);
            using var classifier = entry.CreateClassifier(new() { Threads = 1, MicroBatch = 8 });
            return classifier.Predict(2 * Batch, i => data.Load(Split.Test, i), entry.Manifest.Preparation(), HandlerBench.Cancelled).Probabilities;
        }).ToList();

        Assert.InRange(Agreement(models, data.ClassNames.Count), 0.999, 1);
    }

    [Fact]
    public void Compact_predictions_of_1000_classes_fit_a_state_and_combine_to_the_same_classes()
    {
        var random = new Random(1);
        var models = Enumerable.Range(0, 3).Select(_ => Softmaxes(random, Batch, classes: 1000, deviation: 4)).ToList();

        Assert.InRange(Agreement(models, 1000), 0.998, 1);
        Assert.All(models, model => Assert.InRange(CompactPredictions.Encode(model, 1000).Length, 1, CompactPredictions.DefaultBudget));
        Assert.True((3 * (CompactPredictions.DefaultBudget + 2) / 3 * 4) < 262_144 - 20_000);
    }

    private static double Agreement(List<float[]> models, int classes)
    {
        var compact = models.Select(model => model.Chunk(Batch * classes)
            .SelectMany(batch => CompactPredictions.Decode(CompactPredictions.Encode(batch, classes), Batch, classes)).ToArray()).ToList();
        var (full, coded) = (Tops(models, classes), Tops(compact, classes));
        return full.Zip(coded).Count(pair => pair.First == pair.Second) / (double)full.Count;
    }

    private static List<int> Tops(List<float[]> models, int classes)
    {
        var combined = new float[models[0].Length];
        CombinerCatalog.Create("mean").Combine([.. models.Select(model => (ReadOnlyMemory<float>)model)], classes, combined);
        return [.. combined.Chunk(classes).Select(row => Top.ArgMax(row))];
    }

    private static float[] Softmaxes(Random random, int items, int classes, double deviation) =>
        [.. Enumerable.Range(0, items).SelectMany(_ =>
        {
            var exponentials = Enumerable.Range(0, classes).Select(_ => Math.Exp(deviation * Gaussian(random))).ToList();
            var sum = exponentials.Sum();
            return exponentials.Select(value => (float)(value / sum));
        })];

    private static double Gaussian(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
