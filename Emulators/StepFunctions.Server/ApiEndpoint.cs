using System.Text;
using Ensemble.StepFunctions.Json;
using Ensemble.StepFunctions.Persistence;
using Ensemble.StepFunctions.Service;

namespace Ensemble.StepFunctions.Server;

/// <summary>
/// The API in AWS JSON 1.0 (https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html): the operation is named by a
/// header, requests and answers are JSON.
/// </summary>
internal sealed class ApiEndpoint(StepFunctionsEmulator emulator)
{
    private const string Prefix = "AWSStepFunctions.";
    private const string ContentType = "application/x-amz-json-1.0";

    public async Task HandleAsync(HttpContext context)
    {
        context.Response.ContentType = ContentType;
        context.Response.Headers["x-amzn-RequestId"] = emulator.NewRequestId();
        try
        {
            var target = context.Request.Headers["X-Amz-Target"].ToString();
            if (!target.StartsWith(Prefix, StringComparison.Ordinal))
            {
                throw new ServiceException("UnknownOperationException", $"The header X-Amz-Target names no operation of Step Functions: '{target}'.");
            }

            var answer = await emulator.CallAsync(target[Prefix.Length..], await ReadAsync(context.Request), context.RequestAborted);
            await WriteAsync(context.Response, StatusCodes.Status200OK, answer);
        }
        catch (ServiceException exception)
        {
            await WriteAsync(
                context.Response,
                StatusCodes.Status400BadRequest,
                JsonObject.Empty.With("__type", exception.Code).With("message", exception.Message).ToJson());
        }
        catch (StoreException exception)
        {
            await WriteAsync(
                context.Response,
                StatusCodes.Status500InternalServerError,
                JsonObject.Empty.With("__type", "InternalServerException").With("message", exception.Message).ToJson());
        }
        catch (Exception exception) when (exception is OperationCanceledException && context.RequestAborted.IsCancellationRequested)
        {
            // Nobody waits for the answer.
        }
    }

    private static async Task<JsonObject> ReadAsync(HttpRequest request)
    {
        try
        {
            using var reader = new StreamReader(request.Body, Encoding.UTF8);
            var text = await reader.ReadToEndAsync(request.HttpContext.RequestAborted);
            return text.Length == 0 ? JsonObject.Empty
                : JsonValue.Parse(text) as JsonObject ?? throw new ServiceException("SerializationException", "The request must be a JSON object.");
        }
        catch (JsonSyntaxException exception)
        {
            throw new ServiceException("SerializationException", exception.Message);
        }
        catch (BadHttpRequestException exception)
        {
            throw new ServiceException("SerializationException", exception.Message);
        }
    }

    private static async Task WriteAsync(HttpResponse response, int status, string json)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        response.StatusCode = status;
        response.ContentLength = bytes.Length;
        await response.Body.WriteAsync(bytes, response.HttpContext.RequestAborted);
    }
}
