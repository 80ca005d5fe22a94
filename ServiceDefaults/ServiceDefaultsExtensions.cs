using System.Net.Sockets;
using Ensemble.ServiceDefaults.Tracing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Ensemble.ServiceDefaults;

/// <summary>
/// What every host has: telemetry, a health endpoint, a bounded shutdown, a quiet console. No call is retried and none has a
/// timeout that its caller did not ask for: what is measured must not be mended on the way.
/// </summary>
public static class ServiceDefaultsExtensions
{
    private const string ExporterVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Adds the defaults. Traces, metrics and logs are exported over OTLP where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set;
    /// the latest traces are kept in any case.
    /// </summary>
    /// <param name="builder">The host's builder.</param>
    /// <param name="serviceName">What the host is called in telemetry.</param>
    public static TBuilder AddServiceDefaults<TBuilder>(this TBuilder builder, string serviceName)
        where TBuilder : IHostApplicationBuilder
    {
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = ShutdownTimeout);
        builder.Services.AddSingleton(_ => new TraceStore(serviceName));
        builder.Logging.ClearProviders();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
        if (!string.IsNullOrWhiteSpace(builder.Configuration[ExporterVariable]))
        {
            builder.Logging.AddOpenTelemetry(logging => logging.IncludeScopes = true);
            builder.Services.AddOpenTelemetry()
                .ConfigureResource(resource => resource.AddService(serviceName))
                .WithMetrics(metrics => metrics.AddAspNetCoreInstrumentation().AddHttpClientInstrumentation().AddRuntimeInstrumentation())
                .WithTracing(tracing => tracing.AddSource($"{TraceStore.Sources}*").AddAspNetCoreInstrumentation().AddHttpClientInstrumentation())
                .UseOtlpExporter();
        }

        return builder;
    }

    /// <summary>Starts a host.</summary>
    /// <param name="app">The host.</param>
    /// <param name="urls">Where it is to listen.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ListenException">It cannot listen there.</exception>
    public static async Task ListenAsync(this WebApplication app, string urls, CancellationToken cancellationToken)
    {
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (IOException exception) when (exception.InnerException is AddressInUseException)
        {
            throw new ListenException($"{urls} is in use by another program. Stop it, or choose another port with --urls.", exception);
        }
        catch (Exception exception) when (exception is SocketException or FormatException)
        {
            throw new ListenException($"Nobody can listen at {urls}: {exception.Message} Choose another address with --urls, such as http://127.0.0.1:0.", exception);
        }
    }

    /// <summary>Exports the traces of a program that is no host, until this is disposed of; null: nobody asked for it.</summary>
    /// <param name="serviceName">What the program is called in telemetry.</param>
    public static IDisposable? ExportTraces(string serviceName) => string.IsNullOrWhiteSpace(Environment.GetEnvironmentVariable(ExporterVariable)) ? null
        : Sdk.CreateTracerProviderBuilder().ConfigureResource(resource => resource.AddService(serviceName)).AddSource($"{TraceStore.Sources}*").AddOtlpExporter().Build();

    /// <summary>
    /// Maps <c>GET /health</c>, 200 while the host runs and 503 before and after, and <c>GET /traces/{id}</c>, what the host did in a
    /// trace of late.
    /// </summary>
    public static IEndpointRouteBuilder MapDefaultEndpoints(this IEndpointRouteBuilder routes)
    {
        var lifetime = routes.ServiceProvider.GetRequiredService<IHostApplicationLifetime>();
        routes.MapGet("/health", async context =>
        {
            var isHealthy = lifetime.ApplicationStarted.IsCancellationRequested && !lifetime.ApplicationStopping.IsCancellationRequested;
            context.Response.StatusCode = isHealthy ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync($$"""{"status":"{{(isHealthy ? "Healthy" : "Unhealthy")}}"}""", context.RequestAborted);
        });
        var traces = routes.ServiceProvider.GetRequiredService<TraceStore>();
        routes.MapGet("/traces/{id}", context => context.Response.WriteAsJsonAsync(traces.Find((string)context.Request.RouteValues["id"]!), context.RequestAborted));
        return routes;
    }
}
