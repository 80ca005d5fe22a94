namespace Aspire.Hosting.ApplicationModel;

/// <summary>Something that the application is made of.</summary>
public interface IResource
{
    /// <summary>Its name, unique in the application.</summary>
    string Name { get; }

    /// <summary>What is known of it.</summary>
    ResourceAnnotationCollection Annotations { get; }
}

/// <summary>A resource that is given environment variables.</summary>
public interface IResourceWithEnvironment : IResource;

/// <summary>A resource that is given arguments.</summary>
public interface IResourceWithArgs : IResource;

/// <summary>A resource that listens somewhere.</summary>
public interface IResourceWithEndpoints : IResource;

/// <summary>A resource whose start can wait for others.</summary>
public interface IResourceWithWaitSupport : IResource;

/// <summary>A resource that others find by its name.</summary>
public interface IResourceWithServiceDiscovery : IResourceWithEndpoints;
