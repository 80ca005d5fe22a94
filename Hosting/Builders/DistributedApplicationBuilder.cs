using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Gathers the resources of an application.</summary>
internal sealed class DistributedApplicationBuilder : IDistributedApplicationBuilder
{
    private readonly List<IResource> _resources = [];

    public IReadOnlyList<IResource> Resources => _resources;

    public IResourceBuilder<T> AddResource<T>(T resource)
        where T : IResource
    {
        // Names are used in environment variables and messages, where case does not tell them apart.
        if (_resources.Any(other => string.Equals(other.Name, resource.Name, StringComparison.OrdinalIgnoreCase)))
        {
            throw new DistributedApplicationException($"There are two resources named '{resource.Name}'.");
        }

        _resources.Add(resource);
        return new ResourceBuilder<T>(resource, this);
    }

    public DistributedApplication Build() => new([.. _resources]);

    private sealed class ResourceBuilder<T>(T resource, IDistributedApplicationBuilder application) : IResourceBuilder<T>
        where T : IResource
    {
        public T Resource => resource;

        public IDistributedApplicationBuilder ApplicationBuilder => application;

        public IResourceBuilder<T> WithAnnotation<TAnnotation>(TAnnotation annotation)
            where TAnnotation : IResourceAnnotation
        {
            resource.Annotations.Add(annotation);
            return this;
        }
    }
}
