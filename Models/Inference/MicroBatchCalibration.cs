using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ensemble.Models.Inference;

/// <summary>
/// How many items per run of the network are fastest. Larger runs amortise overhead until their activations leave the
/// processor's cache; from there each item costs more time and far more memory.
/// </summary>
/// <param name="Size">The chosen number of items.</param>
/// <param name="Measured">What was measured, by size.</param>
public sealed record MicroBatchCalibration(int Size, IReadOnlyList<MicroBatchMeasurement> Measured)
{
    private const double Tolerance = 0.02;
    private const double HopelessFactor = 1.1;
    private const int ItemsPerSize = 12;
    private const int FewestRuns = 3;

    /// <summary>The sizes that are tried, in this order.</summary>
    public static IReadOnlyList<int> Candidates { get; } = [1, 2, 4, 8, 16, 32];

    /// <summary>
    /// Times a few runs of each size and takes the fastest run of each: what disturbs a run only makes it slower. Stops
    /// at a size that costs 10 % more per item than the best, so that the memory of larger ones is never asked for.
    /// </summary>
    /// <param name="run">Runs the network on so many items.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Stops between runs.</param>
    public static MicroBatchCalibration Measure(Action<int> run, TimeProvider time, CancellationToken cancellationToken = default)
    {
        var measured = new List<MicroBatchMeasurement>();
        var best = 0.0;
        foreach (var size in Candidates)
        {
            var rate = ItemsPerSecond(run, size, time, cancellationToken);
            measured.Add(new(size, rate));
            if (rate * HopelessFactor < best)
            {
                break;
            }

            best = Math.Max(best, rate);
        }

        return new(Choose(measured), measured);
    }

    /// <summary>The smallest size within 2 % of the fastest: equal speed for less memory.</summary>
    public static int Choose(IReadOnlyList<MicroBatchMeasurement> measured)
    {
        var enough = measured.Max(candidate => candidate.ItemsPerSecond) * (1 - Tolerance);
        return measured.Where(candidate => candidate.ItemsPerSecond >= enough).Min(candidate => candidate.Size);
    }

    /// <summary>What was kept for a graph, or null if nothing usable was.</summary>
    internal static MicroBatchCalibration? TryRead(string path, ulong key)
    {
        try
        {
            var kept = File.Exists(path)
                ? JsonSerializer.Deserialize(File.ReadAllBytes(path), CalibrationJson.Default.KeptCalibration)
                : null;
            return kept is { Calibration: { Size: >= 1, Measured: not null } calibration } && kept.Key == key ? calibration : null;
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Keeps it for a graph; where the folder cannot be written it is measured again next time.</summary>
    internal void TryWrite(string path, ulong key)
    {
        try
        {
            AtomicFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(new(key, this), CalibrationJson.Default.KeptCalibration));
        }
        catch (EnsembleException)
        {
            // A cache that cannot be written costs time, nothing else.
        }
    }

    private static double ItemsPerSecond(Action<int> run, int size, TimeProvider time, CancellationToken cancellationToken)
    {
        run(size);
        var fastest = TimeSpan.MaxValue;
        for (var i = Math.Max(FewestRuns, ItemsPerSize / size); i > 0; i--)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var start = time.GetTimestamp();
            run(size);
            var elapsed = time.GetElapsedTime(start);
            fastest = elapsed < fastest ? elapsed : fastest;
        }

        return size / Math.Max(fastest.TotalSeconds, 1e-9);
    }
}

/// <summary>The speed of a micro-batch size.</summary>
/// <param name="Size">Items per run.</param>
/// <param name="ItemsPerSecond">Items per second in the fastest run.</param>
public sealed record MicroBatchMeasurement(int Size, double ItemsPerSecond);

/// <summary>A calibration as it is kept: with the key of the graph it belongs to.</summary>
internal sealed record KeptCalibration(ulong Key, MicroBatchCalibration Calibration);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(KeptCalibration))]
internal sealed partial class CalibrationJson : JsonSerializerContext;
