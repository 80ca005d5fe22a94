using Ensemble.Models.Catalog;
using Ensemble.Models.Inference;

namespace Ensemble.Benchmarks;

/// <summary>A model of the catalog in a folder of its own, with a cache folder beside it; deleted at the end.</summary>
internal sealed class BenchmarkModel : IDisposable
{
    private readonly BenchmarkFolder _folder = new();

    public BenchmarkModel(string name)
    {
        var entry = new ModelCatalog(_folder.Path).Open(name);
        Name = name;
        Path = entry.Path;
        Sha256 = entry.Manifest.Sha256;
        Shape = new(entry.Manifest.Input.Height, entry.Manifest.Input.Width, entry.Manifest.Classes);
    }

    public string Name { get; }

    public string Path { get; }

    /// <summary>The file's hash, which the catalog has checked.</summary>
    public string Sha256 { get; }

    public ClassifierShape Shape { get; }

    public string CacheFolder => System.IO.Path.Combine(_folder.Path, "cache");

    /// <summary>A classifier whose optimised graph is cached, with the micro-batch given or measured now.</summary>
    public Classifier Open(int threads, int? microBatch) =>
        new(Path, Shape, new() { Threads = threads, MicroBatch = microBatch, CacheFolder = CacheFolder, ModelId = Sha256 });

    public void Dispose() => _folder.Dispose();
}
