using System.Text.Json;
using System.Text.Json.Nodes;
using Ensemble.Contracts;
using Ensemble.Lambda.Functions;
using Ensemble.Runner.Workflows;
using Ensemble.StepFunctions.Server;
using Ensemble.Testing;

namespace Ensemble.EndToEnd.Tests;

/// <summary>A request from the client to the combined answer: <c>invoke</c>, a state machine, three models and their combination, in real processes.</summary>
public sealed class EnsembleTests : IAsyncLifetime
{
    private const string Request = """{"model":{"items":{"dataSet":{"name":"shapes","split":"test","first":100,"count":20}}},"flow":"FLOW"}""";
    private static readonly string[] Models = ["efficientnet-mini", "mobilenet-mini", "nasnet-mini"];
    private static readonly string Functions = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "Host", new DirectoryInfo(AppContext.BaseDirectory).Name));

    private EmulatorBench _lambda = null!;
    private StepFunctionsServer _stepFunctions = null!;

    public async ValueTask InitializeAsync()
    {
        var port = LoopbackPort.Free();
        _lambda = await EmulatorBench.StartAsync(
        [
            .. Models.Select(model => Function(model, "model", ("ENSEMBLE_MODEL", model))),
            Function("ensemble", "ensemble"),
            Function("broken", "model", ("ENSEMBLE_MODEL", "no-such-model")),
            Function(
                "invoke", "invoke", ("AWS_ENDPOINT_URL_SFN", $"http://127.0.0.1:{port}"), (Variable(Flow.Parallel), Arn("ensemble-Parallel")), (Variable(Flow.Sequential), Arn("ensemble-Sequential"))),
            Function("invoke-broken", "invoke", ("AWS_ENDPOINT_URL_SFN", $"http://127.0.0.1:{port}"), (Variable(Flow.Parallel), Arn("broken"))),
            Function("invoke-nowhere", "invoke", ("AWS_ENDPOINT_URL_SFN", "http://127.0.0.1:1"), (Variable(Flow.Parallel), Arn("broken"))),
        ]);
        _stepFunctions = await StepFunctionsServer.StartAsync(
            new() { Urls = $"http://127.0.0.1:{port}", Seed = 1, LambdaEndpoint = new(_lambda.Address) }, TimeProvider.System, CancellationToken.None);
        var functions = new EnsembleFunctions([.. Models.Select(model => new ModelFunction(model, model))], "ensemble");
        foreach (var flow in Enum.GetValues<Flow>())
        {
            await CreateAsync($"ensemble-{flow}", EnsembleWorkflow.Definition(flow, functions));
        }

        await CreateAsync("broken", EnsembleWorkflow.Definition(Flow.Parallel, new([new("mobilenet-mini", "mobilenet-mini"), new("broken", "broken")], "ensemble")));
    }

    public async ValueTask DisposeAsync()
    {
        await _stepFunctions.DisposeAsync();
        await _lambda.DisposeAsync();
    }

    [Fact]
    public async Task Both_flows_give_the_same_answer_and_account_for_their_time()
    {
        var parallel = await RunAsync(Flow.Parallel);
        var sequential = await RunAsync(Flow.Sequential);
        var warm = await RunAsync(Flow.Parallel);

        Assert.Equal(Models, parallel.Result.Models.Select(model => model.Model));
        Assert.Equal(parallel.Result.Top, sequential.Result.Top);
        Assert.Equal(parallel.Result.Probability, sequential.Result.Probability);
        Assert.InRange(parallel.Result.Correct!.Value, 14, 20);
        Assert.All([parallel, sequential, warm], response =>
        {
            Assert.Equal(response.Timing.Total, response.Ledger.Sum(), 6);
            Assert.True(response.Ledger is { Inference: > 0, Transfer: > 0, Combine: > 0, Orchestration: >= 0, Invoke: >= -1 }, $"{response.Ledger}");
            Assert.True(response.Execution is { BilledMilliseconds: > 0, BilledMegabytes: > 0 }, $"{response.Execution}");
        });
        Assert.True(parallel.Ledger.ColdStart > 0);
        Assert.Equal(0, warm.Ledger.ColdStart);
    }

    [Fact]
    public async Task A_model_that_cannot_be_loaded_is_told_to_the_client()
    {
        var error = await _lambda.InvokeAsync("invoke-broken", Request.Replace("FLOW", "parallel", StringComparison.Ordinal));

        Assert.Contains("ended as FAILED", error.GetProperty("errorMessage").GetString(), StringComparison.Ordinal);
        Assert.Contains("no-such-model", error.GetProperty("errorMessage").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("invoke-broken", "sequential", "ENSEMBLE_STATE_MACHINE_SEQUENTIAL is not set")]
    [InlineData("invoke-nowhere", "parallel", "Step Functions cannot be reached at http://127.0.0.1:1")]
    [InlineData("invoke", "sideways", "$.flow")]
    public async Task What_is_configured_or_asked_wrongly_is_told_to_the_client(string function, string flow, string message) =>
        Assert.Contains(message, (await _lambda.InvokeAsync(function, Request.Replace("FLOW", flow, StringComparison.Ordinal))).GetProperty("errorMessage").GetString(), StringComparison.Ordinal);

    private async Task<InvokeResponse> RunAsync(Flow flow)
    {
        var answer = await _lambda.InvokeAsync("invoke", Request.Replace("FLOW", flow == Flow.Parallel ? "parallel" : "sequential", StringComparison.Ordinal));
        Assert.True(answer.TryGetProperty("result", out _), answer.GetRawText());
        return answer.Deserialize(ContractsJson.Default.InvokeResponse)!;
    }

    private async Task CreateAsync(string name, string definition)
    {
        using var client = new HttpClient { BaseAddress = _stepFunctions.Address };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/") { Headers = { { "X-Amz-Target", "AWSStepFunctions.CreateStateMachine" } } };
        request.Content = new StringContent(new JsonObject
        {
            ["name"] = name,
            ["definition"] = definition,
            ["roleArn"] = "arn:aws:iam::000000000000:role/any",
            ["type"] = "EXPRESS",
        }.ToJsonString());
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private static string Variable(Flow flow) => $"ENSEMBLE_STATE_MACHINE_{flow.ToString().ToUpperInvariant()}";

    private static string Arn(string name) => $"arn:aws:states:us-east-1:000000000000:stateMachine:{name}";

    private static FunctionConfiguration Function(string name, string handler, params (string Name, string Value)[] variables) => new()
    {
        Name = name,
        Directory = Functions,
        Handler = handler,
        MemorySize = 1769,
        Timeout = 60,
        Environment = variables.ToDictionary(variable => variable.Name, variable => variable.Value),
    };
}
