using System.Globalization;
using Ensemble.StepFunctions.Json;

namespace Ensemble.StepFunctions.Service;

/// <summary>What answers of AWS' SDK carry about the call, as results of integrations show it.</summary>
public static class SdkMetadata
{
    /// <summary>Adds it to an answer.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="requestId">The request's id.</param>
    /// <param name="headers">The headers of the response.</param>
    /// <param name="status">Its status.</param>
    public static JsonObject Add(JsonObject answer, string requestId, IReadOnlyCollection<KeyValuePair<string, string>> headers, int status = 200) => answer
        .With("SdkHttpMetadata", JsonObject.Empty
            .With("AllHttpHeaders", new JsonObject(headers.Select(header => KeyValuePair.Create(header.Key, (JsonValue)new JsonArray([header.Value])))))
            .With("HttpHeaders", new JsonObject(headers.Select(header => KeyValuePair.Create(header.Key, (JsonValue)header.Value))))
            .With("HttpStatusCode", status))
        .With("SdkResponseMetadata", JsonObject.Empty.With("RequestId", requestId));

    /// <summary>The headers that Step Functions itself answers with.</summary>
    internal static Dictionary<string, string> Headers(string requestId, int length, DateTimeOffset now) => new(StringComparer.Ordinal)
    {
        ["x-amzn-RequestId"] = requestId,
        ["connection"] = "keep-alive",
        ["Content-Length"] = length.ToString(CultureInfo.InvariantCulture),
        ["Date"] = now.ToString("R", CultureInfo.InvariantCulture),
        ["Content-Type"] = "application/x-amz-json-1.0",
    };
}
