using Ensemble.Lambda.Asynchronous;
using Ensemble.Lambda.Functions;
using Ensemble.Lambda.Isolation;
using Ensemble.Lambda.Server.Invoke;
using Ensemble.Lambda.Server.Management;
using Ensemble.Lambda.Server.Observation;
using Ensemble.Lambda.Server.Runtime;
using Ensemble.ServiceDefaults;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Ensemble.Lambda.Server;

/// <summary>The emulator as a server: the Invoke API and the functions API for callers, the Runtime API for workers.</summary>
internal sealed class LambdaServer : IAsyncDisposable
{
    // Code packages are the largest bodies, and base64 makes them larger.
    private const long LargestBody = 128L * 1024 * 1024;

    private readonly WebApplication _app;
    private readonly RunFolder _run;
    private readonly IIsolation _isolation;
    private readonly AsynchronousInvoker _asynchronous;
    private readonly XRayDaemon _traces = new();

    private LambdaServer(WebApplication app, RunFolder run, IIsolation isolation, LambdaEmulator emulator, AsynchronousInvoker asynchronous)
    {
        _app = app;
        _run = run;
        _isolation = isolation;
        _asynchronous = asynchronous;
        Emulator = emulator;
        Emulator.TraceDaemon = _traces.Address;
    }

    /// <summary>The emulator behind it.</summary>
    public LambdaEmulator Emulator { get; }

    /// <summary>Where it listens, e.g. <c>http://127.0.0.1:9001</c>.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>How many processes that an earlier run had left were ended at the start.</summary>
    public int Cleaned => _run.Killed;

    /// <summary>Starts a server; it is ready when this returns.</summary>
    /// <exception cref="ListenException">It cannot listen where it was told to.</exception>
    public static async Task<LambdaServer> StartAsync(ServerSettings settings, TimeProvider time, CancellationToken cancellationToken)
    {
        var run = RunFolder.Create();
        var isolation = await Isolations.CreateAsync(settings.CpuControl, run, time);
        var ids = new Ids(settings.Seed);
        var functions = new FunctionRegistry(settings.Functions?.Account ?? new AccountSettings(), ids, settings.Seed, time);
        var emulator = new LambdaEmulator(functions, isolation, settings.Functions?.Options ?? settings.Options, ids, time);
        var asynchronous = new AsynchronousInvoker(emulator, settings.Seed, time);
        var server = new LambdaServer(Build(settings.Urls, emulator, asynchronous, run, ids), run, isolation, emulator, asynchronous);
        try
        {
            await server.StartAsync(settings, cancellationToken);
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

    /// <summary>Ends every worker, which ends the requests that they wait in, and stops listening.</summary>
    public async ValueTask DisposeAsync()
    {
        await _asynchronous.DisposeAsync();
        await Emulator.DisposeAsync();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        await _isolation.DisposeAsync();
        await _run.DisposeAsync();
        await _traces.DisposeAsync();
    }

    private static WebApplication Build(string urls, LambdaEmulator emulator, AsynchronousInvoker asynchronous, RunFolder run, Ids ids)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ApplicationName = "Ensemble.Lambda.Server" });
        builder.WebHost.UseUrls(urls);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestBody;

            // A worker that is frozen or short of CPU is slow on purpose.
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
        });
        builder.AddServiceDefaults("lambda-emulator");
        var app = builder.Build();
        app.MapDefaultEndpoints();
        new InvokeEndpoints(emulator, asynchronous).Map(app);
        new RuntimeEndpoints(emulator.Sessions).Map(app);
        new ObservationEndpoints(emulator, asynchronous).Map(app);
        new FunctionEndpoints(emulator.Functions, run, ids).Map(app);
        new AliasEndpoints(emulator.Functions, ids).Map(app);
        new ConcurrencyEndpoints(emulator, ids).Map(app);
        new EventInvokeEndpoints(emulator.Functions, ids).Map(app);
        new TagEndpoints(emulator.Functions, ids).Map(app);
        return app;
    }

    private async Task StartAsync(ServerSettings settings, CancellationToken cancellationToken)
    {
        await _app.ListenAsync(settings.Urls, cancellationToken);
        var addresses = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        Address = new(addresses.First().Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal).Replace("[::]", "127.0.0.1", StringComparison.Ordinal));
        Emulator.RuntimeApi = Address.Authority;
        settings.Functions?.Register(Emulator.Functions);
    }
}
