using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Ensemble.StepFunctions.Json;

namespace Ensemble.StepFunctions.Server.Tests;

/// <summary>A server with functions and buckets, and a client of it.</summary>
public sealed class ServerFixture : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("stepfunctions-").FullName;
    private readonly Functions _functions = new();
    private StepFunctionsServer _server = null!;
    private int _names;

    /// <summary>The client.</summary>
    public ApiClient Api { get; private set; } = null!;

    /// <summary>Where the server listens.</summary>
    public Uri Address => _server.Address;

    /// <summary>The functions.</summary>
    internal Functions Functions => _functions;

    /// <summary>The folder of the buckets.</summary>
    public string Buckets => Path.Combine(_folder, "buckets");

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Path.Combine(Buckets, "bucket"));
        await _functions.StartAsync();
        _server = await StepFunctionsServer.StartAsync(
            new() { Urls = "http://127.0.0.1:0", Seed = 1, ObjectFolder = Buckets, LambdaEndpoint = _functions.Address, DataFolder = Path.Combine(_folder, "data") },
            TimeProvider.System,
            CancellationToken.None);
        Api = new(_server.Address);
    }

    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        await _server.DisposeAsync();
        await _functions.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>A name that nobody else has.</summary>
    public string NewName(string prefix = "machine") => $"{prefix}-{Interlocked.Increment(ref _names).ToString(CultureInfo.InvariantCulture)}";

    /// <summary>Creates a state machine and returns its ARN.</summary>
    public async Task<string> CreateAsync(string definition, string type = "STANDARD")
    {
        var created = await Api.CallAsync("CreateStateMachine", ApiClient.Fields(("name", NewName()), ("definition", definition), ("roleArn", "arn:aws:iam::000000000000:role/r"), ("type", type)));
        return ApiClient.Text(created, "stateMachineArn");
    }

    /// <summary>Runs a definition to its end and returns its description.</summary>
    public async Task<JsonObject> RunAsync(string definition, string input = "{}")
    {
        var started = await Api.CallAsync("StartExecution", ApiClient.Fields(("stateMachineArn", await CreateAsync(definition)), ("input", input)));
        return await Api.EndAsync(ApiClient.Text(started, "executionArn"));
    }
}

/// <summary>A client of the API.</summary>
public sealed class ApiClient(Uri address) : IDisposable
{
    private readonly HttpClient _client = new() { BaseAddress = address };

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _client.Dispose();

    /// <summary>An object of texts.</summary>
    public static JsonObject Fields(params IEnumerable<(string Name, string Value)> fields) =>
        new(fields.Select(field => KeyValuePair.Create(field.Name, (JsonValue)field.Value)));

    /// <summary>A text of an answer.</summary>
    public static string Text(JsonObject answer, string name) => ((JsonString)answer[name]!).Value;

    /// <summary>Calls an operation that succeeds.</summary>
    public async Task<JsonObject> CallAsync(string operation, JsonObject request)
    {
        var (status, answer) = await SendAsync(operation, request.ToJson());
        return status == 200 ? answer : throw new InvalidOperationException($"{operation}: {answer.ToJson()}");
    }

    /// <summary>Calls an operation that is refused, and returns the code and the message.</summary>
    public async Task<(string Code, string Message)> RefusedAsync(string operation, JsonObject request)
    {
        var (status, answer) = await SendAsync(operation, request.ToJson());
        return status == 400 ? (Text(answer, "__type"), Text(answer, "message")) : throw new InvalidOperationException($"{operation} was answered with {status}: {answer.ToJson()}");
    }

    /// <summary>Sends anything.</summary>
    public async Task<(int Status, JsonObject Answer)> SendAsync(string operation, string body)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, "/") { Content = new StringContent(body, Encoding.UTF8) };
        message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-amz-json-1.0");
        message.Headers.Add("X-Amz-Target", $"AWSStepFunctions.{operation}");
        using var response = await _client.SendAsync(message, Cancelled);
        Assert.Equal("application/x-amz-json-1.0", response.Content.Headers.ContentType?.ToString());
        return ((int)response.StatusCode, (JsonObject)JsonValue.Parse(await response.Content.ReadAsStringAsync(Cancelled)));
    }

    /// <summary>Waits for the end of an execution and describes it.</summary>
    public async Task<JsonObject> EndAsync(string executionArn)
    {
        while (true)
        {
            var described = await CallAsync("DescribeExecution", Fields(("executionArn", executionArn)));
            if (Text(described, "status") != "RUNNING")
            {
                return described;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Cancelled);
        }
    }

    /// <summary>The types of all events.</summary>
    public async Task<IReadOnlyList<string>> EventsAsync(string executionArn)
    {
        var history = await CallAsync("GetExecutionHistory", Fields(("executionArn", executionArn)).With("maxResults", 1000));
        return [.. ((JsonArray)history["events"]!).Select(one => Text((JsonObject)one, "type"))];
    }
}
