using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Adds projects to an application.</summary>
public static class ProjectResourceBuilderExtensions
{
    /// <summary>Adds a project.</summary>
    /// <typeparam name="TProject">Which one: a class that the build has written.</typeparam>
    /// <param name="builder">The application.</param>
    /// <param name="name">What it is called in the application.</param>
    public static IResourceBuilder<ProjectResource> AddProject<TProject>(this IDistributedApplicationBuilder builder, string name)
        where TProject : IProjectMetadata, new() =>
        builder.AddResource(new ProjectResource(name)).WithAnnotation(new ProjectAnnotation(new TProject()));
}
