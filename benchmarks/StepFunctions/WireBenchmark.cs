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
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(15);

    public static async Task<IReadOnlyList<Figure>> RunAsync()
    {
        using var folder = new BenchmarkFolder();
        IReadOnlyList<Rate> ours, motos = [], locals = [];
        using (var emulator = await Servers.EmulatorAsync("--data", Path.Combine(folder.Path, "data")))
        {
            ours = await RatesAsync(emulator, Workload.All);
        }

        using (var moto = await Servers.MotoAsync())
        {
            motos = moto is null ? [] : await RatesAsync(moto, Workload.All);
        }

        // It knows neither Map nor intrinsic functions.
        using (var local = await Servers.StepFunctionsLocalAsync(Path.Combine(folder.Path, "npm")))
        {
            locals = local is null ? [] : await RatesAsync(local, [Workload.Chain, Workload.Parallel]);
        }

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

    private static async Task<IReadOnlyList<Rate>> RatesAsync(ServerProcess server, IReadOnlyList<Workload> workloads)
    {
        var client = new StepFunctionsClient(server.Client);
        var rates = new List<Rate>();
        foreach (var workload in workloads)
        {
            var arn = await client.CreateAsync(workload.Definition);
            await MeasureAsync(client, arn, workload, WarmUp);
            rates.Add(await MeasureAsync(client, arn, workload, Duration));
        }

        return rates;
    }

    private static async Task<Rate> MeasureAsync(StepFunctionsClient client, string arn, Workload workload, TimeSpan duration)
    {
        using var limit = new CancellationTokenSource(Longest, TimeProvider.System);
        var start = Stopwatch.GetTimestamp();
        var ended = 0;
        try
        {
            await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
            {
                while (Stopwatch.GetElapsedTime(start) < duration)
                {
                    var ending = await client.EndAsync(await client.StartAsync(arn, workload.Input, limit.Token), limit.Token);
                    if (ending.Status != "SUCCEEDED")
                    {
                        throw new InvalidOperationException($"An execution of '{workload.Name}' ended as {ending.Status}.");
                    }

                    Interlocked.Increment(ref ended);
                }
            })));
        }
        catch (OperationCanceledException) when (ended == 0)
        {
            return new(workload, Callers * workload.Transitions / Longest.TotalSeconds, IsBound: true);
        }
        catch (OperationCanceledException)
        {
        }

        return new(workload, ended * (double)workload.Transitions / Stopwatch.GetElapsedTime(start).TotalSeconds, IsBound: false);
    }

    private static string Said(double rate) => rate.ToString("#,0", CultureInfo.InvariantCulture);

    private sealed record Rate(Workload Workload, double PerSecond, bool IsBound);
}
