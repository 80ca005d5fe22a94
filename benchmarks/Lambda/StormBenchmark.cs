using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Ensemble.Benchmarks.Lambda;

/// <summary>
/// 10,000 invocations over 8 functions by 16 callers at a time, of which one in a hundred ends its process, one does not
/// answer in time and one fails: each must be answered once, with its own answer, and nothing may be left.
/// </summary>
internal static class StormBenchmark
{
    private const int Invocations = 10_000;
    private const int Functions = 8;
    private const int Callers = 16;
    private static readonly string[] Hierarchies =
        ["/sys/fs/cgroup", "/sys/fs/cgroup/cpu", "/sys/fs/cgroup/freezer", "/sys/fs/cgroup/memory", "/sys/fs/cgroup/pids"];

    public static async Task<IReadOnlyList<Figure>> RunAsync()
    {
        var outcomes = new ConcurrentDictionary<string, int>();
        var emulator = await ServerProcess.LambdaAsync(Declarations());
        long records;
        int requestIds;
        TimeSpan elapsed;
        try
        {
            var start = Stopwatch.GetTimestamp();
            await Parallel.ForEachAsync(Enumerable.Range(0, Invocations), new ParallelOptions { MaxDegreeOfParallelism = Callers }, async (i, _) =>
            {
                var answer = Encoding.UTF8.GetString(await emulator.InvokeAsync($"storm-{i % Functions}", Encoding.UTF8.GetBytes(Event(i))));
                outcomes.AddOrUpdate(Expected(i, answer), 1, (_, count) => count + 1);
            });
            elapsed = Stopwatch.GetElapsedTime(start);
            (records, requestIds) = await RecordsAsync(emulator);
        }
        finally
        {
            emulator.Dispose();
        }

        var right = outcomes.Where(outcome => outcome.Key != "wrong").Sum(outcome => outcome.Value);
        var left = LeftGroups();
        var detail = string.Join(", ", outcomes.OrderBy(outcome => outcome.Key, StringComparer.Ordinal).Select(outcome => $"{outcome.Key} {outcome.Value}"));
        return
        [
            new(
                "storm, answered as expected",
                right / (double)Invocations,
                string.Create(CultureInfo.InvariantCulture, $"invocations, {right} ({detail}; {Invocations / elapsed.TotalSeconds:0}/s)"),
                $"all, {Invocations}",
                Sense.AtLeast,
                1),
            new("storm, records", records / (double)Invocations, $"invocations that ended, {records}, with {requestIds} ids", $"all, {Invocations}", Sense.AtMost, requestIds == Invocations ? 1 : 0),
            new("storm, left behind", left, $"control groups left, {left}", "one", Sense.AtMost, 0),
        ];
    }

    private static string Event(int i) => (i % 100) switch
    {
        13 => """{"exit":3}""",
        47 => """{"sleep":60000}""",
        71 => """{"throw":"as asked"}""",
        _ => string.Create(CultureInfo.InvariantCulture, $$"""{"number":{{i}}}"""),
    };

    private static string Expected(int i, string answer) => (i % 100) switch
    {
        13 => answer.Contains("exit status 3", StringComparison.Ordinal) ? "exited" : "wrong",
        47 => answer.Contains("Task timed out after 3.00 seconds", StringComparison.Ordinal) ? "timed out" : "wrong",
        71 => answer.Contains("as asked", StringComparison.Ordinal) ? "threw" : "wrong",
        _ => answer == Event(i) ? "echoed" : "wrong",
    };

    private static async Task<(long Records, int Ids)> RecordsAsync(ServerProcess emulator)
    {
        // The last records are written when the last environments ask for their next event.
        while (true)
        {
            using var document = JsonDocument.Parse(await emulator.GetAsync($"/emulator/invocations?limit={2 * Invocations}"));
            var total = document.RootElement.GetArrayLength();
            if (total >= Invocations)
            {
                return (total, document.RootElement.EnumerateArray().Select(record => record.GetProperty("requestId").GetString()).Distinct().Count());
            }
        }
    }

    private static int LeftGroups() => Hierarchies.Count(folder => Directory.Exists(Path.Combine(folder, "ensemble-lambda")));

    private static string Declarations() => $$"""
        { "functions": [ {{string.Join(", ", Enumerable.Range(0, Functions).Select(i => $$"""
          { "name": "storm-{{i}}", "directory": "{{Programs.Functions}}", "handler": "echo", "memorySize": 1769, "timeout": 3,
            "environment": { "ENSEMBLE_ECHO_COMMANDS": "1" } }
          """))}} ] }
        """;
}
