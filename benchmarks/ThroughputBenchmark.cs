using System.Diagnostics;
using System.Globalization;

namespace Ensemble.Benchmarks;

/// <summary>
/// Images per second of the classifier, divided by those of a bare loop over ONNX Runtime with the same file, threads,
/// micro-batch and pixels. The two take turns within one run; the ratio is the median of the turns' ratios, so that what
/// disturbs the machine for longer than a turn disturbs both.
/// </summary>
internal static class ThroughputBenchmark
{
    private const double Threshold = 0.97;
    private const int FewestTurns = 5;
    private const int MostTurns = 301;

    public static IReadOnlyList<Figure> Run(string model, int threads, int? microBatch, IReadOnlyList<int> batches, double seconds)
    {
        using var files = new BenchmarkModel(model);
        int size;
        using (var calibrated = files.Open(threads, microBatch))
        {
            size = calibrated.MicroBatchSize();
        }

        return [.. batches.Select(batch => Compare(files, threads, size, batch, seconds))];
    }

    private static Figure Compare(BenchmarkModel model, int threads, int microBatch, int batch, double seconds)
    {
        var pixels = Samples.Pixels(batch * model.Shape.ItemBytes, seed: 1);
        using var classifier = model.Open(threads, microBatch);
        using var bare = new BareLoop(model.Path, model.Shape, threads, microBatch, pixels, batch);
        void Ours() => classifier.Predict(pixels, batch);

        Ours();
        bare.Run();
        var turns = Math.Clamp((int)(seconds / (2 * Seconds(bare.Run))), FewestTurns, MostTurns);
        var ours = new double[turns];
        var theirs = new double[turns];
        for (var turn = 0; turn < turns; turn++)
        {
            // Who begins alternates, so that neither always finds the cache as the other left it.
            if (turn % 2 == 0)
            {
                ours[turn] = Seconds(Ours);
                theirs[turn] = Seconds(bare.Run);
            }
            else
            {
                theirs[turn] = Seconds(bare.Run);
                ours[turn] = Seconds(Ours);
            }
        }

        var ratio = Samples.Median(theirs.Zip(ours, (bareTime, ourTime) => bareTime / ourTime));
        return new(
            string.Create(CultureInfo.InvariantCulture, $"throughput {model.Name} batch {batch}"),
            ratio,
            $"classifier, {Rate(batch, ours)}",
            string.Create(CultureInfo.InvariantCulture, $"bare ONNX Runtime loop, {Rate(batch, theirs)} ({threads} threads, micro-batch {Math.Min(microBatch, batch)}, median of {turns} turns)"),
            Sense.AtLeast,
            Threshold);
    }

    private static string Rate(int batch, double[] seconds) =>
        string.Create(CultureInfo.InvariantCulture, $"{batch / Samples.Median(seconds):0.0} images/s");

    private static double Seconds(Action action)
    {
        var start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
