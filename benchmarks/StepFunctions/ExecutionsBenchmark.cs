using System.Diagnostics;
using System.Globalization;

namespace Ensemble.Benchmarks.StepFunctions;

/// <summary>The memory of the emulator after many executions that have ended, all of which it still knows.</summary>
internal static class ExecutionsBenchmark
{
    private const int Callers = 16;
    private const double MostMegabytes = 500;

    public static async Task<IReadOnlyList<Figure>> RunAsync(int executions)
    {
        using var folder = new BenchmarkFolder();
        using var emulator = await Servers.EmulatorAsync("--data", folder.Path);
        var client = new StepFunctionsClient(emulator.Client);
        var arn = await client.CreateAsync(Workload.ChainDefinition(1));
        var start = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, executions),
            new ParallelOptions { MaxDegreeOfParallelism = Callers },
            async (i, cancellationToken) => await client.StartAsync(arn, $$"""{"number":{{i}}}""", cancellationToken));
        await client.EndAsync(await client.StartAsync(arn, "{}"));
        var elapsed = Stopwatch.GetElapsedTime(start);
        var megabytes = emulator.Megabytes();
        return
        [
            new(
                "memory after many executions",
                megabytes / MostMegabytes,
                string.Create(CultureInfo.InvariantCulture, $"what the emulator holds after {executions} Standard executions, {megabytes:0} MB ({executions / elapsed.TotalSeconds:0}/s; at most {emulator.PeakMegabytes():0} MB)"),
                string.Create(CultureInfo.InvariantCulture, $"{MostMegabytes} MB"),
                Sense.AtMost,
                1),
        ];
    }
}
