using System.Buffers;
using System.Buffers.Text;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ensemble.Contracts.Aws;

namespace Ensemble.Runner.Systems;

/// <summary>What of Lambda's API a deployment and its measurements need.</summary>
/// <param name="http">Sends the requests.</param>
/// <param name="endpoint">Where Lambda is.</param>
/// <param name="role">The role of functions that are created.</param>
/// <param name="signature">Signs them; null: they are sent unsigned.</param>
/// <param name="time">The clock.</param>
internal sealed class LambdaClient(HttpClient http, Uri endpoint, string role, Signature? signature, TimeProvider time)
{
    private const int RoomForSettings = 64 * 1024;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Makes a function what it has to be: creates it, or changes its code or configuration where they differ.</summary>
    public async Task PutAsync(
        string name, string handler, int memorySize, int timeout, IReadOnlyDictionary<string, string> variables, FunctionPackage package, CancellationToken cancellationToken)
    {
        var settings = new JsonObject
        {
            ["Handler"] = handler,
            ["MemorySize"] = memorySize,
            ["Timeout"] = timeout,
            ["Environment"] = new JsonObject { ["Variables"] = new JsonObject(variables.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => KeyValuePair.Create<string, JsonNode?>(one.Key, one.Value))) },
        };
        if (await ConfigurationAsync(name, cancellationToken) is not { } current)
        {
            settings["FunctionName"] = name;
            settings["Runtime"] = "provided.al2023";
            settings["Role"] = role;
            await SendAsync(HttpMethod.Post, "/2015-03-31/functions", Body(package, json =>
            {
                foreach (var (setting, value) in settings)
                {
                    json.WritePropertyName(setting);
                    value!.WriteTo(json);
                }

                json.WriteStartObject("Code");
                json.WriteBase64String("ZipFile", package.Zip);
                json.WriteEndObject();
            }), cancellationToken);
        }
        else
        {
            if (current["CodeSha256"]?.GetValue<string>() != package.CodeSha256)
            {
                await SendAsync(HttpMethod.Put, $"/2015-03-31/functions/{name}/code", Body(package, json => json.WriteBase64String("ZipFile", package.Zip)), cancellationToken);
                await ReadyAsync(name, cancellationToken);
            }

            if (settings.Any(setting => !JsonNode.DeepEquals(setting.Value, current[setting.Key])))
            {
                await SendAsync(HttpMethod.Put, $"/2015-03-31/functions/{name}/configuration", Body(settings), cancellationToken);
            }
        }

        await ReadyAsync(name, cancellationToken);
    }

    /// <summary>Changes one environment variable of a function, which makes Lambda start new environments for it.</summary>
    public async Task SetVariableAsync(string name, string variable, string value, CancellationToken cancellationToken)
    {
        var current = await ConfigurationAsync(name, cancellationToken) ?? throw new SystemUnderTestException($"There is no function '{name}'; it has to be deployed first.");
        var variables = current["Environment"]?["Variables"]?.DeepClone().AsObject() ?? [];
        variables[variable] = value;
        await SendAsync(HttpMethod.Put, $"/2015-03-31/functions/{name}/configuration", Body(new JsonObject { ["Environment"] = new JsonObject { ["Variables"] = variables } }), cancellationToken);
        await ReadyAsync(name, cancellationToken);
    }

    /// <summary>Invokes a function and waits for its answer.</summary>
    /// <returns>The answer, and the last lines of the log if they are wanted.</returns>
    public async Task<(byte[] Answer, string Log)> InvokeAsync(string name, byte[] payload, string traceHeader, bool withLog, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(endpoint, $"/2015-03-31/functions/{name}/invocations"));
        request.Headers.TryAddWithoutValidation("X-Amzn-Trace-Id", traceHeader);
        request.Headers.Add("X-Amz-Log-Type", withLog ? "Tail" : "None");
        using var response = await SendAsync(request, payload, cancellationToken);
        var answer = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw new SystemUnderTestException($"{name} was not invoked: {(int)response.StatusCode} {Encoding.UTF8.GetString(answer)}");
        }

        if (response.Headers.Contains("X-Amz-Function-Error"))
        {
            throw new SystemUnderTestException($"{name} failed: {Message(answer)}");
        }

        var log = response.Headers.TryGetValues("X-Amz-Log-Result", out var values) ? Encoding.UTF8.GetString(Convert.FromBase64String(values.First())) : string.Empty;
        return (answer, log);
    }

    /// <summary>Reads something that only the emulator knows; null: this is not the emulator.</summary>
    public async Task<JsonNode?> ObserveAsync(string path, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(endpoint, path));
        using var response = await SendAsync(request, null, cancellationToken);
        return response.IsSuccessStatusCode ? await JsonNode.ParseAsync(await response.Content.ReadAsStreamAsync(cancellationToken), cancellationToken: cancellationToken) : null;
    }

    private static string Message(byte[] answer)
    {
        try
        {
            return JsonNode.Parse(answer)?["errorMessage"]?.GetValue<string>() ?? Encoding.UTF8.GetString(answer);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return Encoding.UTF8.GetString(answer);
        }
    }

    private async Task<JsonNode?> ConfigurationAsync(string name, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(endpoint, $"/2015-03-31/functions/{name}/configuration"));
        using var response = await SendAsync(request, null, cancellationToken);
        return response.StatusCode == HttpStatusCode.NotFound ? null : await ReadAsync(request, response, cancellationToken);
    }

    // On AWS a change takes a moment, and another one is refused until it is done.
    private async Task ReadyAsync(string name, CancellationToken cancellationToken)
    {
        while (await ConfigurationAsync(name, cancellationToken) is { } current
            && (current["State"]?.GetValue<string>() == "Pending" || current["LastUpdateStatus"]?.GetValue<string>() == "InProgress"))
        {
            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    private static ReadOnlyMemory<byte> Body(JsonObject json) => Encoding.UTF8.GetBytes(json.ToJsonString());

    // Code is tens of megabytes: it is written once, where there is room for all of it.
    private static ReadOnlyMemory<byte> Body(FunctionPackage package, Action<Utf8JsonWriter> write)
    {
        var body = new ArrayBufferWriter<byte>(Base64.GetMaxEncodedToUtf8Length(package.Zip.Length) + RoomForSettings);
        using var json = new Utf8JsonWriter(body);
        json.WriteStartObject();
        write(json);
        json.WriteEndObject();
        json.Flush();
        return body.WrittenMemory;
    }

    private async Task SendAsync(HttpMethod method, string path, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(endpoint, path));
        using var response = await SendAsync(request, body, cancellationToken);
        await ReadAsync(request, response, cancellationToken);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, ReadOnlyMemory<byte>? body, CancellationToken cancellationToken)
    {
        if (body is { } content)
        {
            request.Content = new ReadOnlyMemoryContent(content) { Headers = { ContentType = new("application/json") } };
        }

        signature?.Sign(request, body is { } signed ? signed.Span : default, time.GetUtcNow());
        try
        {
            return await http.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException exception)
        {
            throw new SystemUnderTestException($"Lambda cannot be reached at {endpoint.GetLeftPart(UriPartial.Authority)}: {exception.Message}", exception);
        }
    }

    private static async Task<JsonNode?> ReadAsync(HttpRequestMessage request, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        return response.IsSuccessStatusCode
            ? JsonNode.Parse(text)
            : throw new SystemUnderTestException($"Lambda refused {request.Method} {request.RequestUri!.AbsolutePath}: {(int)response.StatusCode} {text}");
    }
}
