using Ensemble.StepFunctions.Execution;
using Ensemble.StepFunctions.Json;
using Ensemble.StepFunctions.Language;
using Ensemble.StepFunctions.Tasks;

namespace Ensemble.StepFunctions.Service;

/// <summary>Task states that call Step Functions itself: nested executions, and any operation through <c>aws-sdk:sfn</c>.</summary>
internal sealed class StepFunctionsIntegration(Executions executions, Ids ids, TimeProvider time) : ITaskIntegration
{
    private const string Sdk = "aws-sdk:sfn";

    /// <summary>The operations of the service; set once, since they need this in turn.</summary>
    public Operations Operations { get; set; } = null!;

    public bool Supports(TaskResource resource) => resource switch
    {
        ServiceResource { Service: "states", Action: "startExecution" } => true,
        ServiceResource { Service: Sdk, Pattern: IntegrationPattern.RequestResponse or IntegrationPattern.WaitForTaskToken } sdk => Operations.Exists(OperationOf(sdk)),
        _ => false,
    };

    public async Task<TaskAnswer> CallAsync(TaskCall request, CancellationToken cancellationToken)
    {
        var resource = (ServiceResource)request.Resource;
        return resource.Service == Sdk
            ? new(await CallSdkAsync(resource, request, cancellationToken))
            : await StartAsync(resource, request);
    }

    private static string OperationOf(ServiceResource resource) => char.ToUpperInvariant(resource.Action[0]) + resource.Action[1..];

    // The integration spells fields with a capital, the API without.
    private static JsonValue Renamed(JsonValue value, Func<char, char> first) => value switch
    {
        JsonObject members => new JsonObject(members.Members.Select(member => KeyValuePair.Create(first(member.Key[0]) + member.Key[1..], Renamed(member.Value, first)))),
        JsonArray items => new JsonArray([.. items.Select(item => Renamed(item, first))]),
        _ => value,
    };

    private async Task<Payload> CallSdkAsync(ServiceResource resource, TaskCall request, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await Operations.CallAsync(OperationOf(resource), (JsonObject)Renamed(request.Parameters.Value as JsonObject ?? JsonObject.Empty, char.ToLowerInvariant), cancellationToken);
            return new(Renamed(JsonValue.Parse(answer), char.ToUpperInvariant));
        }
        catch (ServiceException exception)
        {
            throw new StatesException(
                $"Sfn.{exception.Code}Exception".Replace("ExceptionException", "Exception", StringComparison.Ordinal),
                $"{exception.Message} (Service: Sfn, Status Code: 400, Request ID: {ids.Uuid()}) (SDK Attempt Count: 1)");
        }
    }

    private async Task<TaskAnswer> StartAsync(ServiceResource resource, TaskCall request)
    {
        Running running;
        var parameters = request.Parameters.Value as JsonObject ?? JsonObject.Empty;
        var arn = (parameters["StateMachineArn"] as JsonString)?.Value ?? string.Empty;
        try
        {
            var input = parameters["Input"] switch
            {
                null or JsonNull => null,
                JsonString text => text.Value,
                var value => value.ToJson(),
            };
            running = await executions.StartAsync(arn, (parameters["Name"] as JsonString)?.Value, input, request.TraceHeader);
        }
        catch (ServiceException exception)
        {
            throw new StatesException(
                $"StepFunctions.{exception.Code}Exception".Replace("ExceptionException", "Exception", StringComparison.Ordinal),
                $"{exception.Message} (Service: AWSStepFunctions; Status Code: 400; Error Code: {exception.Code}; Request ID: {ids.Uuid()}; Proxy: null)");
        }

        var started = JsonObject.Empty.With("ExecutionArn", running.Record.Arn);
        var id = ids.Uuid();
        var answer = SdkMetadata.Add(started, id, SdkMetadata.Headers(id, ResponseLength(running.Record), time.GetUtcNow())).With("StartDate", Milliseconds(running.Record.StartDate));
        return resource.Pattern is IntegrationPattern.Sync or IntegrationPattern.Sync2
            ? new(new(answer), token => CompletionAsync(running, asJson: resource.Pattern == IntegrationPattern.Sync2, token))
            : new(new(answer));
    }

    private async Task<Payload> CompletionAsync(Running running, bool asJson, CancellationToken cancellationToken)
    {
        ExecutionRecord ended;
        try
        {
            await running.Recorded.WaitAsync(cancellationToken);
            ended = await executions.FindAsync(running.Record.Arn);
        }
        catch (OperationCanceledException)
        {
            // A job that nobody waits for any more is stopped with the one who waited.
            running.Stop(null, null);
            throw;
        }

        var described = new Answer()
            .With("Cause", ended.Cause)
            .With("Error", ended.Error)
            .With("ExecutionArn", ended.Arn)
            .With("Input", asJson ? JsonValue.Parse(ended.Input) : ended.Input)
            .With("InputDetails", JsonObject.Empty.With("Included", true))
            .With("Name", ended.Name)
            .With("Output", ended.Output is null ? null : asJson ? JsonValue.Parse(ended.Output) : ended.Output)
            .With("OutputDetails", ended.Output is null ? null : JsonObject.Empty.With("Included", true))
            .With("StartDate", Milliseconds(ended.StartDate))
            .With("StateMachineArn", ended.StateMachineArn)
            .With("Status", Executions.Name(ended.Status))
            .With("StopDate", ended.StopDate is { } stop ? Milliseconds(stop) : null)
            .Build();
        return ended.Status == ExecutionStatus.Succeeded ? new(described) : throw new StatesException(StatesErrors.TaskFailed, described.ToJson());
    }

    // {"executionArn":"…","startDate":1.692813104523E9}
    private static int ResponseLength(ExecutionRecord record) => $"{{\"executionArn\":\"{record.Arn}\",\"startDate\":1.692813104523E9}}".Length;

    private static JsonValue Milliseconds(DateTimeOffset moment) => moment.ToUnixTimeMilliseconds();
}
