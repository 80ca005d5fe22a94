using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Ensemble.Benchmarks.Lambda;

/// <summary>
/// A warm <c>echo</c> through the Invoke API, its environment and back, against a bare HTTP round trip of the same body to a
/// minimal ASP.NET server. The two take turns in one run; both are in processes of their own, as the client is.
/// </summary>
internal static class RoundTripBenchmark
{
    private const int Turns = 40;

    public static async Task<IReadOnlyList<Figure>> RunAsync()
    {
        using var bare = await ServerProcess.BareAsync();
        using var emulator = await ServerProcess.LambdaAsync(EchoFunction());
        var small = Encoding.UTF8.GetBytes($$"""{"message":"{{new string('x', 80)}}"}""");
        var large = Encoding.UTF8.GetBytes($"\"{new string('x', (1024 * 1024) - 2)}\"");
        var (bareSmall, ourSmall) = await CompareAsync(bare, emulator, small, perTurn: 250, warmUp: 20_000);
        var (bareLarge, ourLarge) = await CompareAsync(bare, emulator, large, perTurn: 15, warmUp: 500);
        var (alone, ratio) = await ThroughputAsync(emulator, small);
        return
        [
            Ratio("round trip p50", ourSmall, bareSmall, 0.5, 4),
            Ratio("round trip p99", ourSmall, bareSmall, 0.99, 6),
            Ratio("round trip 1 MB p50", ourLarge, bareLarge, 0.5, 4),
            new(
                "throughput, 8 environments",
                ratio,
                string.Create(CultureInfo.InvariantCulture, $"invocations/s of 8 callers, {ratio * alone:0}"),
                string.Create(CultureInfo.InvariantCulture, $"those of one caller, {alone:0}"),
                Sense.AtLeast,
                0),
        ];
    }

    public static string EchoFunction(int timeout = 10) => $$"""
        { "functions": [ { "name": "echo", "directory": "{{Programs.Functions}}", "handler": "echo", "memorySize": 1769, "timeout": {{timeout}} } ] }
        """;

    private static async Task<(double[] Bare, double[] Ours)> CompareAsync(
        ServerProcess bare, ServerProcess emulator, byte[] body, int perTurn, int warmUp)
    {
        await MeasureAsync(bare, "/echo", body, warmUp);
        await MeasureAsync(emulator, ServerProcess.InvokePath("echo"), body, warmUp);
        var ours = new List<double>();
        var theirs = new List<double>();
        for (var turn = 0; turn < Turns; turn++)
        {
            theirs.AddRange(await MeasureAsync(bare, "/echo", body, perTurn));
            ours.AddRange(await MeasureAsync(emulator, ServerProcess.InvokePath("echo"), body, perTurn));
        }

        return ([.. theirs.Order()], [.. ours.Order()]);
    }

    private static async Task<IReadOnlyList<double>> MeasureAsync(ServerProcess server, string path, byte[] body, int count)
    {
        var milliseconds = new double[count];
        for (var i = 0; i < count; i++)
        {
            var start = Stopwatch.GetTimestamp();
            using var content = new ByteArrayContent(body);
            using var response = await server.Client.PostAsync(path, content);
            var answer = await response.Content.ReadAsByteArrayAsync();
            milliseconds[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            if (answer.Length != body.Length)
            {
                throw new InvalidOperationException($"{path} answered {body.Length} bytes with {Encoding.UTF8.GetString(answer)}");
            }
        }

        return milliseconds;
    }

    private static async Task<(double Alone, double Ratio)> ThroughputAsync(ServerProcess emulator, byte[] body)
    {
        async Task<double> RateAsync(int callers)
        {
            const int each = 3000;
            var start = Stopwatch.GetTimestamp();
            await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(() => MeasureAsync(emulator, ServerProcess.InvokePath("echo"), body, each))));
            return callers * each / Stopwatch.GetElapsedTime(start).TotalSeconds;
        }

        await RateAsync(8);
        var alone = await RateAsync(1);
        return (alone, await RateAsync(8) / alone);
    }

    private static Figure Ratio(string name, double[] ours, double[] theirs, double quantile, double most)
    {
        var (our, their) = (ours[(int)(quantile * (ours.Length - 1))], theirs[(int)(quantile * (theirs.Length - 1))]);
        return new(
            name,
            our / their,
            string.Create(CultureInfo.InvariantCulture, $"warm echo through the emulator, {our * 1000:0} µs"),
            string.Create(CultureInfo.InvariantCulture, $"bare HTTP round trip of the same body to a minimal ASP.NET server, {their * 1000:0} µs ({ours.Length} each)"),
            Sense.AtMost,
            most);
    }
}
