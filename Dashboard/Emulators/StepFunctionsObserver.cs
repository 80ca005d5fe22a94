using System.Net.Http.Headers;
using System.Text.Json;
using Ensemble.Dashboard.Executions;

namespace Ensemble.Dashboard.Emulators;

/// <summary>Reads executions from the Step Functions emulator.</summary>
/// <param name="client">Its base address is the emulator's; null: there is none, executions run on AWS.</param>
internal sealed class StepFunctionsObserver(HttpClient? client)
{
    private const string MediaType = "application/x-amz-json-1.0";
    private const int PageSize = 1000;
    private const double MillisecondsPerSecond = 1000;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Whether there is an emulator.</summary>
    public bool IsThere => client is not null;

    /// <summary>Executions that run, then those that ended last, newest first; null: the emulator does not answer.</summary>
    public async Task<IReadOnlyList<ExecutionView>?> ExecutionsAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (client is null || await client.GetFromJsonAsync<IReadOnlyList<RecentExecution>>("emulator/executions", Json, cancellationToken) is not { } recent)
            {
                return null;
            }

            var running = new List<ExecutionView>();
            foreach (var machine in (await CallAsync("ListStateMachines", new { maxResults = PageSize }, cancellationToken)).GetProperty("stateMachines").EnumerateArray())
            {
                if (machine.GetProperty("type").GetString() == "STANDARD")
                {
                    var answer = await CallAsync("ListExecutions", new { stateMachineArn = machine.GetProperty("stateMachineArn").GetString(), statusFilter = "RUNNING", maxResults = PageSize }, cancellationToken);
                    running.AddRange(answer.GetProperty("executions").EnumerateArray().Select(one => new ExecutionView(
                        one.GetProperty("executionArn").GetString()!, one.GetProperty("name").GetString()!, machine.GetProperty("name").GetString()!, "STANDARD", "RUNNING", Moment(one.GetProperty("startDate").GetDouble()), null, null, null, null)));
                }
            }

            return [.. running, .. recent.Select(one => new ExecutionView(
                one.ExecutionArn, one.Name, one.StateMachineName, one.Type, one.Status, Moment(one.StartDate), one.StopDate is { } stop ? Moment(stop) : null, one.Error, one.Cause, one.TraceHeader))];
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    /// <summary>The events of an execution; null: they are not known, or not any more.</summary>
    public async Task<IReadOnlyList<EventView>?> EventsAsync(string executionArn, CancellationToken cancellationToken)
    {
        try
        {
            if (client is null)
            {
                return null;
            }

            if (executionArn.Contains(":express:", StringComparison.Ordinal))
            {
                using var response = await client.GetAsync($"emulator/executions/{Uri.EscapeDataString(executionArn)}/events", cancellationToken);
                return response.IsSuccessStatusCode && await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken) is { ValueKind: JsonValueKind.Array } events
                    ? [.. events.EnumerateArray().Select(EventView.Of)]
                    : null;
            }

            var all = new List<EventView>();
            string? next = null;
            do
            {
                var page = await CallAsync("GetExecutionHistory", new Dictionary<string, object> { ["executionArn"] = executionArn, ["maxResults"] = PageSize }.With("nextToken", next), cancellationToken);
                all.AddRange(page.GetProperty("events").EnumerateArray().Select(EventView.Of));
                next = page.TryGetProperty("nextToken", out var token) ? token.GetString() : null;
            }
            while (next is not null);
            return all;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    /// <summary>The definition of the state machine of an execution; null: it is not known.</summary>
    public async Task<string?> DefinitionAsync(string executionArn, CancellationToken cancellationToken)
    {
        try
        {
            return executionArn.Split(':') is not [var arn, var partition, var service, var region, var account, _, var name, ..] || client is null ? null
                : (await CallAsync("DescribeStateMachine", new { stateMachineArn = $"{arn}:{partition}:{service}:{region}:{account}:stateMachine:{name}" }, cancellationToken)).GetProperty("definition").GetString();
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private async Task<JsonElement> CallAsync(string action, object parameters, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, string.Empty) { Content = JsonContent.Create(parameters, parameters.GetType(), new MediaTypeHeaderValue(MediaType)) };
        request.Headers.Add("X-Amz-Target", $"AWSStepFunctions.{action}");
        using var response = await client!.SendAsync(request, cancellationToken);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
    }

    private static DateTimeOffset Moment(double seconds) => DateTimeOffset.FromUnixTimeMilliseconds((long)Math.Round(seconds * MillisecondsPerSecond));

    private sealed record RecentExecution(string ExecutionArn, string Name, string StateMachineName, string Type, string Status, double StartDate, double? StopDate, string? Error, string? Cause, string? TraceHeader);
}

/// <summary>Parameters that may be left out.</summary>
file static class Parameters
{
    public static Dictionary<string, object> With(this Dictionary<string, object> parameters, string name, object? value)
    {
        if (value is not null)
        {
            parameters[name] = value;
        }

        return parameters;
    }
}
