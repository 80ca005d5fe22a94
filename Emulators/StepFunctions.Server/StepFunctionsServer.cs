using Ensemble.ServiceDefaults;
using Ensemble.StepFunctions.Execution;
using Ensemble.StepFunctions.Language.Parsing;
using Ensemble.StepFunctions.Server.Integrations;
using Ensemble.StepFunctions.Tasks;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Ensemble.StepFunctions.Server;

/// <summary>The emulator as a server.</summary>
internal sealed class StepFunctionsServer : IAsyncDisposable
{
    // A definition is the largest field, and escaping makes it larger.
    private const long LargestBody = 8L * DefinitionParser.MaxBytes;

    private readonly WebApplication _app;
    private readonly List<IDisposable> _owned;

    private StepFunctionsServer(WebApplication app, StepFunctionsEmulator emulator, List<IDisposable> owned)
    {
        _app = app;
        _owned = owned;
        Emulator = emulator;
    }

    /// <summary>The emulator behind it.</summary>
    public StepFunctionsEmulator Emulator { get; }

    /// <summary>Where it listens, e.g. <c>http://127.0.0.1:8083</c>.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>Starts a server; it is ready when this returns.</summary>
    /// <exception cref="ServerStartException">It cannot be started as asked.</exception>
    /// <exception cref="ListenException">It cannot listen where it was told to.</exception>
    public static async Task<StepFunctionsServer> StartAsync(ServerSettings settings, TimeProvider time, CancellationToken cancellationToken)
    {
        var owned = new List<IDisposable>();
        var objects = Objects(settings, owned);
        var integrations = new List<ITaskIntegration>();
        if (objects is not null)
        {
            integrations.Add(new S3Integration(objects));
        }

        var lambda = new LambdaIntegration(settings.LambdaEndpoint);
        owned.Add(lambda);
        integrations.Add(lambda);
        var emulator = await StepFunctionsEmulator.StartAsync(new()
        {
            DataFolder = settings.DataFolder,
            Region = settings.Region,
            Seed = settings.Seed,
            Latency = settings.HasLatency ? new TransitionLatency(settings.Seed, time) : null,
            Integrations = integrations,
            Objects = objects,
            Time = time,
        });
        var server = new StepFunctionsServer(Build(settings.Urls, emulator), emulator, owned);
        try
        {
            await server.ListenAsync(settings.Urls, cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Returns when the host is told to stop, e.g. by Ctrl-C.</summary>
    public async Task WaitForShutdownAsync(CancellationToken cancellationToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _app.Lifetime.ApplicationStopping);
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = stopping.Token.Register(stopped.SetResult);
        await stopped.Task;
    }

    /// <summary>Stops listening, ends what runs, and closes the store.</summary>
    public async ValueTask DisposeAsync()
    {
        await Emulator.DisposeAsync();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        foreach (var one in _owned)
        {
            one.Dispose();
        }
    }

    private static IObjects? Objects(ServerSettings settings, List<IDisposable> owned)
    {
        if (settings.ObjectFolder is { } folder)
        {
            return settings.S3Endpoint is null
                ? Directory.Exists(folder) ? new FolderObjects(folder) : throw new ServerStartException($"The folder '{folder}' of --objects does not exist.")
                : throw new ServerStartException("Only one of --objects and --s3-endpoint may be given.");
        }

        if (settings.S3Endpoint is not { } endpoint)
        {
            return null;
        }

        var s3 = new S3Objects(endpoint, settings.Region);
        owned.Add(s3);
        return s3;
    }

    private static WebApplication Build(string urls, StepFunctionsEmulator emulator)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ApplicationName = "Ensemble.StepFunctions.Server" });
        builder.WebHost.UseUrls(urls);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestBody;
        });
        builder.AddServiceDefaults("stepfunctions-emulator");
        var app = builder.Build();
        app.MapDefaultEndpoints();
        new ObservationEndpoints(emulator).Map(app);
        app.MapPost("/", new ApiEndpoint(emulator).HandleAsync);
        return app;
    }

    private async Task ListenAsync(string urls, CancellationToken cancellationToken)
    {
        await _app.ListenAsync(urls, cancellationToken);
        var addresses = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        Address = new(addresses.First().Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal).Replace("[::]", "127.0.0.1", StringComparison.Ordinal));
    }
}
