using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace Ensemble.Hosting.Ports;

/// <summary>Gives every endpoint a port.</summary>
/// <param name="ports">The ports of this machine.</param>
/// <param name="notice">Told when an endpoint does not get the port it would have.</param>
internal sealed class PortAllocator(IPorts ports, Action<string> notice)
{
    private const int FirstOfMany = 20000;
    private const int Last = 65535;

    private readonly Dictionary<int, string> _given = [];

    /// <summary>Gives every endpoint a port: first those that were asked for, so that the others keep out of their way.</summary>
    /// <exception cref="DistributedApplicationException">A port that was asked for is taken.</exception>
    public void Allocate(IEnumerable<IResource> resources)
    {
        var endpoints = resources
            .SelectMany(resource => resource.Annotations.OfType<EndpointAnnotation>().Select(endpoint => (resource.Name, Endpoint: endpoint)))
            .ToList();
        foreach (var (name, endpoint) in endpoints.OrderBy(endpoint => endpoint.Endpoint.Port is null))
        {
            var port = endpoint.Port is { } asked ? Asked(name, asked) : Preferred(name, endpoint.TargetPort);
            _given.Add(port, name);
            endpoint.Allocated = port;
        }
    }

    private int Asked(string name, int port) => TakeOrHolder(port) is { } holder
        ? throw new DistributedApplicationException($"Port {port}, which was asked for {name}, is held by {holder}. Stop that program, or ask for another port.")
        : port;

    private int Preferred(string name, int? preferred)
    {
        var first = preferred ?? FirstOfMany;
        var port = first;
        string? holderOfFirst = null;
        while (TakeOrHolder(port) is { } holder)
        {
            holderOfFirst ??= holder;
            port = port < Last ? port + 1 : throw new DistributedApplicationException($"No port from {first} on is free for {name}.");
        }

        if (preferred is not null && port != first)
        {
            notice($"Port {first} is held by {holderOfFirst}; {name} uses {port}.");
        }

        return port;
    }

    // Null: it is now ours.
    private string? TakeOrHolder(int port) =>
        _given.TryGetValue(port, out var name) ? name
        : ports.TryReserve(port) ? null
        : ports.Holder(port) ?? "another program";
}
