using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Ensemble.Contracts;
using Ensemble.Contracts.Aws;
using Ensemble.Runner.Workflows;

namespace Ensemble.Runner.Systems;

/// <summary>Where a system is and how it is spoken to.</summary>
public sealed record AwsSystemOptions
{
    /// <summary>Where Lambda is.</summary>
    public required Uri Lambda { get; init; }

    /// <summary>Where Step Functions is, as the client and the functions reach it.</summary>
    public required Uri StepFunctions { get; init; }

    /// <summary>The region.</summary>
    public string Region { get; init; } = "us-east-1";

    /// <summary>Whom requests are signed as; null: they are sent unsigned, which only the emulators accept.</summary>
    public AwsCredentials? Credentials { get; init; }

    /// <summary>The role of functions and state machines. The emulators take any; on AWS it must exist.</summary>
    public string Role { get; init; } = "arn:aws:iam::000000000000:role/ensemble";
}

/// <summary>Lambda and Step Functions by their own protocols: the emulators or AWS, which the client cannot tell apart.</summary>
/// <param name="options">Where they are.</param>
/// <param name="package">The code of the functions.</param>
/// <param name="http">Sends the requests; without a timeout, for functions have their own.</param>
/// <param name="random">Draws the ids of traces.</param>
/// <param name="time">The clock.</param>
public sealed class AwsSystem(AwsSystemOptions options, FunctionPackage package, HttpClient http, Random random, TimeProvider time) : ISystemUnderTest
{
    private static readonly ActivitySource Source = new("Ensemble.Runner");

    private const string AwsDomain = ".amazonaws.com";
    private const string Exists = "StateMachineAlreadyExists";
    private const string Generation = "ENSEMBLE_GENERATION";
    private const int RecentInvocations = 200;
    private const int MostAttempts = 400;

    // What the runtime does in functions beside their work would take from their share of the CPU while they are measured. They are
    // compiled ahead, and to compile what runs often once more would last for hundreds of requests. And the threads that wait for
    // a debugger wake up each time an environment is thawed.
    private static readonly KeyValuePair<string, string>[] RuntimeVariables = [new("DOTNET_TC_CallCounting", "0"), new("DOTNET_EnableDiagnostics", "0")];
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    private readonly LambdaClient _lambda = new(http, options.Lambda, options.Role, Signed(options, "lambda"), time);
    private readonly AwsJsonClient _stepFunctions = new(http, options.StepFunctions, "AWSStepFunctions", Signed(options, "states"), time);
    private bool? _isEmulated;

    /// <inheritdoc/>
    public async Task<SystemDescription> DescribeAsync(CancellationToken cancellationToken)
    {
        var environment = await _lambda.ObserveAsync("/emulator/environment", cancellationToken);
        return new(options.Lambda, options.StepFunctions, environment?["cpuControl"]?.GetValue<string>() ?? SystemDescription.Aws);
    }

