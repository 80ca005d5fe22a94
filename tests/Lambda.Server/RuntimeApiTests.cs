using System.Text;

namespace Ensemble.Lambda.Server.Tests;

/// <summary>The Runtime API as a worker sees it. The test plays the worker; the process only says where it is expected.</summary>
public sealed class RuntimeApiTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("runtime-api-").FullName;
    private readonly HttpClient _client = new() { Timeout = Timeout.InfiniteTimeSpan };
    private LambdaServer _server = null!;
    private string _runtime = string.Empty;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The worker is a shell script.");
        var bootstrap = Path.Combine(_folder, "bootstrap");
        await File.WriteAllTextAsync(bootstrap, "#!/bin/sh\necho \"$AWS_LAMBDA_RUNTIME_API\" >address.part && mv address.part address\nexec sleep 1000\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(bootstrap, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        _server = await LambdaServer.StartAsync(
            new()
            {
                Urls = "http://127.0.0.1:0",
                Seed = 1,
                Functions = new() { Functions = [new(new() { Name = "f", Directory = _folder, Timeout = 60, MemorySize = 1769 }, null, 0, null)] },
            },
            TimeProvider.System,
            CancellationToken.None);
        _client.BaseAddress = _server.Address;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task An_event_comes_with_what_the_worker_must_know()
    {
        var invocation = InvokeAsync("""{"a":1}""", ("X-Amz-Client-Context", Convert.ToBase64String("""{"client":"x"}"""u8)));
        using var next = await NextAsync();

        string Header(string name) => next.Headers.GetValues(name).Single();
        Assert.Equal("""{"a":1}""", await next.Content.ReadAsStringAsync(Cancelled));
        Assert.Equal("arn:aws:lambda:us-east-1:000000000000:function:f", Header("Lambda-Runtime-Invoked-Function-Arn"));
        Assert.StartsWith("Root=1-", Header("Lambda-Runtime-Trace-Id"), StringComparison.Ordinal);
        Assert.Equal("""{"client":"x"}""", Header("Lambda-Runtime-Client-Context"));
        Assert.Equal("application/json", next.Content.Headers.ContentType?.MediaType);
        Assert.InRange(long.Parse(Header("Lambda-Runtime-Deadline-Ms"), System.Globalization.CultureInfo.InvariantCulture) - TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(), 1, 60_000);
        Assert.Equal((202, """{"status":"OK"}"""), await PostAsync($"invocation/{Header("Lambda-Runtime-Aws-Request-Id")}/response", "\"done\""));
        Assert.Equal("\"done\"", await (await invocation).Content.ReadAsStringAsync(Cancelled));
    }

    [Fact]
    public async Task Asking_again_gives_the_same_event_again()
    {
        var invocation = InvokeAsync("7");
        using var first = await NextAsync();
        using var second = await NextAsync();

        Assert.Equal(Id(first), Id(second));
        await PostAsync($"invocation/{Id(first)}/response", "8");
        Assert.Equal("8", await (await invocation).Content.ReadAsStringAsync(Cancelled));
    }

    [Fact]
    public async Task An_answer_to_no_event_of_this_worker_is_refused()
    {
        var invocation = InvokeAsync("1");
        using var next = await NextAsync();
        var invalid = (400, """{"errorMessage":"Invalid request ID","errorType":"InvalidRequestID"}""");

        Assert.Equal(invalid, await PostAsync("invocation/another/response", "2"));
        Assert.Equal(202, (await PostAsync($"invocation/{Id(next)}/response", "3")).Status);
        Assert.Equal(invalid, await PostAsync($"invocation/{Id(next)}/response", "4"));
        Assert.Equal(invalid, await PostAsync($"invocation/{Id(next)}/error", "{}"));
        Assert.Equal("3", await (await invocation).Content.ReadAsStringAsync(Cancelled));
    }

    [Fact]
    public async Task Calls_in_the_wrong_state_are_refused_and_change_nothing()
    {
        var invocation = InvokeAsync("1");
        await AddressAsync();

        Assert.Equal(
            (403, """{"errorMessage":"State transition from Started to InvocationResponse failed for runtime. Error: State transition is not allowed","errorType":"InvalidStateTransition"}"""),
            await PostAsync("invocation/any/response", "2"));
        using var next = await NextAsync();
        Assert.Equal(
            (403, """{"errorMessage":"State transition from Running to InitError failed for runtime. Error: State transition is not allowed","errorType":"InvalidStateTransition"}"""),
            await PostAsync("init/error", "{}"));
        Assert.Equal(400, (await PostAsync($"invocation/{Id(next)}/response", "2", ("Lambda-Runtime-Function-Response-Mode", "backwards"))).Status);
        Assert.Equal(202, (await PostAsync($"invocation/{Id(next)}/response", "2")).Status);
        Assert.Equal("2", await (await invocation).Content.ReadAsStringAsync(Cancelled));
    }

    [Fact]
    public async Task An_answer_that_is_too_large_is_refused_and_the_worker_goes_on()
    {
        var invocation = InvokeAsync("1");
        using var next = await NextAsync();

        Assert.Equal(
            (413, """{"errorMessage":"Exceeded maximum allowed payload size (6291556 bytes).","errorType":"RequestEntityTooLarge"}"""),
            await PostAsync($"invocation/{Id(next)}/response", new string('1', 6_291_557)));
        Assert.Contains("Function.ResponseSizeTooLarge", await (await invocation).Content.ReadAsStringAsync(Cancelled), StringComparison.Ordinal);
        var second = InvokeAsync("2");
        using var again = await NextAsync();
        await PostAsync($"invocation/{Id(again)}/response", "2");
        Assert.Equal("2", await (await second).Content.ReadAsStringAsync(Cancelled));
    }

    [Theory]
    [InlineData("Function.Bad", "Function.Bad")]
    [InlineData("Function.bad thing", "Function.Unknown")]
    [InlineData("RangeError", "Runtime.Unknown")]
    [InlineData(null, "Runtime.Unknown")]
    public async Task The_type_of_an_error_goes_to_the_record_and_its_body_to_the_caller(string? type, string recorded)
    {
        var invocation = InvokeAsync("1");
        using var next = await NextAsync();

        await PostAsync($"invocation/{Id(next)}/error", "not even JSON", type is null ? [] : [("Lambda-Runtime-Function-Error-Type", type)]);
        using var answer = await invocation;
        var asking = NextAsync();

        Assert.Equal("not even JSON", await answer.Content.ReadAsStringAsync(Cancelled));
        Assert.Equal("Unhandled", answer.Headers.GetValues("X-Amz-Function-Error").Single());
        while (_server.Emulator.Journal.Total == 0)
        {
            Cancelled.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        Assert.Equal(recorded, _server.Emulator.Journal.Invocations(1).Single().ErrorType);
        _ = InvokeAsync("2");
        (await asking).Dispose();
    }

    [Fact]
    public async Task A_worker_that_is_not_known_is_told_to_go()
    {
        using var answer = await _client.GetAsync("/nobody/2018-06-01/runtime/invocation/next", Cancelled);

        Assert.Equal(500, (int)answer.StatusCode);
        Assert.Equal("pong", await _client.GetStringAsync("/nobody/2018-06-01/ping", Cancelled));
    }

    private static string Id(HttpResponseMessage next) => next.Headers.GetValues("Lambda-Runtime-Aws-Request-Id").Single();

    private async Task<HttpResponseMessage> InvokeAsync(string payload, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/2015-03-31/functions/f/invocations") { Content = new StringContent(payload) };
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        return await _client.SendAsync(request, Cancelled);
    }

    private async Task AddressAsync()
    {
        var file = Path.Combine(_folder, "address");
        while (_runtime.Length == 0)
        {
            Cancelled.ThrowIfCancellationRequested();
            if (File.Exists(file))
            {
                _runtime = $"http://{(await File.ReadAllTextAsync(file, Cancelled)).Trim()}/2018-06-01/runtime";
            }
        }
    }

    private async Task<HttpResponseMessage> NextAsync()
    {
        await AddressAsync();
        return await _client.GetAsync($"{_runtime}/invocation/next", Cancelled);
    }

    private async Task<(int Status, string Body)> PostAsync(string path, string body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{_runtime}/{path}") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await _client.SendAsync(request, Cancelled);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(Cancelled));
    }
}
