using System.Net;
using System.Text.Json;
using Ensemble.Contracts;
using Ensemble.Runner.Systems;
using Ensemble.ServiceDefaults.Tracing;
using Ensemble.StepFunctions.Server;

namespace Ensemble.EndToEnd.Tests;

/// <summary>An ensemble deployed to the emulators through the protocols of AWS, and measured there.</summary>
public sealed class AwsSystemTests : IAsyncLifetime
{
    private static readonly string Functions = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "Host", new DirectoryInfo(AppContext.BaseDirectory).Name));
    private static readonly Lazy<FunctionPackage> Package = new(() => FunctionPackage.OfFolder(Functions));
    private static readonly ModelRequest Batch = new() { Items = new() { DataSet = new("shapes", "test", 0, 10) } };
    private static readonly EnsembleDeployment Deployment = new() { Models = ["efficientnet-mini", "mobilenet-mini", "nasnet-mini"], MemorySize = 1769, CombinerMemorySize = 1769 };

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = Timeout.InfiniteTimeSpan };
    private EmulatorBench _lambda = null!;
    private StepFunctionsServer _stepFunctions = null!;
    private AwsSystem _system = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private static readonly TimeSpan Tolerance = TimeSpan.FromMilliseconds(20);

    public async ValueTask InitializeAsync()
    {
        _lambda = await EmulatorBench.StartAsync();
        _stepFunctions = await StepFunctionsServer.StartAsync(
            new() { Urls = "http://127.0.0.1:0", Seed = 1, LambdaEndpoint = new(_lambda.Address) }, TimeProvider.System, CancellationToken.None);
        _system = new(
            new() { Lambda = new(_lambda.Address), StepFunctions = _stepFunctions.Address, Credentials = new("local", "local") },
            Package.Value, _http, new(1), TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _stepFunctions.DisposeAsync();
        await _lambda.DisposeAsync();
    }

    [Fact]
    public async Task An_ensemble_is_deployed_asked_cooled_and_deployed_again()
    {
        await _system.DeployAsync(Deployment, Cancelled);

        var cold = await _system.InvokeAsync(Deployment, new() { Model = Batch }, Cancelled);
        var warm = await _system.InvokeAsync(Deployment, new() { Model = Batch, Flow = Flow.Sequential }, Cancelled);
        var alone = await _system.PredictAsync(Deployment, "nasnet-mini", Batch, Cancelled);

        Assert.Equal(Deployment.Functions.Order(), cold.Invocations.Select(invocation => invocation.Function).Order());
        Assert.All(cold.Invocations, invocation => Assert.True(invocation is { ColdStart: true, Init: > 0, Queued: > 0, Billed: > 0 }, $"{invocation}"));
        Assert.All(warm.Invocations, invocation => Assert.True(invocation is { ColdStart: false, Init: null, Duration: > 0 }, $"{invocation}"));
        Assert.Equal(cold.Response.Result.Top, warm.Response.Result.Top);
        Assert.True(cold.Milliseconds >= cold.Response.Timing.Total);
        Assert.Equal("ensemble-model-nasnet-mini", Assert.Single(alone.Invocations).Function);
        Assert.Equal(10, alone.Response.Items);

        await _system.CoolAsync(Deployment, Cancelled);
        var cooled = await _system.InvokeAsync(Deployment, new() { Model = Batch }, Cancelled);
        Assert.All(cooled.Invocations, invocation => Assert.True(invocation.ColdStart, $"{invocation}"));

        var smaller = Deployment with { Models = ["mobilenet-mini"], MemorySize = 885 };
        await _system.DeployAsync(smaller, Cancelled);
        var changed = await _system.InvokeAsync(smaller, new() { Model = Batch }, Cancelled);
        Assert.Equal(885, changed.Invocations.Single(invocation => invocation.Function == "ensemble-model-mobilenet-mini").MemorySize);
        Assert.Equal(["mobilenet-mini"], changed.Response.Result.Models.Select(model => model.Model));
    }

    [Fact]
    public async Task Where_nothing_but_the_services_is_there_functions_know_no_folder_of_this_machine_and_report_for_themselves()
    {
        using var http = new HttpClient(new WithoutEmulator(new SocketsHttpHandler { UseProxy = false })) { Timeout = Timeout.InfiniteTimeSpan };
        var system = new AwsSystem(
            new() { Lambda = new(_lambda.Address), StepFunctions = _stepFunctions.Address, Credentials = new("local", "local") }, Package.Value, http, new(1), TimeProvider.System);
        var deployment = Deployment with { LocalVariables = new Dictionary<string, string> { ["ENSEMBLE_CATALOG"] = "/nowhere/models", ["ENSEMBLE_CACHE"] = "/nowhere/cache" } };

        await system.DeployAsync(deployment, Cancelled);
        var cold = await system.InvokeAsync(deployment, new() { Model = Batch }, Cancelled);
        var warm = await system.InvokeAsync(deployment, new() { Model = Batch }, Cancelled);

        Assert.Equal("aws", (await system.DescribeAsync(Cancelled)).CpuControl);
        Assert.Equal(deployment.Functions.Order(), cold.Invocations.Select(invocation => invocation.Function).Order());
        Assert.All(cold.Invocations, invocation => Assert.True(invocation is { ColdStart: true, Init: > 0, MemorySize: 1769, MaxMemoryUsed: > 0 } && invocation.Billed >= invocation.Init + invocation.Duration, $"{invocation}"));
        Assert.All(warm.Invocations, invocation => Assert.True(invocation is { ColdStart: false, Init: null, Duration: > 0 } && invocation.Billed >= invocation.Duration, $"{invocation}"));

        // The emulator, which knows, billed the same but for what lies between its clock and theirs.
        IReadOnlyList<JsonElement> records = [];
        while (records.Count < 2 * deployment.Functions.Count())
        {
            records = [.. (await _lambda.GetAsync("/emulator/invocations")).EnumerateArray()];
            await Task.Delay(Tolerance, TimeProvider.System, Cancelled);
        }

        var billed = records.Where(one => !one.GetProperty("coldStart").GetBoolean()).ToDictionary(one => one.GetProperty("functionName").GetString()!, one => one.GetProperty("billedDurationMs").GetDouble());
        Assert.All(warm.Invocations, invocation => Assert.InRange(invocation.Billed, 1, billed[invocation.Function]));
    }

    [Theory]
    [InlineData("https://states.eu-west-1.amazonaws.com", false)]
    [InlineData("http://127.0.0.1:8083", true)]
    public async Task The_function_that_starts_executions_is_told_where_only_if_that_is_not_AWS(string stepFunctions, bool isTold)
    {
        using var http = new HttpClient(new OwnStepFunctions(new SocketsHttpHandler { UseProxy = false }, _stepFunctions.Address)) { Timeout = Timeout.InfiniteTimeSpan };
        var system = new AwsSystem(new() { Lambda = new(_lambda.Address), StepFunctions = new(stepFunctions), Credentials = new("local", "local") }, Package.Value, http, new(1), TimeProvider.System);

        await system.DeployAsync(Deployment, Cancelled);

        var configuration = await _lambda.GetAsync($"/2015-03-31/functions/{Deployment.Invoker}/configuration");
        Assert.Equal(isTold, configuration.GetProperty("Environment").GetProperty("Variables").TryGetProperty("AWS_ENDPOINT_URL_SFN", out var address));
        Assert.True(!isTold || address.GetString() == stepFunctions);
    }

    [Fact]
    public async Task A_request_is_one_trace_from_its_client_to_what_its_functions_did()
    {
        await _system.DeployAsync(Deployment, Cancelled);
        await _system.InvokeAsync(Deployment, new() { Model = Batch }, Cancelled);

        var root = (await _lambda.GetAsync("/emulator/invocations?limit=1"))[0].GetProperty("traceHeader").GetString()!.Split(';').Single(field => field.StartsWith("Root=", StringComparison.Ordinal));
        var spans = await SpansAsync(root["Root=1-".Length..].Replace("-", string.Empty, StringComparison.Ordinal));

        Assert.Equal(
            [
                "client > invoke",
                "client > invoke > ensemble-parallel > Combine > combine",
                "client > invoke > ensemble-parallel > Models > efficientnet-mini > model",
                "client > invoke > ensemble-parallel > Models > mobilenet-mini > model",
                "client > invoke > ensemble-parallel > Models > nasnet-mini > model",
            ],
            spans.Where(span => span is { Source: "Ensemble.Lambda", Name: not "cold start" }).Select(span => Lineage(span, spans)).Order(StringComparer.Ordinal));
        Assert.Equal(["ensemble", "invoke", "model", "model", "model"], Handlers(spans).Select(span => span.Name).Order(StringComparer.Ordinal));
        Assert.Equal(
            ["StartSyncExecution", "combine", "decode", "encode", "encode", "encode", "encode", "predict", "predict", "predict"],
            Handlers(spans).SelectMany(handler => spans.Where(span => span.Parent == handler.Id)).Select(span => span.Name).Order(StringComparer.Ordinal));
        Assert.Equal(5, spans.Count(span => span.Name == "cold start"));
        Assert.All(spans, span => Assert.True(span.Error is null && span.Milliseconds >= 0, $"{span}"));

        // Each lies within the one that it is a part of; clocks of two processes differ by little.
        Assert.All(spans.Where(span => span.Parent is not null), span =>
        {
            var parent = spans.Single(one => one.Id == span.Parent);
            Assert.True(span.Start >= parent.Start - Tolerance && span.Start.AddMilliseconds(span.Milliseconds) <= parent.Start.AddMilliseconds(parent.Milliseconds) + Tolerance, $"{span} of {parent}");
        });
    }

    [Fact]
    public async Task What_fails_says_which_function_and_why()
    {
        var deployment = Deployment with { Models = ["mobilenet-mini", "unheard-of"] };
        await _system.DeployAsync(deployment, Cancelled);

        var failed = await Assert.ThrowsAsync<SystemUnderTestException>(() => _system.InvokeAsync(deployment, new() { Model = Batch }, Cancelled));
        var missing = await Assert.ThrowsAsync<SystemUnderTestException>(() => _system.PredictAsync(Deployment with { Prefix = "other" }, "mobilenet-mini", Batch, Cancelled));

        Assert.Contains("ensemble-invoke failed", failed.Message, StringComparison.Ordinal);
        Assert.Contains("unheard-of", failed.Message, StringComparison.Ordinal);
        Assert.Contains("other-model-mobilenet-mini was not invoked: 404", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_says_where_it_is_and_how_the_CPU_is_shared()
    {
        var description = await _system.DescribeAsync(Cancelled);

        Assert.Contains(description.CpuControl, (string[])["cgroup2", "cgroup1", "dutycycle", "none"]);
        Assert.Equal((new Uri(_lambda.Address), _stepFunctions.Address), (description.Lambda, description.StepFunctions));
    }

    [Fact]
    public async Task A_system_that_is_not_there_is_told_with_its_address()
    {
        var nowhere = new AwsSystem(
            new() { Lambda = new("http://127.0.0.1:1"), StepFunctions = new("http://127.0.0.1:1") }, Package.Value, _http, new(1), TimeProvider.System);

        Assert.Contains(
            "Lambda cannot be reached at http://127.0.0.1:1",
            (await Assert.ThrowsAsync<SystemUnderTestException>(() => nowhere.DeployAsync(Deployment, Cancelled))).Message,
            StringComparison.Ordinal);
    }

    // Functions tell of themselves after they have answered.
    private async Task<IReadOnlyList<TraceSpan>> SpansAsync(string traceId)
    {
        while (true)
        {
            var spans = (await _lambda.GetAsync($"/traces/{traceId}")).Deserialize<IReadOnlyList<TraceSpan>>(JsonSerializerOptions.Web)!;
            if (Handlers(spans).Count() == Deployment.Functions.Count())
            {
                return spans;
            }

            await Task.Delay(Tolerance, TimeProvider.System, Cancelled);
        }
    }

    private static IEnumerable<TraceSpan> Handlers(IReadOnlyList<TraceSpan> spans) =>
        spans.Where(span => span.Source == "Ensemble.Functions" && spans.FirstOrDefault(one => one.Id == span.Parent)?.Source == "Ensemble.Lambda");

    private static string Lineage(TraceSpan span, IReadOnlyList<TraceSpan> spans)
    {
        var name = span switch
        {
            { Source: "Ensemble.Runner" } => "client",
            { Source: "Ensemble.Lambda" } => span.Name.Split('-')[1],
            _ => span.Name,
        };
        return span.Parent is null ? name : $"{Lineage(spans.Single(one => one.Id == span.Parent), spans)} > {name}";
    }

    // AWS has the services and nothing of the emulator's own.
    private sealed class WithoutEmulator(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            request.RequestUri!.AbsolutePath.StartsWith("/emulator", StringComparison.Ordinal)
                ? Task.FromResult(new HttpResponseMessage(HttpStatusCode.Forbidden) { RequestMessage = request, Content = new StringContent("{}") })
                : base.SendAsync(request, cancellationToken);
    }

    // Any address of Step Functions leads to the emulator.
    private sealed class OwnStepFunctions(HttpMessageHandler inner, Uri own) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.Headers.Contains("X-Amz-Target"))
            {
                request.RequestUri = new(own, request.RequestUri!.PathAndQuery);
            }

            return base.SendAsync(request, cancellationToken);
        }
    }
}
