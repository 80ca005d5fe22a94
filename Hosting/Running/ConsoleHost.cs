using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Ensemble.Hosting.Ports;
using Ensemble.Hosting.Processes;

namespace Ensemble.Hosting.Running;

/// <summary>The host as a program in a terminal.</summary>
internal static class ConsoleHost
{
    /// <summary>Runs an application until it is stopped; sets the exit code of this process to 1 when it cannot run.</summary>
    public static async Task RunAsync(IReadOnlyList<IResource> resources, CancellationToken cancellationToken)
    {
        var output = HostOutput.ToConsole(resources.OfType<ProjectResource>().Select(resource => resource.Name));
        using var signals = new StopSignals(TimeProvider.System, cancellationToken);
        using var probe = new HealthProbe();
        using var ports = new SystemPorts();
        try
        {
            var services = await ServicePlan.CreateAsync(resources, new(ports, output.Notice), cancellationToken);
            var parts = new HostParts(new ProcessLauncher(), probe, output, TimeProvider.System);
            await new ApplicationRunner(services, parts).RunAsync(signals.Stop, signals.Hurry);
        }
        catch (DistributedApplicationException exception)
        {
            output.Notice(exception.Message);
            Environment.ExitCode = 1;
        }
    }
}