    /// <inheritdoc/>
    public async Task DeployAsync(EnsembleDeployment deployment, CancellationToken cancellationToken)
    {
        if (!await IsEmulatedAsync(cancellationToken))
        {
            deployment = deployment with { LocalVariables = new Dictionary<string, string>() };
        }

        foreach (var model in deployment.Models)
        {
            await PutAsync(deployment, deployment.FunctionOf(model), "model", deployment.MemorySize, [("ENSEMBLE_MODEL", model)], cancellationToken);
        }

        await PutAsync(deployment, deployment.Combiner, "ensemble", deployment.CombinerMemorySize, [], cancellationToken);
        var functions = new EnsembleFunctions([.. deployment.Models.Select(model => new ModelFunction(model, deployment.FunctionOf(model)))], deployment.Combiner);
        var variables = new List<(string Name, string Value)>();
        if (!options.StepFunctions.Host.Contains(AwsDomain, StringComparison.Ordinal))
        {
            // On AWS the function knows: what answers at once has a host of its own there.
            variables.Add(("AWS_ENDPOINT_URL_SFN", options.StepFunctions.GetLeftPart(UriPartial.Authority)));
        }

        foreach (var flow in Enum.GetValues<Flow>())
        {
            variables.Add(($"ENSEMBLE_STATE_MACHINE_{flow.ToString().ToUpperInvariant()}", await PutStateMachineAsync(deployment.StateMachineOf(flow), EnsembleWorkflow.Definition(flow, functions), cancellationToken)));
        }

        await PutAsync(deployment, deployment.Invoker, "invoke", deployment.CombinerMemorySize, variables, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<RequestOutcome<InvokeResponse>> InvokeAsync(EnsembleDeployment deployment, InvokeRequest request, CancellationToken cancellationToken)
    {
        var outcome = await RequestAsync(
            deployment.Invoker, deployment.Models.Count + 2, JsonSerializer.SerializeToUtf8Bytes(request, ContractsJson.Default.InvokeRequest), ContractsJson.Default.InvokeResponse, cancellationToken);
        if (await IsEmulatedAsync(cancellationToken))
        {
            return outcome;
        }

        var result = outcome.Response.Result;
        var models = result.Models.Select(model => InvocationReport.Of(deployment.FunctionOf(model.Model), model.Timing));
        return outcome with { Invocations = [.. outcome.Invocations, .. models, InvocationReport.Of(deployment.Combiner, result.Timing)] };
    }

    /// <inheritdoc/>
    public Task<RequestOutcome<ModelResponse>> PredictAsync(EnsembleDeployment deployment, string model, ModelRequest request, CancellationToken cancellationToken) =>
        RequestAsync(
            deployment.FunctionOf(model), 1, JsonSerializer.SerializeToUtf8Bytes(request, ContractsJson.Default.ModelRequest), ContractsJson.Default.ModelResponse, cancellationToken);

    /// <inheritdoc/>
    public async Task CoolAsync(EnsembleDeployment deployment, CancellationToken cancellationToken)
    {
        var generation = Hex(4);
        foreach (var function in deployment.Functions)
        {
            await _lambda.SetVariableAsync(function, Generation, generation, cancellationToken);
        }
    }

    private static Signature? Signed(AwsSystemOptions options, string service) => options.Credentials is { } credentials ? new(credentials, options.Region, service) : null;

    private Task PutAsync(
        EnsembleDeployment deployment, string name, string handler, int memorySize, IReadOnlyList<(string Name, string Value)> variables, CancellationToken cancellationToken) =>
        _lambda.PutAsync(
            name, handler, memorySize, deployment.Timeout,
            variables.Select(variable => KeyValuePair.Create(variable.Name, variable.Value)).Concat(deployment.LocalVariables).Concat(RuntimeVariables).ToDictionary(StringComparer.Ordinal),
            package, cancellationToken);

    private async Task<string> PutStateMachineAsync(string name, string definition, CancellationToken cancellationToken)
    {
        try
        {
            var created = await CallAsync("CreateStateMachine", new() { ["name"] = name, ["definition"] = definition, ["roleArn"] = options.Role, ["type"] = "EXPRESS" }, cancellationToken);
            return created["stateMachineArn"]!.GetValue<string>();
        }
        catch (AwsServiceException exception) when (exception.Code == Exists)
        {
            // Its message ends with the ARN of the one that is there.
            var arn = exception.Message[exception.Message.IndexOf("arn:", StringComparison.Ordinal)..].Trim('\'', ' ', '.');
            await CallAsync("UpdateStateMachine", new() { ["stateMachineArn"] = arn, ["definition"] = definition }, cancellationToken);
            return arn;
        }
    }

    private async Task<JsonObject> CallAsync(string action, JsonObject parameters, CancellationToken cancellationToken)
    {
        try
        {
            return await _stepFunctions.CallAsync(action, parameters, JsonTypes.Default.JsonObject, JsonTypes.Default.JsonObject, cancellationToken);
        }
        catch (AwsServiceException exception) when (exception.Code != Exists)
        {
            throw new SystemUnderTestException($"Step Functions refused {action}: {exception.Message}", exception);
        }
        catch (HttpRequestException exception)
        {
            throw new SystemUnderTestException($"Step Functions cannot be reached at {options.StepFunctions.GetLeftPart(UriPartial.Authority)}: {exception.Message}", exception);
        }
    }

    private async Task<RequestOutcome<T>> RequestAsync<T>(string function, int invocations, byte[] payload, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        // A trace of X-Ray begins with the time; the same digits are W3C's.
        var (epoch, unique) = (string.Create(CultureInfo.InvariantCulture, $"{time.GetUtcNow().ToUnixTimeSeconds():x8}"), Hex(12));
        var root = $"1-{epoch}-{unique}";
        using var span = Source.StartActivity(function, ActivityKind.Client, new ActivityContext(ActivityTraceId.CreateFromString(epoch + unique), default, ActivityTraceFlags.Recorded));
        var header = span is null ? $"Root={root};Sampled=1" : $"Root={root};Parent={span.SpanId.ToHexString()};Sampled=1";
        var isEmulated = await IsEmulatedAsync(cancellationToken);
        var start = time.GetTimestamp();
        var (answer, log) = await _lambda.InvokeAsync(function, payload, header, withLog: !isEmulated, cancellationToken);
        var milliseconds = time.GetElapsedTime(start).TotalMilliseconds;
        span?.Stop();
        return new(Answer(function, answer, type), milliseconds, isEmulated ? await ReportsAsync(root, invocations, cancellationToken) : [ReportLine.Read(function, log)], epoch + unique);
    }

    private static T Answer<T>(string function, byte[] answer, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(answer, type) ?? throw new SystemUnderTestException($"{function} answered null.");
        }
        catch (JsonException exception)
        {
            throw new SystemUnderTestException($"{function} answered what is not of the contract's form, at {exception.Path ?? "$"}: {exception.Message}", exception);
        }
    }

    // Functions of the emulator run on this machine, and it shows its invocations. Of AWS the end of a log has to do, for which an
    // answer waits until the function is free again.
    private async ValueTask<bool> IsEmulatedAsync(CancellationToken cancellationToken) =>
        _isEmulated ??= await _lambda.ObserveAsync("/emulator/environment", cancellationToken) is not null;

    // The emulator writes the last of them when the environments ask for their next event.
    private async Task<IReadOnlyList<InvocationReport>> ReportsAsync(string root, int invocations, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var recent = await _lambda.ObserveAsync($"/emulator/invocations?limit={RecentInvocations}", cancellationToken) as JsonArray ?? [];
            var reports = recent.Where(record => record!["traceHeader"]!.GetValue<string>().Contains(root, StringComparison.Ordinal)).Select(record => Report(record!)).ToList();
            if (reports.Count >= invocations)
            {
                return reports;
            }

            if (attempt == MostAttempts)
            {
                throw new SystemUnderTestException($"Lambda reports {reports.Count} of the {invocations} invocations of the trace {root}.");
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    private static InvocationReport Report(JsonNode record) => new(
        record["functionName"]!.GetValue<string>(),
        record["coldStart"]!.GetValue<bool>(),
        record["queuedMs"]!.GetValue<double>(),
        record["durationMs"]!.GetValue<double>(),
        record["billedDurationMs"]!.GetValue<double>(),
        record["initDurationMs"]?.GetValue<double>(),
        record["memorySize"]!.GetValue<int>(),
        record["maxMemoryUsed"]!.GetValue<int>(),
        record["cpuContended"]!.GetValue<bool>());

    private string Hex(int bytes)
    {
        var drawn = new byte[bytes];
        lock (random)
        {
            random.NextBytes(drawn);
        }

        return Convert.ToHexStringLower(drawn);
    }
}
