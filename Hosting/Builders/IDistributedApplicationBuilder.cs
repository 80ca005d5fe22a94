using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Describes an application.</summary>
public interface IDistributedApplicationBuilder
{
    /// <summary>What it is made of, in the order in which it was said.</summary>
    IReadOnlyList<IResource> Resources { get; }

    /// <summary>Adds a resource.</summary>
    /// <exception cref="DistributedApplicationException">There is one with this name.</exception>
    IResourceBuilder<T> AddResource<T>(T resource)
        where T : IResource;

    /// <summary>The application as described.</summary>
    DistributedApplication Build();
}
