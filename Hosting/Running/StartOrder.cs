using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace Ensemble.Hosting.Running;

/// <summary>The order in which resources start: each after those that it waits for, else as described.</summary>
internal static class StartOrder
{
    /// <summary>The names of the projects that a resource waits for.</summary>
    public static IEnumerable<IResource> Dependencies(IResource resource) =>
        resource.Annotations.OfType<WaitForAnnotation>().Select(wait => wait.Dependency).Distinct();

    /// <summary>Sorts resources.</summary>
    /// <exception cref="DistributedApplicationException">Some wait for each other.</exception>
    public static IReadOnlyList<IResource> Of(IEnumerable<IResource> resources)
    {
        var sorted = new List<IResource>();
        foreach (var resource in resources)
        {
            Add(resource, [], sorted);
        }

        return sorted;
    }

    private static void Add(IResource resource, List<IResource> waiting, List<IResource> sorted)
    {
        if (sorted.Contains(resource))
        {
            return;
        }

        if (waiting.Contains(resource))
        {
            var circle = waiting.Skip(waiting.IndexOf(resource)).Append(resource).Select(member => member.Name);
            throw new DistributedApplicationException($"These wait for each other, so none can start: {string.Join(" → ", circle)}.");
        }

        foreach (var dependency in Dependencies(resource))
        {
            Add(dependency, [.. waiting, resource], sorted);
        }

        sorted.Add(resource);
    }
}
