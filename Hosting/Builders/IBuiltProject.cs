using Aspire.Hosting;

namespace Ensemble.Hosting;

/// <summary>A project of which the build has said where its output is. Only the embedded host asks for it.</summary>
public interface IBuiltProject : IProjectMetadata
{
    /// <summary>The path of the built assembly.</summary>
    string TargetPath { get; }
}
