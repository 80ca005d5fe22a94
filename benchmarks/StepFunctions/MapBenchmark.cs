using System.Diagnostics;
using System.Globalization;

namespace Ensemble.Benchmarks.StepFunctions;

/// <summary>
/// Maps of growing size, inline in an Express workflow and distributed over a file of items: time and memory must grow no faster
/// than the items do. Each size has an emulator of its own, so that none profits from the memory of the one before.
/// </summary>
internal static class MapBenchmark
{
    private const double MostGrowth = 1.5;
    private static readonly int[] Inline = [1000, 3000, 10_000];
    private static readonly int[] Distributed = [10_000, 30_000, 100_000];

    public static async Task<IReadOnlyList<Figure>> RunAsync()
    {
        var inline = new List<Run>();
        foreach (var items in Inline)
        {
            inline.Add(await InlineAsync(items));
        }

        var distributed = new List<Run>();
        foreach (var items in Distributed)
        {
            distributed.Add(await DistributedAsync(items));
        }

        return [.. Growth("inline Map", inline), .. Growth("distributed Map", distributed)];
    }

    private static IEnumerable<Figure> Growth(string name, IReadOnlyList<Run> runs)
    {
        var (smallest, largest) = (runs[0], runs[^1]);
        yield return new(
            $"{name}, time of an item",
            largest.Milliseconds / largest.Items / (smallest.Milliseconds / smallest.Items),
            string.Create(CultureInfo.InvariantCulture, $"at {largest.Items} items, {1000 * largest.Milliseconds / largest.Items:0.0} µs ({string.Join(", ", runs.Select(run => $"{run.Items}: {run.Milliseconds:0} ms"))})"),
            string.Create(CultureInfo.InvariantCulture, $"at {smallest.Items} items, {1000 * smallest.Milliseconds / smallest.Items:0.0} µs"),
            Sense.AtMost,
            MostGrowth);
        yield return new(
            $"{name}, memory",
            largest.Megabytes / smallest.Megabytes,
            string.Create(CultureInfo.InvariantCulture, $"most that the process held at {largest.Items} items, {largest.Megabytes:0} MB ({string.Join(", ", runs.Select(run => $"{run.Items}: {run.Megabytes:0} MB"))})"),
            string.Create(CultureInfo.InvariantCulture, $"at {smallest.Items} items, {smallest.Megabytes:0} MB"),
            Sense.AtMost,
            MostGrowth * largest.Items / smallest.Items);
    }

    private static async Task<Run> InlineAsync(int items)
    {
        using var emulator = await Servers.EmulatorAsync();
        var client = new StepFunctionsClient(emulator.Client);
        var arn = await client.CreateAsync(Workload.Map.Definition, "EXPRESS");
        var input = Workload.Numbers(items);
        await CheckedAsync(client.RunAsync(arn, Workload.Numbers(100)));
        var milliseconds = new List<double>();
        for (var turn = 0; turn < 5; turn++)
        {
            var start = Stopwatch.GetTimestamp();
            var ending = await CheckedAsync(client.RunAsync(arn, input));
            milliseconds.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            if (ending.Output != input)
            {
                throw new InvalidOperationException("The results of the Map are not its items.");
            }
        }

        return new(items, Samples.Median(milliseconds), emulator.PeakMegabytes());
    }

    private static async Task<Run> DistributedAsync(int items)
    {
        using var folder = new BenchmarkFolder();
        var bucket = Directory.CreateDirectory(Path.Combine(folder.Path, "objects", "bucket")).FullName;
        await File.WriteAllTextAsync(Path.Combine(bucket, "items.json"), Workload.Numbers(items));
        await File.WriteAllTextAsync(Path.Combine(bucket, "few.json"), Workload.Numbers(1000));
        using var emulator = await Servers.EmulatorAsync("--objects", Path.GetDirectoryName(bucket)!, "--data", Path.Combine(folder.Path, "data"));
        var client = new StepFunctionsClient(emulator.Client);
        await CheckedAsync(client.EndAsync(await client.StartAsync(await client.CreateAsync(Distribution("few.json")), "{}")));
        var arn = await client.CreateAsync(Distribution("items.json"));
        var start = Stopwatch.GetTimestamp();
        await CheckedAsync(client.EndAsync(await client.StartAsync(arn, "{}")));
        return new(items, Stopwatch.GetElapsedTime(start).TotalMilliseconds, emulator.PeakMegabytes());
    }

    private static async Task<Ending> CheckedAsync(Task<Ending> execution)
    {
        var ending = await execution;
        return ending.Status == "SUCCEEDED" ? ending : throw new InvalidOperationException($"An execution ended as {ending.Status}: {ending.Output}");
    }

    private static string Distribution(string key) => $$"""
        { "StartAt": "Each", "States": { "Each": { "Type": "Map", "End": true,
            "ItemReader": { "Resource": "arn:aws:states:::s3:getObject", "ReaderConfig": { "InputType": "JSON" }, "Parameters": { "Bucket": "bucket", "Key": "{{key}}" } },
            "ItemProcessor": {
                "ProcessorConfig": { "Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS" },
                "StartAt": "One", "States": { "One": { "Type": "Pass", "End": true } } },
            "ResultWriter": { "Resource": "arn:aws:states:::s3:putObject", "Parameters": { "Bucket": "bucket", "Prefix": "results" } } } } }
        """;

    private sealed record Run(int Items, double Milliseconds, double Megabytes);
}
