namespace Ensemble.Benchmarks;

/// <summary>A temporary folder; deleted at the end.</summary>
internal sealed class BenchmarkFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("ensemble-benchmark-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
