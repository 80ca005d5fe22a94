using System.Diagnostics;
using System.Globalization;
using Ensemble.Models.Images;
using Ensemble.Models.Inference;

namespace Ensemble.Benchmarks;

/// <summary>
/// Peak memory of a process that predicts a large batch, divided by that of one that predicts a single micro-batch. Each
/// is a process of its own and counts whole: .NET, ONNX Runtime, weights, activations, the probabilities of all items, and
/// the pictures, which a source makes one by one as a decoder does, so that garbage not yet collected counts too. All
/// pixels of the large batch are never there at once; that is the classifier's promise.
/// </summary>
internal static class MemoryBenchmark
{
    public const string ChildCommand = "memory-of-one";

    private const double Threshold = 1.3;
    private const int Repeats = 3;

    public static IReadOnlyList<Figure> Run(string model, int threads, int? microBatch, int batch)
    {
        using var files = new BenchmarkModel(model);
        int size;
        using (var calibrated = files.Open(threads, microBatch))
        {
            size = calibrated.MicroBatchSize();
        }

        double Peak(int items) => Samples.Median(Enumerable.Range(0, Repeats).Select(_ => ChildProcess.Measure(
            ChildCommand,
            files.Path,
            files.CacheFolder,
            files.Sha256,
            $"{files.Shape.Height}",
            $"{files.Shape.Width}",
            $"{files.Shape.Classes}",
            $"{threads}",
            $"{size}",
            $"{items}")));

        var one = Peak(size);
        var all = Peak(batch);
        return
        [
            new(
                string.Create(CultureInfo.InvariantCulture, $"memory {model}"),
                all / one,
                string.Create(CultureInfo.InvariantCulture, $"peak of a process predicting {batch} items, {all / 1e6:0} MB"),
                string.Create(CultureInfo.InvariantCulture, $"the same with one micro-batch of {size}, {one / 1e6:0} MB (median of {Repeats})"),
                Sense.AtMost,
                Threshold),
        ];
    }

    /// <summary>The measured process: prints its peak working set in bytes.</summary>
    public static int Child(IReadOnlyList<string> arguments)
    {
        int[] numbers = [.. arguments.Skip(3).Select(text => int.Parse(text, CultureInfo.InvariantCulture))];
        var shape = new ClassifierShape(numbers[0], numbers[1], numbers[2]);
        using var classifier = new Classifier(
            arguments[0], shape, new() { Threads = numbers[3], MicroBatch = numbers[4], CacheFolder = arguments[1], ModelId = arguments[2] });
        classifier.Predict(
            numbers[5],
            item => DecodedImage.Of(new(shape.Width, shape.Height, Samples.Pixels(shape.ItemBytes, (ulong)item))),
            new(shape.Width, shape.Height, ResizePolicy.Stretch, Interpolation.Bilinear));
        using var self = Process.GetCurrentProcess();
        Console.WriteLine(self.PeakWorkingSet64.ToString(CultureInfo.InvariantCulture));
        return 0;
    }
}
