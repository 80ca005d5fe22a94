using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Ensemble.Benchmarks.StepFunctions;

/// <summary>
/// 10,000 executions of a Parallel of eight tasks, 64 at a time, of which one in a hundred has a task that fails: each must end
/// as it has to, with its own results in the order of its branches, and its events must be whole.
/// </summary>
internal static class ExecutionStormBenchmark
{
    private const int Executions = 10_000;
    private const int Callers = 64;
    private const int Branches = 8;

    public static async Task<IReadOnlyList<Figure>> RunAsync()
    {
        using var folder = new BenchmarkFolder();
        await using var functions = await FunctionsAsync();
        using var emulator = await Servers.EmulatorAsync("--lambda-endpoint", AddressOf(functions), "--data", folder.Path);
        var client = new StepFunctionsClient(emulator.Client);
        var arn = await client.CreateAsync(Workload.ParallelDefinition(Enumerable.Range(1, Branches).Select(branch =>
            $$"""{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:echo","End":true,"Parameters":{"number.$":"$.number","branch":{{branch}} } }""")));
        var outcomes = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        var arns = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        var start = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(Enumerable.Range(0, Executions), new ParallelOptions { MaxDegreeOfParallelism = Callers }, async (i, cancellationToken) =>
        {
            var execution = await client.StartAsync(arn, $$"""{"number":{{i}}}""", cancellationToken);
            arns[execution] = i;
            var ending = await client.EndAsync(execution, cancellationToken);
            outcomes.AddOrUpdate(Outcome(i, ending), 1, (_, count) => count + 1);
        });
        var elapsed = Stopwatch.GetElapsedTime(start);

        var inOrder = 0;
        await Parallel.ForEachAsync(arns.Keys, new ParallelOptions { MaxDegreeOfParallelism = Callers }, async (execution, cancellationToken) =>
        {
            using var history = await client.CallAsync("GetExecutionHistory", new { executionArn = execution, maxResults = 1000 }, cancellationToken);
            if (IsWhole(history.RootElement.GetProperty("events")))
            {
                Interlocked.Increment(ref inOrder);
            }
        });
        var right = outcomes.Where(outcome => outcome.Key != "wrong").Sum(outcome => outcome.Value);
        var detail = string.Join(", ", outcomes.OrderBy(outcome => outcome.Key, StringComparer.Ordinal).Select(outcome => $"{outcome.Key} {outcome.Value}"));
        return
        [
            new(
                "storm, ended as expected",
                right / (double)Executions,
                string.Create(CultureInfo.InvariantCulture, $"executions of Parallel({Branches}) at {Callers} at a time, {right} ({detail}; {Executions / elapsed.TotalSeconds:0}/s)"),
                $"all, {Executions}",
                Sense.AtLeast,
                1),
            new("storm, recorded", await ListedAsync(client, arn, arns) / (double)Executions, "executions that are listed once, with the state they ended in", $"all, {Executions}", Sense.AtLeast, 1),
            new("storm, in order", inOrder / (double)Executions, $"executions whose events are whole and in order, {inOrder}", $"all, {Executions}", Sense.AtLeast, 1),
        ];
    }

    private static bool Fails(int i) => i % 100 == 47;

    private static string Outcome(int i, Ending ending) => Fails(i)
        ? ending.Status == "FAILED" ? "failed" : "wrong"
        : ending == new Ending("SUCCEEDED", $"[{string.Join(',', Enumerable.Range(1, Branches).Select(branch => $$"""{"branch":{{branch}},"number":{{i}}}"""))}]") ? "succeeded" : "wrong";

    // Ids without a gap; each event follows from one before it, from which nothing but the beginning of branches follows twice.
    private static bool IsWhole(JsonElement events)
    {
        var successors = new HashSet<long>();
        var id = 0;
        var last = string.Empty;
        foreach (var one in events.EnumerateArray())
        {
            last = one.GetProperty("type").GetString()!;
            var previous = one.GetProperty("previousEventId").GetInt64();
            if (one.GetProperty("id").GetInt64() != ++id || previous >= id)
            {
                return false;
            }

            if (last is not ("TaskStateEntered" or "ParallelStateSucceeded" or "ParallelStateFailed" or "ParallelStateExited" or "ParallelStateStarted") && id > 2 && !successors.Add(previous)
                && last is not ("ExecutionSucceeded" or "ExecutionFailed"))
            {
                return false;
            }
        }

        return last is "ExecutionSucceeded" or "ExecutionFailed";
    }

    private static async Task<int> ListedAsync(StepFunctionsClient client, string stateMachineArn, ConcurrentDictionary<string, int> arns)
    {
        var listed = new HashSet<string>(StringComparer.Ordinal);
        string? nextToken = null;
        do
        {
            using var page = await client.CallAsync("ListExecutions", nextToken is null ? new { stateMachineArn, maxResults = 1000 } : new { stateMachineArn, maxResults = 1000, nextToken }, CancellationToken.None);
            foreach (var execution in page.RootElement.GetProperty("executions").EnumerateArray())
            {
                if (arns.TryGetValue(execution.GetProperty("executionArn").GetString()!, out var i)
                    && execution.GetProperty("status").GetString() == (Fails(i) ? "FAILED" : "SUCCEEDED"))
                {
                    listed.Add(execution.GetProperty("executionArn").GetString()!);
                }
            }

            nextToken = page.RootElement.TryGetProperty("nextToken", out var token) ? token.GetString() : null;
        }
        while (nextToken is not null);
        return listed.Count;
    }

    // An endpoint of functions that answer at once with their event, or fail if it says so.
    private static async Task<WebApplication> FunctionsAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapPost("/2015-03-31/functions/{name}/invocations", async context =>
        {
            using var body = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
            var fails = Fails(body.RootElement.GetProperty("number").GetInt32()) && body.RootElement.GetProperty("branch").GetInt32() == 5;
            if (fails)
            {
                context.Response.Headers["X-Amz-Function-Error"] = "Unhandled";
            }

            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(fails ? """{"errorType":"Expected","errorMessage":"as asked"}""" : body.RootElement.GetRawText(), context.RequestAborted);
        });
        await app.StartAsync();
        return app;
    }

    private static string AddressOf(WebApplication app) => app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
}
