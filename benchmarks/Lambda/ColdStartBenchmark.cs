using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Ensemble.Benchmarks.Lambda;

/// <summary>
/// Cold starts of <c>mobilenet-mini</c> as it is compiled and by memory, and how much of them the emulator adds: from the
/// request's arrival until the process has been started, and from its first <c>next</c> until it has the event.
/// </summary>
internal static class ColdStartBenchmark
{
    private const int Repeats = 7;
    private const double MostOurs = 10;
    private static readonly string[] Profiles = ["Jit", "ReadyToRun", "NativeAot"];
    private static readonly int[] Sizes = [1769, 885];

    public static async Task<IReadOnlyList<Figure>> RunAsync()
    {
        var folders = Profiles.ToDictionary(profile => profile, Programs.Publish);
        try
        {
            var starts = new Dictionary<(string, int), List<Start>>();
            for (var repeat = 0; repeat < Repeats; repeat++)
            {
                // A new emulator each time: every first invocation is a cold start.
                using var emulator = await ServerProcess.LambdaAsync(Functions(folders));
                foreach (var key in Profiles.SelectMany(profile => Sizes.Select(size => (profile, size))))
                {
                    (starts.TryGetValue(key, out var list) ? list : starts[key] = []).Add(await StartAsync(emulator, Name(key.profile, key.size)));
                }
            }

            return [.. Figures(starts)];
        }
        finally
        {
            foreach (var folder in folders.Values)
            {
                Directory.Delete(Path.GetDirectoryName(folder)!, recursive: true);
            }
        }
    }

    private static IEnumerable<Figure> Figures(Dictionary<(string Profile, int Size), List<Start>> starts)
    {
        foreach (var size in Sizes)
        {
            var jit = Samples.Median(starts[("Jit", size)].Select(start => start.Total));
            foreach (var profile in Profiles)
            {
                var list = starts[(profile, size)];
                yield return new(
                    $"cold start, {profile}, {size} MB",
                    Samples.Median(list.Select(start => start.Total)) / jit,
                    string.Create(CultureInfo.InvariantCulture, $"request to answer, {Samples.Median(list.Select(start => start.Total)):0} ms, of which init {Samples.Median(list.Select(start => start.Init)):0} ms (median of {Repeats})"),
                    string.Create(CultureInfo.InvariantCulture, $"that of JIT, {jit:0} ms"),
                    Sense.AtLeast,
                    0);
            }
        }

        var ours = Samples.Median(starts.Values.SelectMany(list => list).Select(start => start.Ours));
        yield return new(
            "cold start, the emulator's part",
            ours / MostOurs,
            string.Create(CultureInfo.InvariantCulture, $"median over all of what is not the process's own, {ours:0.0} ms"),
            string.Create(CultureInfo.InvariantCulture, $"{MostOurs:0} ms"),
            Sense.AtMost,
            1);
    }

    private static async Task<Start> StartAsync(ServerProcess emulator, string function)
    {
        var answer = await emulator.InvokeAsync(
            function, Encoding.UTF8.GetBytes("""{"items":{"dataSet":{"name":"shapes","split":"test","first":0,"count":1}}}"""));
        using (var document = JsonDocument.Parse(answer))
        {
            if (!document.RootElement.TryGetProperty("predictions", out _))
            {
                throw new InvalidOperationException($"{function} answered {Encoding.UTF8.GetString(answer)}");
            }
        }

        while (true)
        {
            using var document = JsonDocument.Parse(await emulator.GetAsync($"/emulator/invocations?limit=1&function={function}"));
            var invocations = document.RootElement;
            if (invocations.GetArrayLength() == 1)
            {
                var record = invocations[0];
                double Milliseconds(string name) => record.GetProperty(name).GetDouble();
                var init = Milliseconds("initDurationMs");

                // Init is counted from before the process is started, so that the start of it is in both; it is ours.
                var own = init - Milliseconds("spawnDurationMs");
                return new(Milliseconds("queuedMs") + Milliseconds("answeredMs"), init, Milliseconds("queuedMs") - own);
            }
        }
    }

    private static string Name(string profile, int size) => string.Create(CultureInfo.InvariantCulture, $"{profile}-{size}");

    private static string Functions(Dictionary<string, string> folders) => $$"""
        { "functions": [ {{string.Join(", ", folders.SelectMany(folder => Sizes.Select(size => $$"""
          { "name": "{{Name(folder.Key, size)}}", "directory": "{{folder.Value}}", "handler": "model", "memorySize": {{size}}, "timeout": 30,
            "environment": { "ENSEMBLE_MODEL": "mobilenet-mini" } }
          """)))}} ] }
        """;

    private sealed record Start(double Total, double Init, double Ours);
}
