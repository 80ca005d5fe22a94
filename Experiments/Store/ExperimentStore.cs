using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Ensemble.Store;

/// <summary>
/// The record of experiments in one SQLite file: whatever a method has returned from is committed, and survives the end of the
/// process, however it comes. Others may read while one process writes.
/// </summary>
public sealed class ExperimentStore
{
    /// <summary>The file of a data folder's store.</summary>
    public const string FileName = "experiments.db";

    private const int ClaimAttempts = 10;
    private static readonly TimeSpan ClaimPause = TimeSpan.FromMilliseconds(10);

    private readonly DbContextOptions<StoreContext> _options;
    private readonly string _claims;

    private ExperimentStore(DbContextOptions<StoreContext> options, string claims)
    {
        _options = options;
        _claims = claims;
    }

    /// <summary>Opens a store, and makes it if there is none; one of an older version is brought up to date.</summary>
    /// <exception cref="StoreException">The file is none, or cannot be opened.</exception>
    public static async Task<ExperimentStore> OpenAsync(string file, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        var connection = new SqliteConnectionStringBuilder { DataSource = file, ForeignKeys = true, DefaultTimeout = 30 };
        var store = new ExperimentStore(new DbContextOptionsBuilder<StoreContext>().UseSqlite(connection.ToString()).Options, Path.Combine(Path.GetDirectoryName(Path.GetFullPath(file))!, "claims"));
        try
        {
            await using var context = store.Context();
            await context.Database.ExecuteSqlRawAsync("PRAGMA journal_mode = WAL", cancellationToken);
            await context.Database.MigrateAsync(cancellationToken);
            return store;
        }
        catch (SqliteException exception)
        {
            throw new StoreException($"{file} cannot be opened as a store of experiments: {exception.Message}", exception);
        }
    }

