using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Ensemble.Store;

/// <summary>The tables.</summary>
internal sealed class StoreContext(DbContextOptions<StoreContext> options) : DbContext(options)
{
    public DbSet<Experiment> Experiments => Set<Experiment>();

    public DbSet<Measurement> Measurements => Set<Measurement>();

    public DbSet<PredictionSet> Predictions => Set<PredictionSet>();

    public DbSet<ProgressEvent> Events => Set<ProgressEvent>();

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        // SQLite has no such type; as numbers they can be compared.
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<DateTimeOffsetToBinaryConverter>();
        configurationBuilder.Properties<ExperimentState>().HaveConversion<string>();
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Experiment>().HasKey(experiment => experiment.Id);
        modelBuilder.Entity<Measurement>(measurement =>
        {
            measurement.HasKey(one => new { one.ExperimentId, one.Trial });
            measurement.HasOne<Experiment>().WithMany().HasForeignKey(one => one.ExperimentId).OnDelete(DeleteBehavior.Cascade);
        });
        modelBuilder.Entity<ProgressEvent>(progress =>
        {
            progress.HasKey(one => one.Number);
            progress.HasOne<Experiment>().WithMany().HasForeignKey(one => one.ExperimentId).OnDelete(DeleteBehavior.Cascade);
        });
        modelBuilder.Entity<PredictionSet>(predictions =>
        {
            predictions.HasKey(one => new { one.ExperimentId, one.Subject });
            predictions.HasOne<Experiment>().WithMany().HasForeignKey(one => one.ExperimentId).OnDelete(DeleteBehavior.Cascade);
        });
    }
}
