using System.Text;
using Ensemble.Lambda.Asynchronous;
using Ensemble.Lambda.Invocations;
using Ensemble.Lambda.Server.Management;

namespace Ensemble.Lambda.Server.Invoke;

/// <summary>
/// The Invoke API (<see href="https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html">Invoke</see>,
/// <see href="https://docs.aws.amazon.com/lambda/latest/api/API_InvokeWithResponseStream.html">InvokeWithResponseStream</see>,
/// <see href="https://docs.aws.amazon.com/lambda/latest/api/API_InvokeAsync.html">InvokeAsync</see>).
/// </summary>
internal sealed class InvokeEndpoints(LambdaEmulator emulator, AsynchronousInvoker asynchronous)
{
    private const int LargestEvent = 6 * 1024 * 1024;
    private const int LargestAsynchronousEvent = 1024 * 1024;
    private const int LargestClientContext = 3583;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/2015-03-31/functions/{name}/invocations", InvokeAsync);
        routes.MapPost("/2014-11-13/functions/{name}/invoke-async", InvokeLegacyAsync);
        routes.MapPost("/2021-11-15/functions/{name}/response-streaming-invocations", StreamAsync);
    }

    private async Task InvokeAsync(HttpContext context)
    {
        var requestId = Begin(context);
        try
        {
            var type = Choice(context, "X-Amz-Invocation-Type", "invocationType", "RequestResponse", "Event", "DryRun");
            var request = await ReadAsync(context, requestId, isEvent: type == "Event") with
            {
                WantsLogTail = Choice(context, "X-Amz-Log-Type", "logType", "None", "Tail") == "Tail",
            };
            switch (type)
            {
                case "DryRun":
                    context.Response.StatusCode = StatusCodes.Status204NoContent;
                    break;
                case "Event":
                    asynchronous.Enqueue(request with { WantsLogTail = false });
                    context.Response.Headers["X-Amzn-Trace-Id"] = request.TraceHeader;
                    context.Response.StatusCode = StatusCodes.Status202Accepted;
                    break;
                default:
                    await AnswerAsync(context, request, await emulator.InvokeAsync(request));
                    break;
            }
        }
        catch (LambdaServiceException exception)
        {
            await ServiceErrors.WriteAsync(context, exception);
        }
    }

    private async Task InvokeLegacyAsync(HttpContext context)
    {
        var requestId = Begin(context);
        try
        {
            asynchronous.Enqueue(await ReadAsync(context, requestId, isEvent: true));
            context.Response.StatusCode = StatusCodes.Status202Accepted;
            context.Response.ContentType = "application/json";
            await context.Response.Body.WriteAsync("""{"Status":202}"""u8.ToArray(), context.RequestAborted);
        }
        catch (LambdaServiceException exception)
        {
            await ServiceErrors.WriteAsync(context, exception);
        }
    }

    private async Task StreamAsync(HttpContext context)
    {
        var requestId = Begin(context);
        try
        {
            var type = Choice(context, "X-Amz-Invocation-Type", "invocationType", "RequestResponse", "DryRun");
            var stream = new StreamedResponse(context.Response);
            var request = await ReadAsync(context, requestId, isEvent: false) with
            {
                WantsLogTail = Choice(context, "X-Amz-Log-Type", "logType", "None", "Tail") == "Tail",
                Sink = stream,
            };
            if (type == "DryRun")
            {
                context.Response.StatusCode = StatusCodes.Status204NoContent;
                return;
            }

            context.Response.Headers["X-Amz-Executed-Version"] = request.Target.Version.Version;
            context.Response.Headers["X-Amzn-Trace-Id"] = request.TraceHeader;
            await stream.CompleteAsync(await emulator.InvokeAsync(request), context.RequestAborted);
        }
        catch (LambdaServiceException exception) when (!context.Response.HasStarted)
        {
            await ServiceErrors.WriteAsync(context, exception);
        }
    }

    private string Begin(HttpContext context)
    {
        var requestId = emulator.NewRequestId();
        context.Response.Headers["x-amzn-RequestId"] = requestId;
        return requestId;
    }

    private async Task<InvokeRequest> ReadAsync(HttpContext context, string requestId, bool isEvent)
    {
        var limit = isEvent ? LargestAsynchronousEvent : LargestEvent;
        byte[]? payload;
        try
        {
            payload = await RequestBody.ReadAsync(context.Request, limit, context.RequestAborted);
        }
        catch (IOException exception)
        {
            throw new LambdaServiceException(400, "InvalidRequestContentException", $"The request's body could not be read: {exception.Message}");
        }

        if (payload is null)
        {
            throw new LambdaServiceException(
                413, "RequestEntityTooLargeException", $"Request must be smaller than {limit} bytes for the InvokeFunction operation");
        }

        var target = emulator.Functions.Resolve((string)context.Request.RouteValues["name"]!, context.Request.Query["Qualifier"]);
        if (payload.Length == 0)
        {
            payload = [(byte)'{', (byte)'}'];
        }
        else if (JsonText.Fault(payload) is { } fault)
        {
            throw new LambdaServiceException(
                400,
                "InvalidRequestContentException",
                $"Could not parse request body into json: Could not parse payload into json: {fault}");
        }

        return new()
        {
            Target = target,
            Payload = payload,
            RequestId = requestId,
            TraceHeader = emulator.TraceHeaderFor(context.Request.Headers["X-Amzn-Trace-Id"]),
            ClientContext = ClientContext(context.Request.Headers["X-Amz-Client-Context"]),
        };
    }

    private static async Task AnswerAsync(HttpContext context, InvokeRequest request, InvocationResult result)
    {
        var response = context.Response;
        response.Headers["x-amzn-Remapped-Content-Length"] = "0";
        response.Headers["X-Amz-Executed-Version"] = request.Target.Version.Version;
        response.Headers["X-Amzn-Trace-Id"] = request.TraceHeader;
        if (result.Error is not null)
        {
            response.Headers["X-Amz-Function-Error"] = "Unhandled";
        }

        if (result.LogTail is { } tail)
        {
            response.Headers["X-Amz-Log-Result"] = Convert.ToBase64String(tail.Span);
        }

        response.ContentType = "application/json";
        response.ContentLength = result.Payload.Length;
        await response.Body.WriteAsync(result.Payload, context.RequestAborted);
    }

    private static string Choice(HttpContext context, string header, string member, params ReadOnlySpan<string> choices)
    {
        string? value = context.Request.Headers[header];
        return string.IsNullOrEmpty(value) ? choices[0]
            : choices.Contains(value) ? value
            : throw LambdaServiceException.Validation(
                $"1 validation error detected: Value '{value}' at '{member}' failed to satisfy constraint: Member must satisfy enum value set: [{string.Join(", ", choices.ToArray())}]");
    }

    private static string? ClientContext(string? header)
    {
        if (string.IsNullOrEmpty(header))
        {
            return null;
        }

        var bytes = new byte[header.Length];
        return header.Length <= LargestClientContext && Convert.TryFromBase64String(header, bytes, out var length) && JsonText.IsValid(bytes.AsSpan(0, length))
            ? Encoding.UTF8.GetString(bytes, 0, length)
            : throw new LambdaServiceException(
                400, "InvalidRequestContentException", $"Client context must be a valid Base64-encoded JSON object of at most {LargestClientContext} bytes.");
    }
}
