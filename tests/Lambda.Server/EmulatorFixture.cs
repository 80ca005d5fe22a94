using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Ensemble.Lambda.Functions;

namespace Ensemble.Lambda.Server.Tests;

/// <summary>
/// The server with real workers: the functions of this repository, whose <c>echo</c> does what its events say. Shared by all
/// tests of a class.
/// </summary>
public sealed class EmulatorFixture : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("emulator-").FullName;
    private LambdaServer? _server;

    /// <summary>Where the functions were built.</summary>
    public static string FunctionsFolder { get; } = Path.GetFullPath(
        Path.Combine(AppContext.BaseDirectory, "..", "..", "Host", new DirectoryInfo(AppContext.BaseDirectory).Name));

    public HttpClient Client { get; } = new() { Timeout = Timeout.InfiniteTimeSpan };

    public static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>MB that buy all of this machine's cores, as far as a function can have them.</summary>
    public static int WholeMachine { get; } = Math.Min(10_240, 1769 * Environment.ProcessorCount);

    public static string Declarations { get; } = $$"""
        { "functions": [
            {{Echo("echo")}},
            {{Echo("quick", ", \"timeout\": 1")}},
            {{Echo("small", ", \"memorySize\": 128, \"timeout\": 30")}},
            {{Echo("limited", ", \"reservedConcurrency\": 1, \"timeout\": 30")}},
            {{Echo("whole", $", \"memorySize\": {WholeMachine}, \"timeout\": 30")}},
            {{Echo("async", ", \"maximumRetryAttempts\": 0, \"onFailure\": \"echo\"")}},
            { "name": "missing", "command": ["./nothing"] },
            { "name": "unknown-handler", "directory": "{{JsonEncodedText.Encode(FunctionsFolder)}}", "handler": "nobody", "memorySize": 1769 } ] }
        """;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The program's file name has another ending on Windows.");
        var file = Path.Combine(_folder, "functions.json");
        await File.WriteAllTextAsync(file, Declarations);
        _server = await LambdaServer.StartAsync(
            new() { Urls = "http://127.0.0.1:0", Functions = FunctionsFile.Read(file), Seed = 1 }, TimeProvider.System, CancellationToken.None);
        Client.BaseAddress = _server.Address;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Invokes a function.</summary>
    public async Task<Answer> InvokeAsync(string function, string payload, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/2015-03-31/functions/{function}/invocations")
        {
            Content = new StringContent(payload, Encoding.UTF8, new MediaTypeHeaderValue("application/json")),
        };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await SendAsync(request);
    }

    /// <summary>Calls any operation.</summary>
    public async Task<Answer> SendAsync(HttpMethod method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : new StringContent(body) };
        return await SendAsync(request);
    }

    /// <summary>The last record of a function, once there are so many.</summary>
    public async Task<JsonElement> RecordAsync(string function, int count = 1)
    {
        while (true)
        {
            var answer = await SendAsync(HttpMethod.Get, $"/emulator/invocations?limit=1000&function={function}");
            var records = answer.Json;
            if (records.GetArrayLength() >= count)
            {
                return records[0];
            }
        }
    }

    private async Task<Answer> SendAsync(HttpRequestMessage request)
    {
        using var response = await Client.SendAsync(request, Cancelled);
        var headers = response.Headers.Concat(response.Content.Headers)
            .ToDictionary(header => header.Key, header => header.Value.First(), StringComparer.OrdinalIgnoreCase);
        return new((int)response.StatusCode, headers, await response.Content.ReadAsByteArrayAsync(Cancelled));
    }

    private static string Echo(string name, string more = ", \"timeout\": 10") => $$"""
        { "name": "{{name}}", "directory": "{{JsonEncodedText.Encode(FunctionsFolder)}}", "handler": "echo",
          "environment": { "ENSEMBLE_ECHO_COMMANDS": "1" }{{(more.Contains("memorySize", StringComparison.Ordinal) ? more : ", \"memorySize\": 1769" + more)}} }
        """;

    /// <summary>What a server answered.</summary>
    public sealed record Answer(int Status, IReadOnlyDictionary<string, string> Headers, byte[] Body)
    {
        public string Text => Encoding.UTF8.GetString(Body);

        public JsonElement Json => JsonDocument.Parse(Body).RootElement;

        public string? this[string header] => Headers.GetValueOrDefault(header);
    }
}
