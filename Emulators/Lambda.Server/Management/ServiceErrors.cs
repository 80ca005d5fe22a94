using System.Text.Json;

namespace Ensemble.Lambda.Server.Management;

/// <summary>
/// Writes errors as AWS's REST-JSON protocol does: the error's name in a header, its text in the body. Which letter case the
/// text's key has depends on the error (AWS's model of the API).
/// </summary>
internal static class ServiceErrors
{
    private static readonly HashSet<string> CapitalMessage = new(StringComparer.Ordinal)
    {
        "ResourceNotFoundException", "ServiceException", "RequestEntityTooLargeException",
    };

    private static readonly HashSet<string> WithoutType = new(StringComparer.Ordinal)
    {
        "ValidationException", "RequestEntityTooLargeException", "SerializationException",
    };

    /// <summary>Writes an error.</summary>
    public static async Task WriteAsync(HttpContext context, LambdaServiceException exception)
    {
        context.Response.StatusCode = exception.StatusCode;
        context.Response.Headers["x-amzn-ErrorType"] = exception.Code;
        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(Body(exception), context.RequestAborted);
    }

    private static byte[] Body(LambdaServiceException exception)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            if (exception.Reason is not null)
            {
                json.WriteString("Reason", exception.Reason);
            }

            if (!WithoutType.Contains(exception.Code))
            {
                json.WriteString("Type", exception.FaultOf);
            }

            json.WriteString(CapitalMessage.Contains(exception.Code) ? "Message" : "message", exception.Message);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
