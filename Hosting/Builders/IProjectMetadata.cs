using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>A project that is part of the application. The build writes one class per project: <c>Projects.Name</c>.</summary>
public interface IProjectMetadata : IResourceAnnotation
{
    /// <summary>The path of its project file.</summary>
    string ProjectPath { get; }
}
