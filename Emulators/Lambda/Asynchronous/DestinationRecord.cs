using System.Globalization;
using System.Text;
using System.Text.Json;
using Ensemble.Lambda.Functions;
using Ensemble.Lambda.Invocations;

namespace Ensemble.Lambda.Asynchronous;

/// <summary>What a destination is told about an event that nobody waited for (AWS's record of asynchronous invocation, version 1.0).</summary>
internal static class DestinationRecord
{
    public const string Success = "Success";
    public const string RetriesExhausted = "RetriesExhausted";
    public const string EventAgeExceeded = "EventAgeExceeded";
    public const string ZeroReservedConcurrency = "ZeroReservedConcurrency";

    /// <summary>Writes the record.</summary>
    /// <param name="request">The event.</param>
    /// <param name="condition">Why the destination is told.</param>
    /// <param name="attempts">How often the function was invoked for it.</param>
    /// <param name="result">The last answer; null: there was none.</param>
    /// <param name="timestamp">The time now.</param>
    public static byte[] Write(InvokeRequest request, string condition, int attempts, InvocationResult? result, DateTimeOffset timestamp)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("version", "1.0");
            json.WriteString("timestamp", timestamp.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
            json.WriteStartObject("requestContext");
            json.WriteString("requestId", request.RequestId);
            json.WriteString("functionArn", QualifiedArn(request.Target));
            json.WriteString("condition", condition);
            json.WriteNumber("approximateInvokeCount", attempts);
            json.WriteEndObject();
            WritePayload(json, "requestPayload", request.Payload);
            if (result is not null)
            {
                json.WriteStartObject("responseContext");
                json.WriteNumber("statusCode", 200);
                json.WriteString("executedVersion", request.Target.Version.Version);
                if (result.Error is not null)
                {
                    json.WriteString("functionError", "Unhandled");
                }

                json.WriteEndObject();
                WritePayload(json, "responsePayload", result.Payload);
            }

            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static string QualifiedArn(Invocable target) =>
        target.InvokedArn.Count(character => character == ':') > 6 ? target.InvokedArn : $"{target.InvokedArn}:{FunctionVersion.Latest}";

    // What a function answers need not be JSON; as a string it is still in the record.
    private static void WritePayload(Utf8JsonWriter json, string name, ReadOnlyMemory<byte> payload)
    {
        json.WritePropertyName(name);
        if (JsonText.IsValid(payload.Span))
        {
            json.WriteRawValue(payload.Span, skipInputValidation: true);
        }
        else
        {
            json.WriteStringValue(Encoding.UTF8.GetString(payload.Span));
        }
    }
}
