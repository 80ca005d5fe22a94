using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Ensemble.Lambda.Invocations;
using Ensemble.Lambda.Runtime;

namespace Ensemble.Lambda.Server.Runtime;

/// <summary>
/// The Runtime API (<see href="https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html">AWS Lambda runtime API</see>)
/// towards workers. Which worker it is, the first part of the path tells.
/// </summary>
internal sealed partial class RuntimeEndpoints(RuntimeSessions sessions)
{
    private const string Prefix = "/{token}/2018-06-01/runtime";
    private const string ErrorTypeHeader = "Lambda-Runtime-Function-Error-Type";
    private const int LargestStream = 200 * 1024 * 1024;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Prefix + "/invocation/next", NextAsync);
        routes.MapPost(Prefix + "/invocation/{id}/response", context => RespondAsync(context, isError: false));
        routes.MapPost(Prefix + "/invocation/{id}/error", context => RespondAsync(context, isError: true));
        routes.MapPost(Prefix + "/init/error", InitErrorAsync);
        routes.MapGet("/{token}/2018-06-01/ping", context => context.Response.WriteAsync("pong", context.RequestAborted));
    }

    private async Task NextAsync(HttpContext context)
    {
        if (SessionOf(context) is not { } session)
        {
            await WriteAsync(context, RuntimeAnswer.Gone);
            return;
        }

        if (session.RefuseNext() is { } refusal)
        {
            await WriteAsync(context, refusal);
            return;
        }

        if (await session.NextAsync(context.RequestAborted) is not { } next)
        {
            await WriteAsync(context, RuntimeAnswer.Gone);
            return;
        }

        var headers = context.Response.Headers;
        headers["Lambda-Runtime-Aws-Request-Id"] = next.RequestId;
        headers["Lambda-Runtime-Deadline-Ms"] = next.DeadlineMilliseconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        headers["Lambda-Runtime-Invoked-Function-Arn"] = next.InvokedArn;
        headers["Lambda-Runtime-Trace-Id"] = next.TraceHeader;
        if (next.ClientContext is not null)
        {
            headers["Lambda-Runtime-Client-Context"] = next.ClientContext;
        }

        context.Response.ContentType = "application/json";
        context.Response.ContentLength = next.Payload.Length;
        await context.Response.Body.WriteAsync(next.Payload, context.RequestAborted);
    }

    private async Task RespondAsync(HttpContext context, bool isError)
    {
        var mode = context.Request.Headers["Lambda-Runtime-Function-Response-Mode"].ToString();
        var session = SessionOf(context);
        if (mode.Length > 0 && !mode.Equals("streaming", StringComparison.OrdinalIgnoreCase) && !mode.Equals("buffered", StringComparison.OrdinalIgnoreCase))
        {
            await WriteAsync(context, RuntimeAnswer.InvalidResponseMode);
        }
        else if (session is null)
        {
            await WriteAsync(context, RuntimeAnswer.InvalidRequestId);
        }
        else if (session.BeginResponse((string)context.Request.RouteValues["id"]!, isError, out var sink) is { } refusal)
        {
            await WriteAsync(context, refusal);
        }
        else
        {
            await WriteAsync(context, await ReadAsync(context, session, isError, mode.Length > 0 ? sink : null));
        }
    }

    private static async Task<RuntimeAnswer> ReadAsync(HttpContext context, RuntimeSession session, bool isError, IResponseSink? sink)
    {
        byte[]? payload;
        try
        {
            payload = sink is null
                ? await RequestBody.ReadAsync(context.Request, FunctionFailure.MaximumResponse, context.RequestAborted)
                : await PassOnAsync(context, sink) ? [] : null;
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            return session.CompleteTruncated();
        }

        if (payload is null)
        {
            return session.CompleteTooLarge();
        }

        return isError
            ? session.CompleteResponse(payload, ReportedError(context, payload))
            : TrailingError(context) is { } broken
                ? session.CompleteResponse(broken.Payload, broken.Error)
                : session.CompleteResponse(payload, error: null);
    }

    /// <summary>Passes pieces on as they come; false: there are more than a function may stream.</summary>
    private static async Task<bool> PassOnAsync(HttpContext context, IResponseSink sink)
    {
        var total = 0L;
        while (true)
        {
            var read = await context.Request.BodyReader.ReadAsync(context.RequestAborted);
            foreach (var piece in read.Buffer)
            {
                total += piece.Length;
                if (total <= LargestStream)
                {
                    await sink.WriteAsync(piece, context.RequestAborted);
                }
            }

            context.Request.BodyReader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                return total <= LargestStream;
            }
        }
    }

    // A function that fails in the middle of a stream says so after it.
    private static (byte[] Payload, FunctionError Error)? TrailingError(HttpContext context)
    {
        if (!context.Request.SupportsTrailers() || !context.Request.CheckTrailersAvailable()
            || context.Request.GetTrailer(ErrorTypeHeader).ToString() is not { Length: > 0 } type)
        {
            return null;
        }

        var body = context.Request.GetTrailer("Lambda-Runtime-Function-Error-Body").ToString();
        var bytes = new byte[body.Length];
        var payload = Convert.TryFromBase64String(body, bytes, out var length) ? bytes[..length] : Encoding.UTF8.GetBytes(body);
        return (payload, new(type, string.Empty));
    }

    private async Task InitErrorAsync(HttpContext context)
    {
        var payload = await RequestBody.ReadAsync(context.Request, FunctionFailure.MaximumResponse, context.RequestAborted) ?? [];
        await WriteAsync(context, SessionOf(context)?.ReportInitError(payload, ReportedError(context, payload)) ?? RuntimeAnswer.Gone);
    }

    private RuntimeSession? SessionOf(HttpContext context) => sessions.Find((string)context.Request.RouteValues["token"]!);

    // Only types of the platform's own form are known to it; the caller gets the body as it is.
    private static FunctionError ReportedError(HttpContext context, byte[] payload)
    {
        var type = context.Request.Headers[ErrorTypeHeader].ToString();
        return new(ErrorType().IsMatch(type) ? type : type.StartsWith("Function.", StringComparison.Ordinal) ? "Function.Unknown" : "Runtime.Unknown", MessageIn(payload));
    }

    private static string MessageIn(byte[] payload)
    {
        try
        {
            using var document = JsonDocument.Parse(payload);
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("errorMessage", out var message) && message.ValueKind == JsonValueKind.String
                ? message.GetString()!
                : string.Empty;
        }
        catch (JsonException)
        {
            return string.Empty;
        }
    }

    private static async Task WriteAsync(HttpContext context, RuntimeAnswer answer)
    {
        context.Response.StatusCode = answer.StatusCode;
        context.Response.ContentType = "application/json";
        var body = answer.ErrorType is null
            ? Accepted
            : Encoding.UTF8.GetBytes($$"""{"errorMessage":"{{answer.ErrorMessage}}","errorType":"{{answer.ErrorType}}"}""");
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    private static readonly byte[] Accepted = """{"status":"OK"}"""u8.ToArray();

    [GeneratedRegex(@"^(Runtime|Function)\.[A-Z][a-zA-Z]+$")]
    private static partial Regex ErrorType();
}
