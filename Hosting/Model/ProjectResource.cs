namespace Aspire.Hosting.ApplicationModel;

/// <summary>A .NET project that is run.</summary>
/// <param name="name">Its name.</param>
public sealed class ProjectResource(string name)
    : Resource(name), IResourceWithEnvironment, IResourceWithArgs, IResourceWithServiceDiscovery, IResourceWithWaitSupport;
