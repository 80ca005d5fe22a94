using System.Collections.Immutable;

namespace Ensemble.Models.Catalog;

/// <summary>One epoch of training.</summary>
/// <param name="Epoch">From 1.</param>
/// <param name="TrainLoss">Mean cross-entropy over the epoch, with augmentation.</param>
/// <param name="ValidationAccuracy">Share of <c>validation</c> items that were right after it.</param>
public sealed record TrainingEpoch(int Epoch, double TrainLoss, double ValidationAccuracy);

/// <summary>How a bundled model was trained; enough to do it again.</summary>
public sealed record TrainingRecord
{
    /// <summary>The command that repeats it.</summary>
    public required string Command { get; init; }

    /// <summary>The seed of weights, order and augmentation.</summary>
    public required ulong Seed { get; init; }

    /// <summary>The data set and split it was trained on.</summary>
    public required string DataSet { get; init; }

    /// <summary>The seed of the bootstrap replicate.</summary>
    public required ulong ReplicateSeed { get; init; }

    /// <summary>Items in the replicate, drawn with replacement.</summary>
    public required int ReplicateItems { get; init; }

    /// <summary>The share of the split's items that are in the replicate at least once; about 1 − 1/e.</summary>
    public required double ReplicateUniqueFraction { get; init; }

    /// <summary>Epochs trained.</summary>
    public required int Epochs { get; init; }

    /// <summary>The epoch whose weights were kept: the best on <c>validation</c>.</summary>
    public required int BestEpoch { get; init; }

    /// <summary>Wall time in seconds.</summary>
    public required double Seconds { get; init; }

    /// <summary>Images trained on per second.</summary>
    public required double ImagesPerSecond { get; init; }

    /// <summary>Processor, cores and operating system.</summary>
    public required string Machine { get; init; }

    /// <summary>The version of libtorch.</summary>
    public required string LibTorch { get; init; }

    /// <summary>Every epoch.</summary>
    public required ImmutableArray<TrainingEpoch> Curve { get; init; }
}
