using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Ensemble.StepFunctions.Execution;
using Ensemble.StepFunctions.Json;
using Ensemble.StepFunctions.Language;
using Ensemble.StepFunctions.Service;
using Ensemble.StepFunctions.Tasks;

namespace Ensemble.StepFunctions.Server.Integrations;

/// <summary>Task states that invoke functions: by the function's ARN, or by <c>states:::lambda:invoke</c>.</summary>
internal sealed class LambdaIntegration(Uri? endpoint) : ITaskIntegration, IDisposable
{
    // No limit on connections and none on time: a call takes as long as the function or its task may.
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false, PooledConnectionIdleTimeout = TimeSpan.FromMinutes(2) }) { Timeout = Timeout.InfiniteTimeSpan };

    public void Dispose() => _client.Dispose();

    public bool Supports(TaskResource resource) => resource is LambdaResource
        or ServiceResource { Service: "lambda", Action: "invoke", Pattern: IntegrationPattern.RequestResponse or IntegrationPattern.WaitForTaskToken };

    public Task<TaskAnswer> CallAsync(TaskCall request, CancellationToken cancellationToken) => request.Resource is LambdaResource
        ? DirectAsync(request, cancellationToken)
        : OptimisedAsync(request, cancellationToken);

    private async Task<TaskAnswer> DirectAsync(TaskCall request, CancellationToken cancellationToken)
    {
        using var response = await InvokeAsync(request.Resource.Arn, request.Parameters.Text, request, "RequestResponse", null, null, cancellationToken);
        return new(await PayloadAsync(response, isDirect: true, cancellationToken));
    }

    private async Task<TaskAnswer> OptimisedAsync(TaskCall request, CancellationToken cancellationToken)
    {
        var parameters = request.Parameters.Value as JsonObject ?? JsonObject.Empty;
        if (parameters["FunctionName"] is not JsonString function)
        {
            throw new StatesException(StatesErrors.Runtime, "The field 'FunctionName' is required but was missing");
        }

        var type = (parameters["InvocationType"] as JsonString)?.Value ?? "RequestResponse";
        var payload = parameters["Payload"]?.ToJson() ?? "{}";
        using var response = await InvokeAsync(
            function.Value, payload, request, type, (parameters["Qualifier"] as JsonString)?.Value, (parameters["ClientContext"] as JsonString)?.Value, cancellationToken);
        var result = await PayloadAsync(response, isDirect: false, cancellationToken);
        var requestId = Header(response, "x-amzn-requestid") ?? Header(response, "x-amzn-RequestId") ?? string.Empty;
        var headers = response.Headers.Concat(response.Content.Headers).Select(header => KeyValuePair.Create(header.Key, string.Join(',', header.Value))).ToList();
        var answer = JsonObject.Empty.With("ExecutedVersion", Header(response, "x-amz-executed-version") ?? "$LATEST");
        if (type == "RequestResponse")
        {
            answer = answer.With("Payload", result.Value);
        }

        return new(new(SdkMetadata.Add(answer, requestId, headers, (int)response.StatusCode).With("StatusCode", (int)response.StatusCode)));
    }

    private async Task<HttpResponseMessage> InvokeAsync(
        string function, string payload, TaskCall request, string type, string? qualifier, string? clientContext, CancellationToken cancellationToken)
    {
        if (endpoint is null)
        {
            throw new StatesException("Lambda.SdkClientException", "There is no Lambda here: start the emulator with --lambda-endpoint and an address such as http://127.0.0.1:9001.");
        }

        var query = qualifier is null ? string.Empty : $"?Qualifier={Uri.EscapeDataString(qualifier)}";
        using var message = new HttpRequestMessage(HttpMethod.Post, new Uri(endpoint, $"2015-03-31/functions/{Uri.EscapeDataString(function)}/invocations{query}"))
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(payload)),
        };
        message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        message.Headers.TryAddWithoutValidation("X-Amz-Invocation-Type", type);
        if (clientContext is not null)
        {
            message.Headers.TryAddWithoutValidation("X-Amz-Client-Context", clientContext);
        }

        if (request.TraceHeader is not null)
        {
            message.Headers.TryAddWithoutValidation("X-Amzn-Trace-Id", request.TraceHeader);
        }

        try
        {
            return await _client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }
        catch (HttpRequestException exception)
        {
            throw new StatesException("Lambda.SdkClientException", $"Lambda cannot be reached at {endpoint}: {exception.Message}");
        }
    }

    private static async Task<Payload> PayloadAsync(HttpResponseMessage response, bool isDirect, CancellationToken cancellationToken)
    {
        string text;
        try
        {
            text = await response.Content.ReadAsStringAsync(cancellationToken);
        }
        catch (HttpRequestException exception)
        {
            throw new StatesException("Lambda.SdkClientException", $"The answer of Lambda broke off: {exception.Message}");
        }

        if (response.StatusCode >= HttpStatusCode.BadRequest)
        {
            throw Refused(response, text, isDirect);
        }

        if (Header(response, "x-amz-function-error") is not null)
        {
            throw Failed(text);
        }

        if (text.Length == 0)
        {
            return new(JsonNull.Instance);
        }

        try
        {
            return Payload.Parse(text);
        }
        catch (JsonSyntaxException exception)
        {
            throw new StatesException(StatesErrors.Runtime, $"The function's answer is not JSON: {exception.Message}");
        }
    }

    // What the function itself says went wrong: its error's type names the error, its whole answer is the cause.
    private static StatesException Failed(string text)
    {
        try
        {
            if (JsonValue.Parse(text) is JsonObject answer && answer["errorType"] is JsonString { Value.Length: > 0 } type)
            {
                return new(type.Value, text);
            }
        }
        catch (JsonSyntaxException)
        {
            // No error type in it either.
        }

        return new("Lambda.Unknown", $"The cause could not be determined because Lambda did not return an error type. Returned payload: {text}");
    }

    // What Lambda says went wrong with the call.
    private static StatesException Refused(HttpResponseMessage response, string text, bool isDirect)
    {
        var code = Header(response, "x-amzn-errortype")?.Split(':')[0] ?? "ServiceException";
        var name = code.EndsWith("Exception", StringComparison.Ordinal) ? code : code + "Exception";
        var message = text;
        try
        {
            if (JsonValue.Parse(text) is JsonObject answer)
            {
                message = (answer["Message"] as JsonString ?? answer["message"] as JsonString)?.Value ?? text;
            }
        }
        catch (JsonSyntaxException)
        {
            // The text itself then.
        }

        var status = ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture);
        var id = Header(response, "x-amzn-requestid") ?? string.Empty;
        return new(
            $"Lambda.{name}",
            isDirect
                ? $"{message} (Service: AWSLambda; Status Code: {status}; Error Code: {code}; Request ID: {id}; Proxy: null)"
                : $"{message} (Service: Lambda, Status Code: {status}, Request ID: {id}) (SDK Attempt Count: 1)");
    }

    private static string? Header(HttpResponseMessage response, string name) => response.Headers.TryGetValues(name, out var values) ? values.First() : null;
}
