using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Ensemble.Contracts.Aws;

/// <summary>A client of a service that speaks AWS JSON 1.0, such as Step Functions.</summary>
/// <param name="client">Sends the requests.</param>
/// <param name="endpoint">Where the service is.</param>
/// <param name="target">What the names of its actions begin with, e.g. <c>AWSStepFunctions</c>.</param>
/// <param name="signature">Signs the requests; null: they are sent unsigned, which only emulators accept.</param>
/// <param name="time">The clock of the signatures.</param>
public sealed class AwsJsonClient(HttpClient client, Uri endpoint, string target, Signature? signature, TimeProvider time)
{
    private const string MediaType = "application/x-amz-json-1.0";

    /// <summary>Calls an action.</summary>
    /// <exception cref="AwsServiceException">It was refused.</exception>
    /// <exception cref="HttpRequestException">The service cannot be reached.</exception>
    public async Task<TResponse> CallAsync<TRequest, TResponse>(
        string action, TRequest parameters, JsonTypeInfo<TRequest> requestType, JsonTypeInfo<TResponse> responseType, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(parameters, requestType);
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint) { Content = new ByteArrayContent(body) { Headers = { ContentType = new(MediaType) } } };
        request.Headers.Add("X-Amz-Target", $"{target}.{action}");
        signature?.Sign(request, body, time.GetUtcNow());
        using var response = await client.SendAsync(request, cancellationToken).ConfigureAwait(false);
        var answer = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        return response.IsSuccessStatusCode
            ? JsonSerializer.Deserialize(answer, responseType) ?? throw new AwsServiceException(response.StatusCode, "EmptyAnswer", $"{action} answered null.")
            : throw Refusal(response.StatusCode, answer);
    }

    private static AwsServiceException Refusal(HttpStatusCode status, byte[] answer)
    {
        try
        {
            using var document = JsonDocument.Parse(answer);
            var code = Text(document.RootElement, "__type") ?? $"HTTP {(int)status}";
            return new(status, code[(code.LastIndexOf('#') + 1)..], Text(document.RootElement, "message") ?? Text(document.RootElement, "Message") ?? string.Empty);
        }
        catch (JsonException)
        {
            return new(status, $"HTTP {(int)status}", string.Empty);
        }
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
