using System.Diagnostics;
using System.Globalization;

namespace Ensemble.Benchmarks.StepFunctions;

/// <summary>
/// State transitions per second over the wire: sixteen callers start Standard executions and ask for their ends. The same
/// client does the same with the other emulators that are installed.
/// </summary>
internal static class WireBenchmark
{
    private const int Callers = 16;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(5);

    // A server that is so slow that no execution ends within it is given the rate that it would have had if all had.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    public static async Task<IReadOnlyList<Figure>> RunAsync()
    {
        using var folder = new BenchmarkFolder();
        var ours = await RatesAsync(() => AsTask(Servers.EmulatorAsync("--data", Path.Combine(folder.Path, Path.GetRandomFileName()))), Workload.All, isOurs: true);
        var motos = await RatesAsync(Servers.MotoAsync, Workload.All, isOurs: false);

        // It knows neither Map nor intrinsic functions.
        var locals = await RatesAsync(() => Servers.StepFunctionsLocalAsync(Path.Combine(folder.Path, "npm")), [Workload.Chain, Workload.Parallel], isOurs: false);
        return
        [
            .. ours.Select(our => new Figure(
                $"over the wire, {our.Workload.Name}", our.PerSecond, $"transitions/s of {Callers} callers, with --data, {Said(our.PerSecond)}", "one", Sense.AtLeast, 0)),
            .. Compared("moto_server", ours, motos, 50),
            .. Compared("stepfunctions-local", ours, locals, 3),
        ];
    }

    private static IEnumerable<Figure> Compared(string name, IReadOnlyList<Rate> ours, IReadOnlyList<Rate> theirs, double least) =>
        from their in theirs
        join our in ours on their.Workload equals our.Workload
        select new Figure(
            $"over the wire, {our.Workload.Name}, {name}",
            our.PerSecond / their.PerSecond,
            $"transitions/s of the emulator, {Said(our.PerSecond)}",
            $"those of {name} with the same client, {(their.IsBound ? "less than " : string.Empty)}{Said(their.PerSecond)}",
            Sense.AtLeast,
            least);

    // Each has a server of its own: one that is slow would still be busy with what was given up.
    private static async Task<IReadOnlyList<Rate>> RatesAsync(Func<Task<ServerProcess?>> start, IReadOnlyList<Workload> workloads, bool isOurs)
    {
        var rates = new List<Rate>();
        foreach (var workload in workloads)
        {
            using var server = await start();
            if (server is null)
            {
                return [];
            }

            var client = new StepFunctionsClient(server.Client);
            await MeasureAsync(client, Workload.Chain, WarmUp, isOurs);
            rates.Add(await MeasureAsync(client, workload, Duration, isOurs));
        }

        return rates;
    }

    private static async Task<ServerProcess?> AsTask(Task<ServerProcess> server) => await server;

    private static async Task<Rate> MeasureAsync(StepFunctionsClient client, Workload workload, TimeSpan duration, bool isOurs)
    {
        using var limit = new CancellationTokenSource(Longest, TimeProvider.System);
        var arn = await client.CreateAsync(workload.Definition, cancellationToken: limit.Token);
        var start = Stopwatch.GetTimestamp();
        var ended = 0;
        try
        {
            await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
            {
                while (Stopwatch.GetElapsedTime(start) < duration)
                {
                    var ending = await client.EndAsync(await client.StartAsync(arn, workload.Input, limit.Token), limit.Token);
                    if (ending.Status == "SUCCEEDED")
                    {
                        Interlocked.Increment(ref ended);
                    }
                    else if (isOurs)
                    {
                        throw new InvalidOperationException($"An execution of '{workload.Name}' ended as {ending.Status}.");
                    }
                }
            })));
        }
        catch (OperationCanceledException)
        {
        }

        // What another server fails at does not count for it.
        return ended == 0
            ? new(workload, Callers * workload.Transitions / Stopwatch.GetElapsedTime(start).TotalSeconds, IsBound: true)
            : new(workload, ended * (double)workload.Transitions / Stopwatch.GetElapsedTime(start).TotalSeconds, IsBound: false);
    }

    private static string Said(double rate) => rate.ToString("#,0", CultureInfo.InvariantCulture);

    private sealed record Rate(Workload Workload, double PerSecond, bool IsBound);
}
