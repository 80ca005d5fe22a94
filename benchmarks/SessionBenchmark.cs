using System.Diagnostics;
using System.Globalization;
using Ensemble.Models.Inference;
using Microsoft.ML.OnnxRuntime;

namespace Ensemble.Benchmarks;

/// <summary>
/// Time to create a classifier whose optimised graph is cached, divided by the time to create one that optimises its graph
/// itself. Each creation is the first of a process of its own; the two kinds take turns; all files are in the operating
/// system's cache. Loading ONNX Runtime's library is not counted, compiling our own code just in time is.
/// </summary>
internal static class SessionBenchmark
{
    public const string ChildCommand = "session-of-one";

    private const double Threshold = 0.7;
    private const string NoCache = "none";

    public static IReadOnlyList<Figure> Run(string model, int threads, int turns)
    {
        using var files = new BenchmarkModel(model);
        using (files.Open(threads, microBatch: 1))
        {
            // Leaves the optimised graph in the cache.
        }

        double Milliseconds(string cache) => ChildProcess.Measure(
            ChildCommand, files.Path, cache, files.Sha256, $"{files.Shape.Height}", $"{files.Shape.Width}", $"{files.Shape.Classes}", $"{threads}");

        Milliseconds(files.CacheFolder);
        Milliseconds(NoCache);
        var with = new double[turns];
        var without = new double[turns];
        for (var turn = 0; turn < turns; turn++)
        {
            with[turn] = Milliseconds(files.CacheFolder);
            without[turn] = Milliseconds(NoCache);
        }

        return
        [
            new(
                string.Create(CultureInfo.InvariantCulture, $"session {model}"),
                Samples.Median(with) / Samples.Median(without),
                string.Create(CultureInfo.InvariantCulture, $"creation with cached graph, {Samples.Median(with):0.0} ms"),
                string.Create(CultureInfo.InvariantCulture, $"creation without, {Samples.Median(without):0.0} ms (medians of {turns} processes each)"),
                Sense.AtMost,
                Threshold),
        ];
    }

    /// <summary>The measured process: prints the milliseconds of one creation.</summary>
    public static int Child(IReadOnlyList<string> arguments)
    {
        int[] numbers = [.. arguments.Skip(3).Select(text => int.Parse(text, CultureInfo.InvariantCulture))];
        _ = OrtEnv.Instance();
        var start = Stopwatch.GetTimestamp();
        using var classifier = new Classifier(
            arguments[0],
            new(numbers[0], numbers[1], numbers[2]),
            new() { Threads = numbers[3], MicroBatch = 1, CacheFolder = arguments[1] == NoCache ? null : arguments[1], ModelId = arguments[2] });
        var elapsed = Stopwatch.GetElapsedTime(start);
        var expected = arguments[1] == NoCache ? GraphOrigin.NotCached : GraphOrigin.Cached;
        if (classifier.GraphOrigin != expected)
        {
            throw new InvalidOperationException($"The graph is {classifier.GraphOrigin}, not {expected}: this is not what was to be measured.");
        }

        Console.WriteLine(elapsed.TotalMilliseconds.ToString(CultureInfo.InvariantCulture));
        return 0;
    }
}
