using System.Globalization;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>The address of a resource, which is known when the application starts.</summary>
public sealed class EndpointReference : IValueProvider
{
    internal EndpointReference(IResourceWithEndpoints resource, string endpointName)
    {
        Resource = resource;
        EndpointName = endpointName;
    }

    /// <summary>Whose address it is.</summary>
    public IResourceWithEndpoints Resource { get; }

    /// <summary>Which of its endpoints.</summary>
    public string EndpointName { get; }

    /// <summary>Whether the port is known.</summary>
    public bool IsAllocated => Annotation?.Allocated is not null;

    /// <summary>The port.</summary>
    public int Port => Annotation is null
        ? throw new DistributedApplicationException($"{Resource.Name} has no endpoint named '{EndpointName}'.")
        : Annotation.Allocated ?? throw new InvalidOperationException($"The port of {Resource.Name} is not known before the application starts.");

    /// <summary>The address, e.g. <c>http://127.0.0.1:9001</c>: in digits, so that no caller spends time on a name.</summary>
    public string Url => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Port}");

    private EndpointAnnotation? Annotation =>
        Resource.Annotations.OfType<EndpointAnnotation>().FirstOrDefault(endpoint => endpoint.Name == EndpointName);

    /// <inheritdoc/>
    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) => ValueTask.FromResult<string?>(Url);
}
