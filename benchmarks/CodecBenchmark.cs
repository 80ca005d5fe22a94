using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Ensemble.Contracts;
using Ensemble.Contracts.Predictions;
using Ensemble.Models.Catalog;
using Ensemble.Models.Combiners;
using Ensemble.Models.DataSets;
using Ensemble.Models.DataSets.Shapes;
using Ensemble.Models.Inference;

namespace Ensemble.Benchmarks;

/// <summary>
/// What the compact form of predictions costs: on how many items the combination of three compact branches names the same
/// class as that of the full probabilities. On <c>shapes</c> with the bundled models, and on random logits of 1000 classes,
/// which are harder than any trained model: each of three models adds its own noise to a common signal.
/// </summary>
internal static class CodecBenchmark
{
    private const double Threshold = 0.999;
    private const int Batch = 1000;
    private const int StateBytes = 262_144;
    private static readonly string[] Models = ["efficientnet-mini", "mobilenet-mini", "nasnet-mini"];

    public static IReadOnlyList<Figure> Run() => [Shapes(), .. Random()];

    private static Figure Shapes()
    {
        using var folder = new BenchmarkFolder();
        var catalog = new ModelCatalog(folder.Path);
        var entries = Models.Select(catalog.Open).ToList();
        var classifiers = entries.Select(entry => entry.CreateClassifier(new ClassifierOptions { Threads = 1, MicroBatch = 8 })).ToList();
        var data = new ShapesDataSet();
        var total = data.Count(Split.Test);
        var agreement = new Agreement(data.ClassNames.Count);
        for (var first = 0; first < total; first += Batch)
        {
            var from = first;
            agreement.Add([.. classifiers.Select((classifier, i) => classifier.Predict(
                Math.Min(Batch, total - from), item => data.Load(Split.Test, from + item), entries[i].Manifest.Preparation()).Probabilities)]);
        }

        classifiers.ForEach(classifier => classifier.Dispose());
        return agreement.ToFigure("codec shapes");
    }

    private static IEnumerable<Figure> Random()
    {
        foreach (var (signal, noise) in new[] { (6.0, 2.0), (4.0, 2.0), (0.0, 4.0) })
        {
            var agreement = new Agreement(classes: 1000);
            var random = new Random(1);
            for (var batch = 0; batch < 20; batch++)
            {
                agreement.Add(RandomLogits.Models(random, models: 3, Batch, classes: 1000, signal, noise));
            }

            yield return agreement.ToFigure(string.Create(CultureInfo.InvariantCulture, $"codec 1000 classes, signal {signal} noise {noise}"));
        }
    }

    /// <summary>Counts on how many items the two combinations agree, and the largest state that carried them.</summary>
    private sealed class Agreement(int classes)
    {
        private int _items;
        private int _agreed;
        private long _largestState;
        private TimeSpan _encoding;

        public void Add(IReadOnlyList<float[]> models)
        {
            var items = models[0].Length / classes;
            var start = Stopwatch.GetTimestamp();
            var encoded = models.Select(probabilities => CompactPredictions.Encode(probabilities, classes)).ToList();
            _encoding += Stopwatch.GetElapsedTime(start);
            var full = Combine([.. models.Select(probabilities => (ReadOnlyMemory<float>)probabilities)], items);
            var compact = Combine([.. encoded.Select(bytes => (ReadOnlyMemory<float>)CompactPredictions.Decode(bytes, items, classes))], items);
            for (var item = 0; item < items; item++)
            {
                _agreed += Top.ArgMax(full.AsSpan(item * classes, classes)) == Top.ArgMax(compact.AsSpan(item * classes, classes)) ? 1 : 0;
            }

            _items += items;
            _largestState = Math.Max(_largestState, JsonSerializer.SerializeToUtf8Bytes(State(encoded, items), ContractsJson.Default.EnsembleRequest).Length);
        }

        public Figure ToFigure(string name) => new(
            name,
            _agreed / (double)_items,
            string.Create(CultureInfo.InvariantCulture, $"items with the same combined class, {_agreed} (largest state of {Batch} items and three branches {_largestState} of {StateBytes} bytes; {_encoding.TotalMilliseconds / (3 * _items):0.000} ms per item to encode)"),
            string.Create(CultureInfo.InvariantCulture, $"all items, {_items}"),
            Sense.AtLeast,
            _largestState <= StateBytes ? Threshold : double.PositiveInfinity);

        private float[] Combine(IReadOnlyList<ReadOnlyMemory<float>> models, int items)
        {
            var result = new float[items * classes];
            CombinerCatalog.Create("mean").Combine(models, classes, result);
            return result;
        }

        private EnsembleRequest State(List<byte[]> encoded, int items) => new()
        {
            Branches = [.. encoded.Select((bytes, i) => new ModelResponse
            {
                Model = Models[i],
                Items = items,
                Classes = classes,
                Labels = [.. Enumerable.Range(0, items).Select(item => item % classes)],
                Predictions = new() { Form = PredictionForm.Compact, Data = bytes, Bytes = bytes.Length, Step = CompactPredictions.StepOf(bytes) },
                Timing = new() { ColdStart = true, Init = 123.456789, Decode = 123.456789, Inference = 1234.56789, Encode = 12.3456789, Total = 1234.56789, PeakMemory = 123.45 },
            })],
        };
    }
}
