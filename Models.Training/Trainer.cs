using System.Collections.Immutable;
using System.Globalization;
using Ensemble.Models.Catalog;
using Ensemble.Models.DataSets;
using Ensemble.Models.DataSets.Shapes;
using Ensemble.Models.Graphs;
using Ensemble.Models.Training.Data;
using Ensemble.Models.Training.Torch;

namespace Ensemble.Models.Training;

/// <summary>Trains one network on its bootstrap replicate of <c>shapes</c>, epoch by epoch, from checkpoint to checkpoint.</summary>
internal sealed class Trainer(LayerGraph graph, TrainingOptions options, ProgressLine progress, TimeProvider time)
{
    private readonly TorchNetwork _network = new(graph);
    private readonly ShapesDataSet _dataSet = new();

    /// <summary>Trains what is left to train; the checkpoint at the path is read first and written after every epoch.</summary>
    public async Task<(Checkpoint Checkpoint, Replicate Replicate)> RunAsync(string path, CancellationToken cancellation)
    {
        var items = options.Limit ?? _dataSet.Count(Split.Train);
        var replicate = Replicate.Draw(options.Seed, options.Model, items);
        var settings = string.Create(
            CultureInfo.InvariantCulture,
            $"recipe {Recipe.Version}, {options.Model}, seed {options.Seed}, {items} items, {options.Epochs} epochs, batch {options.Batch}, learning rate {options.LearningRate}");
        var checkpoint = Checkpoint.TryLoad(path, settings) ?? Start(settings);
        if (checkpoint.Curve.Length == options.Epochs)
        {
            return (checkpoint, replicate);
        }

        if (!checkpoint.Curve.IsEmpty)
        {
            progress.Finish($"continuing after epoch {checkpoint.Curve.Length} of {path}");
        }

        var feed = new BatchFeed(Render(Split.Train, items, cancellation), replicate, options.Batch, options.Seed);
        var validation = Render(Split.Validation, Recipe.ValidationItems, cancellation);
        using var run = new TrainingRun(_network, checkpoint, options, feed.Steps, progress, time);
        while (checkpoint.Curve.Length < options.Epochs)
        {
            checkpoint = await run.EpochAsync(checkpoint, feed, validation, cancellation);
            checkpoint.Save(path);
        }

        return (checkpoint, replicate);
    }

    private Checkpoint Start(string settings)
    {
        var values = _network.Import(WeightSet.Seeded(graph, Deterministic.Mix(options.Seed, options.Model)));
        return new()
        {
            Settings = settings,
            Seconds = 0,
            Curve = ImmutableArray<TrainingEpoch>.Empty,
            Current = values,
            Average = values,
            Best = values,
            Moments = Moments.Zero(values.Parameters.Length),
        };
    }

    private RenderedSplit Render(Split split, int count, CancellationToken cancellation)
    {
        var name = split.ToString().ToLowerInvariant();
        var rendered = RenderedSplit.Render(
            _dataSet,
            split,
            count,
            options.Threads,
            done => progress.Show(done / (double)count, $"drawing {name}: {done} of {count}"),
            cancellation);
        progress.Finish($"{name}: {count} pictures");
        return rendered;
    }
}
