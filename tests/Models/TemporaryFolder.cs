namespace Ensemble.Models.Tests;

/// <summary>A new folder that goes away with the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("ensemble-test-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
