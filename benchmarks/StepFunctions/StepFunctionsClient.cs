using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Ensemble.Benchmarks.StepFunctions;

/// <summary>A client of the Step Functions protocol (AWS JSON 1.0) that does no more than it must.</summary>
internal sealed class StepFunctionsClient(HttpClient client)
{
    private const int Attempts = 5;
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(50);

    // Servers of several services tell them apart by the scope of the credentials.
    private static readonly AuthenticationHeaderValue Authorization = new(
        "AWS4-HMAC-SHA256", "Credential=benchmark/20260101/us-east-1/states/aws4_request, SignedHeaders=host;x-amz-date, Signature=0");

    private long _names;

    /// <summary>Creates a state machine with a name of its own and returns its ARN.</summary>
    public async Task<string> CreateAsync(string definition, string type = "STANDARD", CancellationToken cancellationToken = default)
    {
        using var answer = await CallAsync("CreateStateMachine", new { name = NewName(), definition, type, roleArn = "arn:aws:iam::123456789012:role/benchmark" }, cancellationToken);
        return answer.RootElement.GetProperty("stateMachineArn").GetString()!;
    }

    /// <summary>Starts an execution and returns its ARN.</summary>
    public async Task<string> StartAsync(string stateMachineArn, string input, CancellationToken cancellationToken = default)
    {
        using var answer = await CallAsync("StartExecution", new { stateMachineArn, name = NewName(), input }, cancellationToken);
        return answer.RootElement.GetProperty("executionArn").GetString()!;
    }

    /// <summary>Asks until an execution has ended, ever less often.</summary>
    public async Task<Ending> EndAsync(string executionArn, CancellationToken cancellationToken = default)
    {
        for (var pause = TimeSpan.Zero; ; pause = pause == TimeSpan.Zero ? TimeSpan.FromMilliseconds(1) : pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            if (pause > TimeSpan.Zero)
            {
                await Task.Delay(pause, TimeProvider.System, cancellationToken);
            }

            using var answer = await CallAsync("DescribeExecution", new { executionArn }, cancellationToken);
            if (answer.RootElement.GetProperty("status").GetString() is var status && status != "RUNNING")
            {
                return new(status!, answer.RootElement.TryGetProperty("output", out var output) ? output.GetString() : null);
            }
        }
    }

    /// <summary>Executes an Express state machine and waits for its end.</summary>
    public async Task<Ending> RunAsync(string stateMachineArn, string input)
    {
        using var answer = await CallAsync("StartSyncExecution", new { stateMachineArn, input }, CancellationToken.None);
        return new(
            answer.RootElement.GetProperty("status").GetString()!,
            answer.RootElement.TryGetProperty("output", out var output) ? output.GetString() : answer.RootElement.TryGetProperty("cause", out var cause) ? cause.GetString() : null);
    }

    private string NewName() => $"benchmark-{Interlocked.Increment(ref _names)}";

    /// <summary>Calls an action, again if the server closes the connection, which some do now and then.</summary>
    public async Task<JsonDocument> CallAsync(string action, object parameters, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(parameters);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await CallOnceAsync(action, body, cancellationToken);
            }
            catch (HttpRequestException) when (attempt < Attempts)
            {
            }
        }
    }

    private async Task<JsonDocument> CallOnceAsync(string action, byte[] parameters, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/");
        request.Headers.Authorization = Authorization;
        request.Headers.Add("X-Amz-Target", $"AWSStepFunctions.{action}");
        request.Content = new ByteArrayContent(parameters) { Headers = { ContentType = new("application/x-amz-json-1.0") } };
        using var response = await client.SendAsync(request, cancellationToken);
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        return response.IsSuccessStatusCode
            ? JsonDocument.Parse(body)
            : throw new InvalidOperationException($"{action} answered {(int)response.StatusCode}: {Encoding.UTF8.GetString(body)}");
    }
}

/// <summary>How an execution ended.</summary>
internal sealed record Ending(string Status, string? Output);
