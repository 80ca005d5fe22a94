using System.Diagnostics;

namespace Ensemble.AppHost;

/// <summary>One experiment as a child of its own beside the platform; the platform ends with it.</summary>
internal static class ExperimentRun
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Runs the platform until the experiment has ended; the exit code of this process is then the experiment's.</summary>
    /// <param name="application">The platform.</param>
    /// <param name="arguments">What <c>ensemble run</c> is told beside where the emulators are.</param>
    /// <param name="endpoints">Where they are: texts, and addresses that are known once the platform has started.</param>
    public static async Task RunAsync(DistributedApplication application, IEnumerable<string> arguments, object[] endpoints)
    {
        using var stop = new CancellationTokenSource();
        var platform = application.RunAsync(stop.Token);
        var experiment = ExperimentAsync(arguments, endpoints, stop.Token);
        await Task.WhenAny(platform, experiment);
        await stop.CancelAsync();
        await platform;
        var code = await experiment;
        Environment.ExitCode = Environment.ExitCode == 0 ? code : Environment.ExitCode;
    }

    private static async Task<int> ExperimentAsync(IEnumerable<string> arguments, object[] endpoints, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var endpoint in endpoints.OfType<EndpointReference>())
            {
                await HealthyAsync(endpoint, cancellationToken);
            }

            using var experiment = Process.Start(new ProcessStartInfo(
                Program(), ["run", .. arguments, .. endpoints.Select(one => one is EndpointReference endpoint ? endpoint.Url : (string)one)]))!;
            try
            {
                await experiment.WaitForExitAsync(cancellationToken);
                return experiment.ExitCode;
            }
            finally
            {
                if (!experiment.HasExited)
                {
                    experiment.Kill(entireProcessTree: true);
                }
            }
        }
        catch (OperationCanceledException)
        {
            return 1;
        }
    }

    private static async Task HealthyAsync(EndpointReference endpoint, CancellationToken cancellationToken)
    {
        using var client = new HttpClient();
        while (true)
        {
            try
            {
                if (endpoint.IsAllocated && (await client.GetAsync(new Uri(new Uri(endpoint.Url), "health"), cancellationToken)).IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not yet.
            }

            await Task.Delay(Pause, TimeProvider.System, cancellationToken);
        }
    }

    // Beside this program in the folder of all outputs.
    private static string Program() => Path.GetFullPath(Path.Combine(
        AppContext.BaseDirectory, "..", "..", "Cli", new DirectoryInfo(AppContext.BaseDirectory).Name, OperatingSystem.IsWindows() ? "ensemble.exe" : "ensemble"));
}
