using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Ensemble.Host.Tests.Runtime;

/// <summary>The platform's side of the Runtime API, over real HTTP: hands out events and keeps what comes back.</summary>
internal sealed class RuntimeApiDouble : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Channel<(string Id, string Payload, TimeSpan Left, string Trace)> _events = Channel.CreateUnbounded<(string, string, TimeSpan, string)>();

    private RuntimeApiDouble(WebApplication app) => _app = app;

    /// <summary>Host, port and a prefix, as in <c>AWS_LAMBDA_RUNTIME_API</c>.</summary>
    public string Address => $"{new Uri(_app.Urls.First()).Authority}/some/prefix";

    public Channel<Call> Calls { get; } = Channel.CreateUnbounded<Call>();

    /// <summary>What the next calls are answered with, instead of 202.</summary>
    public ConcurrentQueue<int> Statuses { get; } = [];

    public static async Task<RuntimeApiDouble> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = null);
        var app = builder.Build();
        var api = new RuntimeApiDouble(app);
        const string prefix = "/some/prefix/2018-06-01/runtime";
        app.MapGet(prefix + "/invocation/next", api.NextAsync);
        app.MapPost(prefix + "/invocation/{id}/{kind}", api.TakeAsync);
        app.MapPost(prefix + "/init/error", api.TakeAsync);
        await app.StartAsync();
        return api;
    }

    public void Send(string payload, string id = "id-1", TimeSpan? left = null, string trace = "Root=1-0-0") =>
        _events.Writer.TryWrite((id, payload, left ?? TimeSpan.FromMinutes(1), trace));

    public async Task<Call> CallAsync() => await Calls.Reader.ReadAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        _events.Writer.TryComplete();
        await _app.DisposeAsync();
    }

    private async Task NextAsync(HttpContext context)
    {
        if (!await _events.Reader.WaitToReadAsync(context.RequestAborted))
        {
            context.Response.StatusCode = 500;
            return;
        }

        var (id, payload, left, trace) = await _events.Reader.ReadAsync(context.RequestAborted);
        var headers = context.Response.Headers;
        headers["lambda-runtime-aws-request-id"] = id;
        headers["Lambda-Runtime-Deadline-Ms"] = (TimeProvider.System.GetUtcNow() + left).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        headers["Lambda-Runtime-Invoked-Function-Arn"] = "arn:aws:lambda:us-east-1:000000000000:function:f";
        headers["Lambda-Runtime-Trace-Id"] = trace;
        await context.Response.WriteAsync(payload, context.RequestAborted);
    }

    private async Task TakeAsync(HttpContext context)
    {
        using var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer);
        string? Trailer(string name) => context.Request.SupportsTrailers() && context.Request.CheckTrailersAvailable() ? context.Request.GetTrailer(name).FirstOrDefault() : null;
        context.Response.StatusCode = Statuses.TryDequeue(out var status) ? status : 202;
        Calls.Writer.TryWrite(new(
            context.Request.RouteValues["kind"] as string ?? "init",
            context.Request.RouteValues["id"] as string,
            Encoding.UTF8.GetString(buffer.ToArray()),
            context.Request.Headers["Lambda-Runtime-Function-Error-Type"].FirstOrDefault() ?? Trailer("Lambda-Runtime-Function-Error-Type"),
            context.Request.Headers["Lambda-Runtime-Function-Response-Mode"].FirstOrDefault(),
            Trailer("Lambda-Runtime-Function-Error-Body")));
    }

    internal sealed record Call(string Kind, string? Id, string Body, string? ErrorType, string? Mode, string? TrailingError);
}
