using System.Text;
using System.Text.Json;
using Ensemble.Lambda.Functions;
using Ensemble.Lambda.Server;

namespace Ensemble.EndToEnd.Tests;

/// <summary>The emulator, listening, with functions of the test's.</summary>
internal sealed class EmulatorBench : IAsyncDisposable
{
    private readonly LambdaServer _server;
    private readonly HttpClient _client;

    private EmulatorBench(LambdaServer server)
    {
        _server = server;
        _client = new() { BaseAddress = server.Address, Timeout = Timeout.InfiniteTimeSpan };
    }

    public string Address => _server.Address.GetLeftPart(UriPartial.Authority);

    public static string Folder(string name) => Path.Combine(AppContext.BaseDirectory, name);

    public static async Task<EmulatorBench> StartAsync(params FunctionConfiguration[] functions)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The workers of these tests are programs of Unix.");
        return new(await LambdaServer.StartAsync(
            new()
            {
                Urls = "http://127.0.0.1:0",
                Seed = 1,
                Functions = new() { Functions = [.. functions.Select(function => new FunctionDeclaration(function, null, 0, null))] },
            },
            TimeProvider.System,
            CancellationToken.None));
    }

    public async Task<JsonElement> InvokeAsync(string function, string payload)
    {
        using var response = await _client.PostAsync(
            $"/2015-03-31/functions/{function}/invocations", new StringContent(payload, Encoding.UTF8), TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text).RootElement;
    }

    public async Task<JsonElement> GetAsync(string path) =>
        JsonDocument.Parse(await _client.GetStringAsync(path, TestContext.Current.CancellationToken)).RootElement;

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }
}
