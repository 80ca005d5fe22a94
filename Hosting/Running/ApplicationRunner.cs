using Aspire.Hosting;

namespace Ensemble.Hosting.Running;

/// <summary>Runs all services together.</summary>
/// <param name="services">The services, each after those that it depends on.</param>
/// <param name="parts">What the host reaches the world with.</param>
internal sealed class ApplicationRunner(IReadOnlyList<Service> services, HostParts parts)
{
    /// <summary>Starts everything in order, and stops it in the reverse order when told to or when one of them cannot run.</summary>
    /// <param name="stop">Stops.</param>
    /// <param name="hurry">Stops at once.</param>
    /// <exception cref="DistributedApplicationException">A service cannot be made to run.</exception>
    public async Task RunAsync(CancellationToken stop, CancellationToken hurry)
    {
        var started = parts.Time.GetTimestamp();
        var supervisors = services.ToDictionary(service => service.Name, service => new Supervisor(service, parts), StringComparer.Ordinal);
        foreach (var service in services)
        {
            supervisors[service.Name].Start(service.Dependencies.Select(name => supervisors[name]));
        }

        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = stop.Register(() => stopped.TrySetResult());
        var healthy = Task.WhenAll(supervisors.Values.Select(supervisor => supervisor.Healthy));
        var ending = Task.WhenAny(supervisors.Values.Select(supervisor => supervisor.Completion).Append(stopped.Task));
        if (await Task.WhenAny(healthy, ending) == healthy)
        {
            parts.Output.Table(services, parts.Time.GetElapsedTime(started));
        }

        var first = await ending;
        parts.Output.Notice("Stopping.");
        foreach (var service in services.Reverse())
        {
            await supervisors[service.Name].StopAsync(hurry);
            supervisors[service.Name].Dispose();
        }

        await first;
    }
}
