using Aspire.Hosting.ApplicationModel;
using Ensemble.Hosting.Running;

namespace Aspire.Hosting;

/// <summary>An application of several programs, run as child processes on this machine.</summary>
public sealed class DistributedApplication
{
    private readonly IReadOnlyList<IResource> _resources;

    internal DistributedApplication(IReadOnlyList<IResource> resources) => _resources = resources;

    /// <summary>Begins the description of an application.</summary>
    /// <param name="args">The command line. The embedded host takes nothing from it.</param>
    public static IDistributedApplicationBuilder CreateBuilder(string[] args)
    {
        ArgumentNullException.ThrowIfNull(args);
        return new DistributedApplicationBuilder();
    }

    /// <summary>Runs it until it is stopped.</summary>
    public void Run() => RunAsync().GetAwaiter().GetResult();

    /// <summary>
    /// Runs it until it is stopped by Ctrl-C, SIGTERM or <paramref name="cancellationToken"/>. What goes wrong is told on
    /// standard error, and the exit code of this process is then 1.
    /// </summary>
    public Task RunAsync(CancellationToken cancellationToken = default) => ConsoleHost.RunAsync(_resources, cancellationToken);
}
