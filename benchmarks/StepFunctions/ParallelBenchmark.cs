using System.Globalization;
using System.Text.Json;

namespace Ensemble.Benchmarks.StepFunctions;

/// <summary>
/// A Parallel of 3, 8 and 40 warm functions of the Lambda emulator that sleep 200 ms each: the execution, from its first event
/// to its last, against its own slowest branch, and against the longest of its invocations as the Lambda emulator measured them.
/// </summary>
internal static class ParallelBenchmark
{
    private const int Milliseconds = 200;
    private const int Turns = 10;

    // Environments start, and code is compiled.
    private const int WarmUp = 3;
    private static readonly int[] Widths = [3, 8, 40];

    public static async Task<IReadOnlyList<Figure>> RunAsync()
    {
        using var lambda = await ServerProcess.LambdaAsync($$"""
            { "functions": [ { "name": "sleep", "directory": "{{Programs.Functions}}", "handler": "echo", "memorySize": 1769, "timeout": 10,
                "environment": { "ENSEMBLE_ECHO_COMMANDS": "1" } } ] }
            """);
        using var emulator = await Servers.EmulatorAsync("--lambda-endpoint", lambda.Client.BaseAddress!.OriginalString);
        var client = new StepFunctionsClient(emulator.Client);
        var figures = new List<Figure>();
        var invocations = 0;
        foreach (var width in Widths)
        {
            var arn = await client.CreateAsync(Workload.ParallelDefinition(Enumerable.Repeat(
                $$"""{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:sleep","End":true,"Parameters":{"sleep":{{Milliseconds}} } }""", width)));

            var runs = new List<Run>();
            for (var turn = -WarmUp; turn < Turns; turn++)
            {
                invocations += width;
                var run = await MeasureAsync(client, arn) with { Longest = await LongestAsync(lambda, invocations, width) };
                if (turn >= 0)
                {
                    runs.Add(run);
                }
            }

            var median = runs.OrderBy(run => run.Whole / run.Slowest).ElementAt(Turns / 2);
            var whole = string.Create(CultureInfo.InvariantCulture, $"from the first event of the execution to its last, {median.Whole:0} ms (median of {Turns} by ratio)");
            figures.Add(new(
                $"Parallel of {width} Lambda tasks",
                median.Whole / median.Slowest,
                whole,
                string.Create(CultureInfo.InvariantCulture, $"its slowest branch, from its state entered to its state exited, {median.Slowest:0} ms, of which the function sleeps {Milliseconds} ms"),
                Sense.AtMost,
                1.03));
            figures.Add(new(
                $"Parallel of {width}, with the way to Lambda",
                median.Whole / median.Longest,
                whole,
                string.Create(CultureInfo.InvariantCulture, $"its longest invocation, from the event's delivery to the answer, {median.Longest:0.0} ms"),
                Sense.AtLeast,
                0));
        }

        return figures;
    }

    private static async Task<Run> MeasureAsync(StepFunctionsClient client, string arn)
    {
        var execution = await client.StartAsync(arn, "{}");
        var ending = await client.EndAsync(execution);
        if (ending.Status != "SUCCEEDED")
        {
            throw new InvalidOperationException($"An execution ended as {ending.Status}.");
        }

        using var history = await client.CallAsync("GetExecutionHistory", new { executionArn = execution, maxResults = 1000 }, CancellationToken.None);
        var events = history.RootElement.GetProperty("events").EnumerateArray()
            .Select(one => (Type: one.GetProperty("type").GetString()!, Time: one.GetProperty("timestamp").GetDouble() * 1000, Name: Name(one)))
            .ToList();
        var slowest = events.Where(one => one.Type == "TaskStateEntered")
            .Max(entered => events.Single(one => one.Type == "TaskStateExited" && one.Name == entered.Name).Time - entered.Time);
        return new(events[^1].Time - events[0].Time, slowest, 0);
    }

    // The last records are written when the environments ask for their next event.
    private static async Task<double> LongestAsync(ServerProcess lambda, int invocations, int width)
    {
        while (true)
        {
            using var records = JsonDocument.Parse(await lambda.GetAsync($"/emulator/invocations?limit={invocations}"));
            if (records.RootElement.GetArrayLength() == invocations)
            {
                return records.RootElement.EnumerateArray().Take(width).Max(record => record.GetProperty("answeredMs").GetDouble());
            }
        }
    }

    private static string? Name(JsonElement one) =>
        one.TryGetProperty("stateEnteredEventDetails", out var details) || one.TryGetProperty("stateExitedEventDetails", out details) ? details.GetProperty("name").GetString() : null;

    private sealed record Run(double Whole, double Slowest, double Longest);
}
