using Ensemble.Dashboard.Access;
using Ensemble.Dashboard.Components;
using Ensemble.Dashboard.Downloads;
using Ensemble.Dashboard.Emulators;
using Ensemble.Runner.Service;
using Ensemble.ServiceDefaults;
using Ensemble.Store;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;

namespace Ensemble.Dashboard;

/// <summary>The dashboard as a web server.</summary>
internal static class DashboardServer
{
    private const int LargestMessage = 8 * 1024 * 1024;

    /// <summary>Runs it until it is stopped.</summary>
    public static async Task<int> RunAsync(DashboardSettings settings, CancellationToken cancellationToken)
    {
        // The command line has to know of this task before anybody is told that it runs: else a signal ends it where it stands.
        await Task.Yield();
        try
        {
            await using var app = await BuildAsync(settings, cancellationToken);
            await app.ListenAsync(settings.Urls, cancellationToken);
            Console.WriteLine($"Dashboard at {string.Join(", ", app.Urls)}{(settings.Token is null ? string.Empty : "/?token=… (ENSEMBLE_DASHBOARD_TOKEN)")}");
            await app.WaitForShutdownAsync(cancellationToken);
            return 0;
        }
        catch (Exception exception) when (exception is StoreException or ListenException)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return 1;
        }
    }

    /// <summary>Builds the server.</summary>
    internal static async Task<WebApplication> BuildAsync(DashboardSettings settings, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ApplicationName = "Ensemble.Dashboard", ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseUrls(settings.Urls);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);

        // Files of wwwroot are found where they were built, also outside of development.
        builder.WebHost.UseStaticWebAssets();
        builder.AddServiceDefaults("dashboard");
        builder.Services.AddRazorComponents().AddInteractiveServerComponents()
            .AddHubOptions(hub => hub.MaximumReceiveMessageSize = LargestMessage);
        builder.Services.AddDataProtection().AddKeyManagementOptions(keys => (keys.XmlRepository, keys.XmlEncryptor) = (new KeysInMemory(), new NullXmlEncryptor()));
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(await ExperimentStore.OpenAsync(Path.Combine(settings.DataFolder, ExperimentStore.FileName), cancellationToken));
        builder.Services.AddSingleton(_ => new RunnerClient(Client(settings.Runner)));
        builder.Services.AddSingleton(_ => new LambdaObserver(settings.Lambda is { } lambda ? Client(lambda) : null));
        builder.Services.AddSingleton(_ => new StepFunctionsObserver(settings.StepFunctions is { } stepFunctions ? Client(stepFunctions) : null));
        builder.Services.AddSingleton(_ => new TraceObserver([.. new[] { settings.Runner, settings.Lambda, settings.StepFunctions }.OfType<Uri>().Select(Client)]));
        builder.Services.AddSingleton<FunctionsSampler>();
        builder.Services.AddHostedService(services => services.GetRequiredService<FunctionsSampler>());

        var app = builder.Build();
        app.MapDefaultEndpoints();
        if (settings.Token is { } token)
        {
            app.UseMiddleware<TokenGate>(token);
        }

        app.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
        app.UseAntiforgery();
        app.MapStaticAssets();
        app.MapDownloads();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode();
        return app;
    }

    private static HttpClient Client(Uri address) => new(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri(address, "/"), Timeout = TimeSpan.FromMinutes(6) };
}
