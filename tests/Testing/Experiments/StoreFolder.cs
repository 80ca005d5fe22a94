using Ensemble.Store;

namespace Ensemble.Testing.Experiments;

/// <summary>A folder for a store of experiments, gone when the test is. Compiled into the tests that keep some.</summary>
internal sealed class StoreFolder : IDisposable
{
    /// <summary>The folder.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("store-").FullName;

    /// <summary>The store's file, in a folder that is not there yet.</summary>
    public string File => Path.Combine(Folder, "sub", "experiments.db");

    /// <summary>Opens the store.</summary>
    public Task<ExperimentStore> OpenAsync(CancellationToken cancellationToken) => ExperimentStore.OpenAsync(File, cancellationToken);

    /// <summary>A request that nothing is known of but that it was begun.</summary>
    public static Measurement Request(string experiment, int trial) => new()
    {
        ExperimentId = experiment,
        Trial = trial,
        Kind = "warm",
        Subject = "m",
        Flow = "single",
        Batch = 1,
        Repeat = 0,
        Started = DateTimeOffset.UnixEpoch,
    };

    /// <inheritdoc/>
    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(Folder, recursive: true);
    }
}
