using System.Text.Json;
using Ensemble.Contracts;
using Ensemble.Contracts.Aws;
using Ensemble.Functions.Runtime;

namespace Ensemble.Functions.Handlers;

/// <summary>
/// The client's way into an ensemble: starts the state machine of the flow that the request names, waits for its end, and
/// says where the time went. Which state machine: <c>ENSEMBLE_STATE_MACHINE_PARALLEL</c>, <c>ENSEMBLE_STATE_MACHINE_SEQUENTIAL</c>
/// (ARNs of Express workflows). Where Step Functions is: <c>AWS_ENDPOINT_URL_SFN</c> or <c>AWS_ENDPOINT_URL</c>; default: AWS.
/// </summary>
internal sealed class InvokeHandler : IHandler
{
    private const string Prefix = "ENSEMBLE_STATE_MACHINE_";

    private readonly FunctionSettings _settings;
    private readonly HttpClient _http;
    private readonly Uri _endpoint;
    private readonly AwsJsonClient _stepFunctions;
    private readonly TimeProvider _time;
    private readonly double _initMilliseconds;

    public InvokeHandler(FunctionSettings settings, TimeProvider time)
    {
        _settings = settings;
        _time = time;
        var region = settings["AWS_REGION"] ?? "us-east-1";
        var address = settings["AWS_ENDPOINT_URL_SFN"] ?? settings["AWS_ENDPOINT_URL"] ?? $"https://sync-states.{region}.amazonaws.com";
        _endpoint = Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            ? uri
            : throw new FunctionException($"The environment variable AWS_ENDPOINT_URL_SFN is '{address}'; it must be an address such as http://127.0.0.1:8083.");
        _http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = Timeout.InfiniteTimeSpan };
        var credentials = AwsCredentials.FromEnvironment(name => settings[name]);
        _stepFunctions = new(_http, _endpoint, "AWSStepFunctions", credentials is null ? null : new(credentials, region, "states"), time);
        _initMilliseconds = ProcessAge.Milliseconds(time);
    }

    public async ValueTask<HandlerResult> HandleAsync(ReadOnlyMemory<byte> payload, HandlerContext context)
    {
        var ledger = new Ledger(context, _initMilliseconds, threads: 1, _time);
        var request = Requests.Read(payload, ContractsJson.Default.InvokeRequest).Checked();
        var variable = Prefix + request.Flow.ToString().ToUpperInvariant();
        var stateMachine = _settings.Required(variable, $"the ARN of the state machine that runs models in the flow '{request.Flow}'");
        var input = JsonSerializer.Serialize(new(request.Model, request.Combine ?? new()), ContractsJson.Default.WorkflowInput);
        var starting = ledger.Now;
        var execution = await RunAsync(new(stateMachine, input, context.TraceId.Length > 0 ? context.TraceId : null), context.CancellationToken);
        ledger.Part("StartSyncExecution", starting);
        var output = JsonSerializer.Deserialize(execution.Output!, ContractsJson.Default.WorkflowOutput)!;
        var timing = ledger.ToTiming();
        return new(JsonSerializer.SerializeToUtf8Bytes(
            new()
            {
                Flow = request.Flow,
                Result = output.Result,
                Ledger = RequestLedger.Of(request.Flow, timing.Total, execution.Start, execution.Stop, output),
                Execution = new(
                    execution.ExecutionArn,
                    (execution.Stop - execution.Start).TotalMilliseconds,
                    execution.BillingDetails?.BilledDurationInMilliseconds ?? 0,
                    execution.BillingDetails?.BilledMemoryUsedInMB ?? 0),
                Timing = timing,
            },
            ContractsJson.Default.InvokeResponse));
    }

    public void Dispose() => _http.Dispose();

    private async Task<SyncExecution> RunAsync(StartSyncExecutionRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var execution = await _stepFunctions.CallAsync(
                "StartSyncExecution", request, AwsJson.Default.StartSyncExecutionRequest, AwsJson.Default.SyncExecution, cancellationToken);
            return execution.Status == "SUCCEEDED"
                ? execution
                : throw new FunctionException($"{execution.ExecutionArn} ended as {execution.Status}: {execution.Error}: {execution.Cause}");
        }
        catch (AwsServiceException exception)
        {
            throw new FunctionException($"{request.StateMachineArn} cannot be started: {exception.Message}");
        }
        catch (HttpRequestException exception)
        {
            throw new FunctionException($"Step Functions cannot be reached at {_endpoint.GetLeftPart(UriPartial.Authority)}: {exception.Message}");
        }
    }
}
