using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Ensemble.StepFunctions.Server.Tests;

/// <summary>Functions behind the Invoke API of Lambda: each name answers in a way of its own.</summary>
internal sealed class Functions : IAsyncDisposable
{
    private WebApplication _app = null!;

    /// <summary>Where they are.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>The headers of the last invocation.</summary>
    public Dictionary<string, string> LastHeaders { get; private set; } = [];

    public async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapPost("/2015-03-31/functions/{name}/invocations", AnswerAsync);
        await _app.StartAsync();
        Address = new(_app.Urls.First());
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        LastHeaders = context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        var name = WebUtility.UrlDecode(context.Request.RouteValues["name"]!.ToString()!).Split(':')[^1];
        context.Response.Headers["x-amzn-RequestId"] = "request-1";
        context.Response.Headers["X-Amz-Executed-Version"] = "$LATEST";
        switch (name)
        {
            case "echo":
                await context.Response.WriteAsync(body, context.RequestAborted);
                break;
            case "spaced":
                await context.Response.WriteAsync("[1, 2]", context.RequestAborted);
                break;
            case "throws":
                context.Response.Headers["X-Amz-Function-Error"] = "Unhandled";
                await context.Response.WriteAsync("""{"errorMessage":"no","errorType":"MyError"}""", context.RequestAborted);
                break;
            case "dies":
                context.Response.Headers["X-Amz-Function-Error"] = "Unhandled";
                await context.Response.WriteAsync("""{"errorMessage":"Task timed out after 3.00 seconds"}""", context.RequestAborted);
                break;
            case "busy":
                context.Response.StatusCode = 429;
                context.Response.Headers["x-amzn-ErrorType"] = "TooManyRequestsException";
                await context.Response.WriteAsync("""{"Reason":"ReservedFunctionConcurrentInvocationLimitExceeded","Type":"User","message":"Rate Exceeded."}""", context.RequestAborted);
                break;
            case "large":
                await context.Response.WriteAsync($"\"{new string('x', 262_143)}\"", context.RequestAborted);
                break;
            case "slow":
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
                break;
            default:
                context.Response.StatusCode = 404;
                context.Response.Headers["x-amzn-ErrorType"] = "ResourceNotFoundException";
                await context.Response.WriteAsync($$"""{"Type":"User","Message":"Function not found: {{name}}"}""", context.RequestAborted);
                break;
        }
    }
}