    /// <summary>Records a new experiment.</summary>
    public async Task AddAsync(Experiment experiment, CancellationToken cancellationToken)
    {
        await using var context = Context();
        context.Add(experiment);
        await context.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Records what has changed of an experiment.</summary>
    public async Task UpdateAsync(Experiment experiment, CancellationToken cancellationToken)
    {
        await using var context = Context();
        context.Update(experiment);
        await context.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Records a request; one of the same trial that failed before is replaced.</summary>
    public async Task PutAsync(Measurement measurement, CancellationToken cancellationToken)
    {
        await using var context = Context();
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await context.Measurements.Where(one => one.ExperimentId == measurement.ExperimentId && one.Trial == measurement.Trial).ExecuteDeleteAsync(cancellationToken);
        context.Add(measurement);
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Records the predictions of an experiment with what they come to; those before are replaced.</summary>
    public async Task PutAsync(Experiment experiment, IReadOnlyList<PredictionSet> predictions, CancellationToken cancellationToken)
    {
        await using var context = Context();
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await context.Predictions.Where(one => one.ExperimentId == experiment.Id).ExecuteDeleteAsync(cancellationToken);
        context.AddRange(predictions);
        context.Update(experiment);
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Records that something happened to an experiment.</summary>
    public async Task NoteAsync(ProgressEvent progress, CancellationToken cancellationToken)
    {
        await using var context = Context();
        context.Add(progress);
        await context.SaveChangesAsync(cancellationToken);
    }

    /// <summary>What happened to an experiment, the first first.</summary>
    public async Task<IReadOnlyList<ProgressEvent>> EventsAsync(string experimentId, CancellationToken cancellationToken)
    {
        await using var context = Context();
        return await context.Events.AsNoTracking().Where(one => one.ExperimentId == experimentId).OrderBy(one => one.Number).ToListAsync(cancellationToken);
    }

    /// <summary>An experiment by its id, or by the beginning of it if no other begins so; null: there is none.</summary>
    public async Task<Experiment?> FindAsync(string id, CancellationToken cancellationToken)
    {
        await using var context = Context();
        var found = await context.Experiments.AsNoTracking().Where(one => one.Id.StartsWith(id)).OrderBy(one => one.Id).Take(2).ToListAsync(cancellationToken);
        return found.Find(one => one.Id == id) ?? (found.Count == 1 ? found[0] : null);
    }

    /// <summary>All experiments, the newest first.</summary>
    public async Task<IReadOnlyList<Experiment>> ListAsync(CancellationToken cancellationToken)
    {
        await using var context = Context();
        return await context.Experiments.AsNoTracking().OrderByDescending(one => one.Id).ToListAsync(cancellationToken);
    }

    /// <summary>The requests of an experiment in the order of its plan.</summary>
    public async Task<IReadOnlyList<Measurement>> MeasurementsAsync(string experimentId, CancellationToken cancellationToken)
    {
        await using var context = Context();
        return await context.Measurements.AsNoTracking().Where(one => one.ExperimentId == experimentId).OrderBy(one => one.Trial).ToListAsync(cancellationToken);
    }

    /// <summary>The measurements that results are made of, without warm-ups that went well and without what was reported of each, which is most of it.</summary>
    public async Task<IReadOnlyList<Measurement>> OutcomesAsync(string experimentId, CancellationToken cancellationToken)
    {
        await using var context = Context();
        return await context.Measurements.AsNoTracking()
            .Where(one => one.ExperimentId == experimentId && (one.Kind != "warm-up" || one.Error != null))
            .OrderBy(one => one.Trial)
            .Select(one => new Measurement
            {
                ExperimentId = one.ExperimentId,
                Trial = one.Trial,
                Kind = one.Kind,
                Subject = one.Subject,
                Flow = one.Flow,
                Batch = one.Batch,
                Repeat = one.Repeat,
                Started = one.Started,
                Milliseconds = one.Milliseconds,
                Ledger = one.Ledger,
                Models = one.Models,
                Cost = one.Cost,
                Attempts = one.Attempts,
                Error = one.Error,
            })
            .ToListAsync(cancellationToken);
    }

    /// <summary>The predictions of an experiment.</summary>
    public async Task<IReadOnlyList<PredictionSet>> PredictionsAsync(string experimentId, CancellationToken cancellationToken)
    {
        await using var context = Context();
        return await context.Predictions.AsNoTracking().Where(one => one.ExperimentId == experimentId).OrderBy(one => one.Subject).ToListAsync(cancellationToken);
    }

    /// <summary>A page of the requests of an experiment, with how many there are.</summary>
    /// <param name="experimentId">The experiment.</param>
    /// <param name="subject">Only those of a model, or of <c>ensemble</c>; null: of all.</param>
    /// <param name="skip">How many to leave out.</param>
    /// <param name="take">How many at most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<(IReadOnlyList<Measurement> Rows, int Total)> PageAsync(string experimentId, string? subject, int skip, int take, CancellationToken cancellationToken)
    {
        await using var context = Context();
        var found = context.Measurements.AsNoTracking().Where(one => one.ExperimentId == experimentId && (subject == null || one.Subject == subject));
        return (await found.OrderBy(one => one.Trial).Skip(skip).Take(take).ToListAsync(cancellationToken), await found.CountAsync(cancellationToken));
    }

    /// <summary>How many requests of an experiment have been recorded.</summary>
    public async Task<int> CountAsync(string experimentId, CancellationToken cancellationToken)
    {
        await using var context = Context();
        return await context.Measurements.CountAsync(one => one.ExperimentId == experimentId, cancellationToken);
    }

    /// <summary>The request that led to an execution; null: it is not of an experiment.</summary>
    public async Task<Measurement?> OfExecutionAsync(string executionArn, CancellationToken cancellationToken)
    {
        await using var context = Context();
        return await context.Measurements.AsNoTracking().FirstOrDefaultAsync(one => one.Reports != null && one.Reports.Contains(executionArn), cancellationToken);
    }

    /// <summary>
    /// Makes an experiment this process' own until the claim is disposed of or the process ends, however it ends. Null: it is
    /// another's.
    /// </summary>
    public async Task<IDisposable?> TryClaimAsync(string id, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(_claims);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return new FileStream(Claim(id), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);
            }
            catch (IOException) when (attempt < ClaimAttempts)
            {
                // Whoever only looks holds it for an instant.
                await Task.Delay(ClaimPause, TimeProvider.System, cancellationToken);
            }
            catch (IOException)
            {
                return null;
            }
        }
    }

    /// <summary>Whether some process runs an experiment.</summary>
    public bool IsClaimed(string id)
    {
        try
        {
            // Together with others that look, not together with a claim.
            using var look = new FileStream(Claim(id), FileMode.Open, FileAccess.Read, FileShare.Read, 1);
            return false;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    /// <summary>Deletes an experiment with everything that belongs to it.</summary>
    /// <returns>Whether there was one.</returns>
    public async Task<bool> DeleteAsync(string id, CancellationToken cancellationToken)
    {
        await using var context = Context();
        var wasThere = await context.Experiments.Where(one => one.Id == id).ExecuteDeleteAsync(cancellationToken) > 0;
        if (wasThere && !OperatingSystem.IsWindows() && File.Exists(Claim(id)))
        {
            // There it stays, for whoever deletes an experiment holds it; it is empty.
            File.Delete(Claim(id));
        }

        return wasThere;
    }

    private string Claim(string id) => Path.Combine(_claims, id);

    private StoreContext Context() => new(_options);
}

/// <summary>The store cannot be used. The message says which file and why.</summary>
public sealed class StoreException(string message, Exception cause) : Exception(message, cause);
