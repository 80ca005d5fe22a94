namespace Aspire.Hosting.ApplicationModel;

/// <summary>One argument: a text or something that gives one at the start.</summary>
internal sealed record ArgumentAnnotation(object Value) : IResourceAnnotation;

/// <summary>One environment variable: a text or something that gives one at the start.</summary>
internal sealed record EnvironmentAnnotation(string Name, object? Value) : IResourceAnnotation;

/// <summary>Every endpoint of another resource is told by environment variables.</summary>
internal sealed record ReferenceAnnotation(IResourceWithServiceDiscovery Source) : IResourceAnnotation;

/// <summary>Another resource must be healthy before this one starts.</summary>
internal sealed record WaitForAnnotation(IResource Dependency) : IResourceAnnotation;

/// <summary>The resource is healthy when GET of a path answers with a status.</summary>
internal sealed record HttpHealthCheckAnnotation(string Path, int StatusCode, string? EndpointName) : IResourceAnnotation;

/// <summary>Which project is run.</summary>
internal sealed record ProjectAnnotation(IProjectMetadata Metadata) : IResourceAnnotation;
