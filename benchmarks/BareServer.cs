using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Ensemble.Benchmarks;

/// <summary>The divisor: a minimal ASP.NET server that answers with the body it gets.</summary>
internal static class BareServer
{
    public const string Command = "bare-server";

    public static int Run(IReadOnlyList<string> arguments)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(arguments[0]);
        var app = builder.Build();
        app.MapPost("/echo", async context =>
        {
            var body = new byte[(int)context.Request.ContentLength!];
            await context.Request.Body.ReadExactlyAsync(body, context.RequestAborted);
            context.Response.ContentLength = body.Length;
            context.Response.ContentType = "application/json";
            await context.Response.Body.WriteAsync(body, context.RequestAborted);
        });
        app.MapGet("/health", () => "Healthy");
        app.Run();
        return 0;
    }
}
