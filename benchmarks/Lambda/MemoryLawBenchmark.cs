using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Ensemble.Benchmarks.Lambda;

/// <summary>
/// Memory buys CPU: the time of the same single-threaded work, times the share of one CPU that the memory buys, is the same
/// at every size; beyond 1769 MB one thread gains nothing.
/// </summary>
internal static class MemoryLawBenchmark
{
    private const int OneCpu = 1769;
    private const int Repeats = 5;
    private const long Iterations = 600_000_000;
    private const double Most = 1.05;
    private static readonly int[] Sizes = [443, 885, 1769, 3538];

    public static async Task<IReadOnlyList<Figure>> RunAsync()
    {
        using var emulator = await ServerProcess.LambdaAsync(Functions());
        if (!(await emulator.GetAsync("/emulator/environment")).Contains("\"cpuControl\":\"cgroup", StringComparison.Ordinal))
        {
            throw new InvalidOperationException("This machine's control groups cannot be written: the share of the CPU is not enforced, so there is no law to measure.");
        }

        foreach (var size in Sizes)
        {
            for (var i = 0; i < 40; i++)
            {
                await BurnAsync(emulator, size, 20_000);
            }

            await BurnAsync(emulator, size, Iterations);
        }

        var times = Sizes.ToDictionary(size => size, _ => new List<double>());
        for (var repeat = 0; repeat < Repeats; repeat++)
        {
            foreach (var size in Sizes)
            {
                times[size].Add(await BurnAsync(emulator, size, Iterations));
            }
        }

        var median = times.ToDictionary(time => time.Key, time => Samples.Median(time.Value));
        var products = Sizes.Where(size => size <= OneCpu).Select(size => (Size: size, Product: median[size] * size / OneCpu)).ToList();
        var (low, high) = (products.MinBy(product => product.Product), products.MaxBy(product => product.Product));
        return
        [
            new(
                "memory law, 443 to 1769 MB",
                high.Product / low.Product,
                string.Create(CultureInfo.InvariantCulture, $"largest time x share, {high.Product:0.0} ms at {high.Size} MB ({string.Join(", ", products.Select(product => string.Create(CultureInfo.InvariantCulture, $"{product.Size} MB {median[product.Size]:0} ms")))}; medians of {Repeats})"),
                string.Create(CultureInfo.InvariantCulture, $"smallest, {low.Product:0.0} ms at {low.Size} MB"),
                Sense.AtMost,
                Most),
            new(
                "memory law, 3538 MB",
                Math.Max(median[3538], median[OneCpu]) / Math.Min(median[3538], median[OneCpu]),
                string.Create(CultureInfo.InvariantCulture, $"longer of the times at 3538 MB, {median[3538]:0.0} ms, and at 1769 MB, {median[OneCpu]:0.0} ms"),
                "the shorter",
                Sense.AtMost,
                Most),
        ];
    }

    private static async Task<double> BurnAsync(ServerProcess emulator, int size, long iterations)
    {
        var answer = await emulator.InvokeAsync(
            $"burn-{size}", Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{"burn":{{iterations}}}""")));
        using var document = JsonDocument.Parse(answer);
        return document.RootElement.GetProperty("milliseconds").GetDouble();
    }

    private static string Functions() => $$"""
        { "functions": [ {{string.Join(", ", Sizes.Select(size => $$"""
          { "name": "burn-{{size}}", "directory": "{{Programs.Functions}}", "handler": "echo", "memorySize": {{size}}, "timeout": 300,
            "environment": { "ENSEMBLE_ECHO_COMMANDS": "1" } }
          """))}} ] }
        """;
}
