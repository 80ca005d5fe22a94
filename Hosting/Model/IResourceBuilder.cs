namespace Aspire.Hosting.ApplicationModel;

/// <summary>Describes one resource of an application.</summary>
/// <typeparam name="T">The kind of resource.</typeparam>
public interface IResourceBuilder<out T>
    where T : IResource
{
    /// <summary>The resource.</summary>
    T Resource { get; }

    /// <summary>The application that it is part of.</summary>
    IDistributedApplicationBuilder ApplicationBuilder { get; }

    /// <summary>Adds something that is known of it.</summary>
    IResourceBuilder<T> WithAnnotation<TAnnotation>(TAnnotation annotation)
        where TAnnotation : IResourceAnnotation;
}
