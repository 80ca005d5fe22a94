namespace Aspire.Hosting.ApplicationModel;

/// <summary>Something that the application is made of.</summary>
/// <param name="name">Its name.</param>
public abstract class Resource(string name) : IResource
{
    /// <inheritdoc/>
    public string Name { get; } = name;

    /// <inheritdoc/>
    public ResourceAnnotationCollection Annotations { get; } = [];
}
