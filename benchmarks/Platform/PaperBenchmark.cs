using System.Diagnostics;
using System.Globalization;
using Ensemble.Models;
using Ensemble.Runner.Results;
using Ensemble.Statistics;
using Ensemble.Store;

namespace Ensemble.Benchmarks.Platform;

/// <summary>The study of the paper with everything that takes part in it, and how soon a first visitor sees something.</summary>
internal static class PaperBenchmark
{
    private const double SmallEfficiency = 0.85;
    private const double Efficiency = 0.95;
    private const double OverSlowest = 1.077;
    private const double Level = 0.001;
    private const double Overhead = 0.02;
    private const double SecondsToAnswer = 5;
    private const double SecondsToResults = 120;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Runs the study for some batch sizes.</summary>
    public static async Task<IReadOnlyList<Figure>> RunAsync(IReadOnlyList<int> batches, int repeats)
    {
        using var folder = new BenchmarkFolder();
        var sizes = string.Join(',', batches.Select(batch => batch.ToString(CultureInfo.InvariantCulture)));
        using (var host = Start(folder.Path, "--run", "paper", "--set", $"latency.batches={sizes}", "--set", string.Create(CultureInfo.InvariantCulture, $"latency.repeats={repeats}")))
        {
            await Task.WhenAll(host.StandardOutput.ReadToEndAsync(), CopyAsync(host.StandardError));
            await host.WaitForExitAsync();
            if (host.ExitCode != 0)
            {
                throw new EnsembleException($"The study ended with {host.ExitCode}; see above.");
            }
        }

        var store = await ExperimentStore.OpenAsync(Path.Combine(folder.Path, ExperimentStore.FileName), CancellationToken.None);
        var experiment = (await store.ListAsync(CancellationToken.None))[0];
        var measurements = await store.MeasurementsAsync(experiment.Id, CancellationToken.None);
        var result = PaperResults.Of(experiment, measurements, []);
        return [.. Accuracy(result), .. result.Efficiency.SelectMany(row => Latency(row, result)), Runner(measurements), .. await FirstStartAsync()];
    }

    private static IEnumerable<Figure> Accuracy(PaperResult result)
    {
        var worst = result.McNemar!.MaxBy(row => row.P)!;
        yield return new("ensemble above its best model", worst.P, $"McNemar's p against {worst.Model}, {worst.B} items against {worst.C}", "1", Sense.AtMost, Level);
    }

    private static IEnumerable<Figure> Latency(EfficiencyRow row, PaperResult result)
    {
        var name = Invariant($"batch {row.Batch}");
        yield return new(
            $"parallel efficiency, {name}", row.ParallelEfficiency, Invariant($"slowest model function, {row.MaxModelMilliseconds:N1} ms, of each request"), Invariant($"the client's time of the same request, {row.ParallelMilliseconds:N1} ms; medians"),
            Sense.AtLeast, row.Batch >= 10 ? Efficiency : SmallEfficiency);
        yield return new(
            $"speed-up, {name}", row.SpeedUp / (row.SumModelMilliseconds / row.MaxModelMilliseconds), Invariant($"sequential by parallel, {row.SpeedUp:0.00}"), Invariant($"sum by max of the models, {row.SumModelMilliseconds / row.MaxModelMilliseconds:0.00}"),
            Sense.AtLeast, Efficiency);
        if (row.Batch == result.Efficiency.Max(one => one.Batch))
        {
            yield return new(
                $"over the slowest model, {name}", row.ParallelMilliseconds / row.SlowestSingleMilliseconds, Invariant($"parallel ensemble, {row.ParallelMilliseconds:N1} ms"), Invariant($"slowest model alone, {row.SlowestSingleMilliseconds:N1} ms"),
                Sense.AtMost, OverSlowest);
        }

        // What neighbours cost by themselves: the same function, the same work, alone and beside two others.
        var alone = result.Latency.Where(one => one is { Kind: "warm", Flow: "single" } && one.Batch == row.Batch).GroupBy(one => one.Subject)
            .Max(model => Quantile.Of([.. model.Select(one => one.Models.Values.Single())], 0.5));
        yield return new(
            $"neighbours, {name}", row.MaxModelMilliseconds / alone, Invariant($"slowest model function beside the others, {row.MaxModelMilliseconds:N1} ms"), Invariant($"alone, {alone:N1} ms"), Sense.AtLeast, 0);
    }

    // Between the end of a request and the beginning of the next.
    private static Figure Runner(IReadOnlyList<Measurement> measurements)
    {
        var requests = measurements.Where(one => one is { Kind: "warm" or "warm-up", Error: null }).OrderBy(one => one.Started).SkipWhile(one => one.Kind != "warm").ToList();
        var whole = (requests[^1].Started - requests[0].Started).TotalMilliseconds + requests[^1].Milliseconds!.Value;
        var between = whole - requests.Sum(one => one.Milliseconds!.Value);
        return new("runner and store", between / whole, Invariant($"time between requests, {between:N0} ms"), Invariant($"time of {requests.Count} requests, {whole:N0} ms"), Sense.AtMost, Overhead);
    }

    private static async Task<IReadOnlyList<Figure>> FirstStartAsync()
    {
        using var folder = new BenchmarkFolder();
        var start = Stopwatch.GetTimestamp();
        using var host = Start(folder.Path);
        try
        {
            _ = CopyAsync(host.StandardError);
            string? address = null;
            while (address is null && await host.StandardOutput.ReadLineAsync() is { } line)
            {
                address = line.StartsWith("dashboard ", StringComparison.Ordinal) && line.Split(' ')[^1] is var last && last.StartsWith("http", StringComparison.Ordinal) ? last : null;
            }

            _ = host.StandardOutput.ReadToEndAsync();
            using var client = new HttpClient();
            using (var answer = await client.GetAsync(new Uri(address ?? throw new EnsembleException("The platform did not start; see above."))))
            {
                answer.EnsureSuccessStatusCode();
            }

            var answered = Stopwatch.GetElapsedTime(start).TotalSeconds;
            var store = await ExperimentStore.OpenAsync(Path.Combine(folder.Path, ExperimentStore.FileName), CancellationToken.None);
            while (!(await store.ListAsync(CancellationToken.None)).Any(one => one.Accuracy is not null))
            {
                await Task.Delay(Pause, TimeProvider.System);
            }

            var results = Stopwatch.GetElapsedTime(start).TotalSeconds;
            return
            [
                new("first start, dashboard", answered / SecondsToAnswer, Invariant($"start to its first page, {answered:0.0} s"), Invariant($"{SecondsToAnswer} s"), Sense.AtMost, 1),
                new("first start, results", results / SecondsToResults, Invariant($"start to the first results, {results:0.0} s"), Invariant($"{SecondsToResults} s"), Sense.AtMost, 1),
            ];
        }
        finally
        {
            using (var kill = Process.Start("kill", [host.Id.ToString(CultureInfo.InvariantCulture)]))
            {
                await kill.WaitForExitAsync();
            }

            await host.WaitForExitAsync();
        }
    }

    private static Process Start(string folder, params string[] arguments) =>
        Process.Start(new ProcessStartInfo(Programs.AppHost, ["--data", folder, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;

    private static async Task CopyAsync(StreamReader from)
    {
        while (await from.ReadLineAsync() is { } line)
        {
            await Console.Error.WriteLineAsync(line);
        }
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
