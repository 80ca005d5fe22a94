using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Ensemble.Models.Catalog;
using Ensemble.Models.Training.Torch;

namespace Ensemble.Models.Training;

/// <summary>
/// All that a training run needs to go on after an epoch. There is no state of random generators: all draws come from
/// the seed and the number of the epoch.
/// </summary>
internal sealed record Checkpoint
{
    /// <summary>What must be the same for the run to go on.</summary>
    public required string Settings { get; init; }

    /// <summary>Time trained so far.</summary>
    public required double Seconds { get; init; }

    /// <summary>The epochs so far.</summary>
    public required ImmutableArray<TrainingEpoch> Curve { get; init; }

    /// <summary>The weights that gradients are taken at.</summary>
    public required NetworkValues Current { get; init; }

    /// <summary>Their average over steps.</summary>
    public required NetworkValues Average { get; init; }

    /// <summary>The average after the best epoch.</summary>
    public required NetworkValues Best { get; init; }

    /// <summary>The optimiser's memory.</summary>
    public required Moments Moments { get; init; }

    /// <summary>The best epoch so far; the first of several that are equal.</summary>
    public TrainingEpoch? BestEpoch => Curve.IsEmpty ? null : Curve.MaxBy(epoch => epoch.ValidationAccuracy);

    /// <summary>Writes it in one go.</summary>
    public void Save(string path)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(Settings);
        writer.Write(Seconds);
        writer.Write(Curve.Length);
        foreach (var epoch in Curve)
        {
            writer.Write(epoch.TrainLoss);
            writer.Write(epoch.ValidationAccuracy);
        }

        foreach (var values in Arrays)
        {
            writer.Write(values.Length);
            writer.Write(MemoryMarshal.AsBytes<float>(values));
        }

        writer.Flush();
        AtomicFile.Write(path, stream.GetBuffer().AsSpan(0, (int)stream.Length));
    }

    /// <summary>Reads it; null if there is none.</summary>
    /// <exception cref="EnsembleException">It belongs to a run with other settings or cannot be read.</exception>
    public static Checkpoint? TryLoad(string path, string settings)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            using var reader = new BinaryReader(new MemoryStream(File.ReadAllBytes(path)));
            var found = reader.ReadString();
            return found == settings
                ? Read(reader, settings)
                : throw new EnsembleException(
                    $"{path} belongs to a run with other settings ({found}; now {settings}). "
                    + "Delete it or choose another folder with --work.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new EnsembleException(
                $"The checkpoint {path} cannot be read: {exception.Message} Delete it to start again.", exception);
        }
    }

    private float[][] Arrays =>
    [
        Current.Parameters, Current.Statistics, Average.Parameters, Average.Statistics, Best.Parameters, Best.Statistics,
        Moments.Mean, Moments.Square,
    ];

    private static Checkpoint Read(BinaryReader reader, string settings) => new()
    {
        Settings = settings,
        Seconds = reader.ReadDouble(),
        Curve = [.. Enumerable.Range(1, reader.ReadInt32())
            .Select(epoch => new TrainingEpoch(epoch, reader.ReadDouble(), reader.ReadDouble()))],
        Current = new(ReadArray(reader), ReadArray(reader)),
        Average = new(ReadArray(reader), ReadArray(reader)),
        Best = new(ReadArray(reader), ReadArray(reader)),
        Moments = new(ReadArray(reader), ReadArray(reader)),
    };

    private static float[] ReadArray(BinaryReader reader)
    {
        var values = new float[reader.ReadInt32()];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }
}
