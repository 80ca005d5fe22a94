using System.Globalization;
using System.Text;

namespace Ensemble.Functions.Runtime;

/// <summary>
/// The Runtime API of Lambda (<see href="https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html">AWS documentation</see>),
/// as a custom runtime calls it.
/// </summary>
internal sealed class RuntimeClient : IDisposable
{
    private const string ErrorType = "Lambda-Runtime-Function-Error-Type";
    private const string ErrorBody = "Lambda-Runtime-Function-Error-Body";

    private readonly HttpConnection _connection;
    private readonly string _host;
    private readonly string _path;

    /// <param name="runtimeApi">Host and port, and maybe a prefix of the path: <c>127.0.0.1:9001/some/prefix</c>.</param>
    /// <exception cref="FunctionException">It is something else.</exception>
    public RuntimeClient(string runtimeApi)
    {
        if (!Uri.TryCreate($"http://{runtimeApi}", UriKind.Absolute, out var address))
        {
            throw new FunctionException($"AWS_LAMBDA_RUNTIME_API is '{runtimeApi}'; it must be HOST:PORT.");
        }

        _connection = new(address.Host, address.Port);
        _host = address.Authority;
        _path = $"{address.AbsolutePath.TrimEnd('/')}/2018-06-01/runtime";
    }

    /// <summary>Waits for the next event, however long that takes.</summary>
    /// <exception cref="RuntimeApiException">The platform refuses: the process is expected to end.</exception>
    public RuntimeEvent Next()
    {
        var answer = _connection.Send($"GET {_path}/invocation/next HTTP/1.1\r\nHost: {_host}\r\n", [], hasBody: false);
        if (answer.StatusCode != 200)
        {
            throw Refused("next", answer);
        }

        return new(
            answer["Lambda-Runtime-Aws-Request-Id"] ?? throw new RuntimeApiException("The Runtime API gave an event without a request id."),
            long.TryParse(answer["Lambda-Runtime-Deadline-Ms"], CultureInfo.InvariantCulture, out var deadline)
                ? DateTimeOffset.FromUnixTimeMilliseconds(deadline)
                : DateTimeOffset.MaxValue,
            answer["Lambda-Runtime-Invoked-Function-Arn"] ?? string.Empty,
            answer["Lambda-Runtime-Trace-Id"] ?? string.Empty,
            answer["Lambda-Runtime-Client-Context"],
            answer.Body);
    }

    /// <summary>Gives an answer. False: it is too large, the caller has been told so, and the function goes on.</summary>
    /// <exception cref="RuntimeApiException">The platform refuses: the process is expected to end.</exception>
    public bool Respond(string requestId, ReadOnlySpan<byte> payload) =>
        Accepted("response", _connection.Send(Head($"invocation/{requestId}/response", "application/json"), payload, hasBody: true));

    /// <summary>Gives an answer piece by piece. What goes wrong in the middle is told after the last piece.</summary>
    public async Task<bool> StreamAsync(string requestId, Func<Stream, CancellationToken, Task> write, Func<Exception, (string Type, byte[] Body)> describe, CancellationToken cancellationToken)
    {
        var stream = _connection.BeginChunked(
            Head($"invocation/{requestId}/response", "application/octet-stream")
            + $"Lambda-Runtime-Function-Response-Mode: streaming\r\nTrailer: {ErrorType}, {ErrorBody}\r\n");
        var trailers = string.Empty;
        try
        {
            await write(stream, cancellationToken);
        }
        catch (Exception exception) when (exception is not IOException)
        {
            var (type, body) = describe(exception);
            trailers = $"{ErrorType}: {type}\r\n{ErrorBody}: {Convert.ToBase64String(body)}\r\n";
        }

        return Accepted("response", _connection.EndChunked(trailers));
    }

    /// <summary>Reports that an event could not be handled.</summary>
    public void ReportError(string requestId, string type, ReadOnlySpan<byte> payload) => Accepted(
        "error",
        _connection.Send(Head($"invocation/{requestId}/error", "application/vnd.aws.lambda.error+json") + $"{ErrorType}: {type}\r\n", payload, hasBody: true));

    /// <summary>Reports that the function cannot be initialised; the process ends after it.</summary>
    public void ReportInitError(string type, ReadOnlySpan<byte> payload) => Accepted(
        "init error",
        _connection.Send(Head("init/error", "application/vnd.aws.lambda.error+json") + $"{ErrorType}: {type}\r\n", payload, hasBody: true));

    /// <summary>Ends the wait for an event, from another thread.</summary>
    public void Dispose() => _connection.Dispose();

    private string Head(string path, string contentType) =>
        $"POST {_path}/{path} HTTP/1.1\r\nHost: {_host}\r\nContent-Type: {contentType}\r\n";

    // 400: the event is not ours any more, e.g. after its timeout. There is nothing to do about it but to go on.
    private static bool Accepted(string call, HttpAnswer answer) => answer.StatusCode switch
    {
        >= 200 and < 300 => true,
        400 or 413 => false,
        _ => throw Refused(call, answer),
    };

    private static RuntimeApiException Refused(string call, HttpAnswer answer) =>
        new($"The Runtime API answered '{call}' with {answer.StatusCode}: {Encoding.UTF8.GetString(answer.Body.Span)}");
}

/// <summary>The platform refuses to go on with this process.</summary>
internal sealed class RuntimeApiException(string message) : Exception(message);
