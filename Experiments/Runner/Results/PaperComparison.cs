using System.Runtime.InteropServices;
using Ensemble.Statistics;
using Ensemble.Store;

namespace Ensemble.Runner.Results;

/// <summary>An experiment and what its models predicted.</summary>
/// <param name="Result">What it found.</param>
/// <param name="Predictions">What was predicted, and the true classes.</param>
public sealed record ComparedExperiment(PaperResult Result, IReadOnlyList<PredictionSet> Predictions)
{
    /// <summary>Reads an experiment.</summary>
    public static async Task<ComparedExperiment> ReadAsync(ExperimentStore store, Experiment experiment, CancellationToken cancellationToken)
    {
        var predictions = await store.PredictionsAsync(experiment.Id, cancellationToken);
        return new(PaperResults.Of(experiment, await store.MeasurementsAsync(experiment.Id, cancellationToken), predictions), predictions);
    }
}

/// <summary>How the accuracy of a model differs between two experiments, as fractions of one.</summary>
/// <param name="Model">The model, or <c>ensemble</c>.</param>
/// <param name="Items">The items that both have predicted.</param>
/// <param name="First">The first experiment's share of right ones.</param>
/// <param name="Second">The second's.</param>
/// <param name="Difference">The second's less the first's.</param>
/// <param name="Low">The lower end of its interval (Newcombe, paired).</param>
/// <param name="High">The upper end.</param>
/// <param name="P">Whether one is right more often than the other (McNemar), adjusted for all such rows (Holm).</param>
public sealed record AccuracyComparisonRow(string Model, int Items, double First, double Second, double Difference, double Low, double High, double P);

/// <summary>How the latency of one kind of request differs between two experiments, in milliseconds.</summary>
/// <param name="Kind"><c>warm</c> or <c>cold</c>.</param>
/// <param name="Subject">The model, or <c>ensemble</c>.</param>
/// <param name="Flow"><c>single</c>, <c>parallel</c> or <c>sequential</c>.</param>
/// <param name="Batch">Items.</param>
/// <param name="First">The mean of the first experiment.</param>
/// <param name="Second">The mean of the second.</param>
/// <param name="Difference">The second's less the first's.</param>
/// <param name="Low">The lower end of its interval (Welch).</param>
/// <param name="High">The upper end.</param>
/// <param name="P">Whether one is faster than the other (Mann-Whitney), adjusted for all such rows (Holm).</param>
public sealed record LatencyComparisonRow(string Kind, string Subject, string Flow, int Batch, double First, double Second, double Difference, double Low, double High, double P);

/// <summary>How an experiment differs from the first.</summary>
/// <param name="Id">The experiment.</param>
/// <param name="Accuracy">One row per model that both have asked about the same items; none: they have none of them in common.</param>
/// <param name="Latency">One row per kind of request that both have measured at least twice.</param>
public sealed record ExperimentComparison(string Id, IReadOnlyList<AccuracyComparisonRow> Accuracy, IReadOnlyList<LatencyComparisonRow> Latency);

/// <summary>Compares experiments.</summary>
public static class PaperComparison
{
    private const string Label = "label";

    /// <summary>
    /// How others differ from the first, in their order. All p-values of accuracies are one family and all of latencies another: who
    /// looks at more experiments is not found more often by chance.
    /// </summary>
    public static IReadOnlyList<ExperimentComparison> Of(ComparedExperiment first, params IReadOnlyList<ComparedExperiment> others)
    {
        var accuracy = Adjusted([.. others.Select(other => Accuracies(first, other))], row => row.P, (row, p) => row with { P = p });
        var latency = Adjusted([.. others.Select(other => Latencies(first.Result, other.Result))], row => row.P, (row, p) => row with { P = p });
        return [.. others.Select((other, i) => new ExperimentComparison(other.Result.Id, accuracy[i], latency[i]))];
    }

    private static List<List<T>> Adjusted<T>(IReadOnlyList<IReadOnlyList<T>> families, Func<T, double> p, Func<T, double, T> with)
    {
        double[] all = [.. families.SelectMany(rows => rows.Select(p))];
        var adjusted = new Queue<double>(all.Length == 0 ? [] : Holm.Adjust(all));
        return [.. families.Select(rows => rows.Select(row => with(row, adjusted.Dequeue())).ToList())];
    }

    private static List<AccuracyComparisonRow> Accuracies(ComparedExperiment first, ComparedExperiment second)
    {
        var (one, other) = (first.Predictions.ToDictionary(set => set.Subject, StringComparer.Ordinal), second.Predictions.ToDictionary(set => set.Subject, StringComparer.Ordinal));
        if (DataSet(first) is not { } dataSet || dataSet != DataSet(second) || !one.TryGetValue(Label, out var labels) || !other.TryGetValue(Label, out var otherLabels))
        {
            return [];
        }

        // Both begin with the first item of the split: the shorter one's are the other's first.
        var items = Math.Min(labels.Count, otherLabels.Count);
        if (items == 0 || !Classes(labels, items).SequenceEqual(Classes(otherLabels, items)))
        {
            return [];
        }

        return [.. (first.Result.Accuracy ?? []).Select(row => row.Model).Where(model => one.ContainsKey(model) && other.ContainsKey(model)).Select(model =>
        {
            var table = PairTable.Of(Right(other[model], labels, items), Right(one[model], labels, items));
            var difference = PairedDifference.Newcombe(table);
            return new AccuracyComparisonRow(
                model, items, (double)(table.BothRight + table.OnlySecond) / items, (double)(table.BothRight + table.OnlyFirst) / items, difference.Estimate, difference.Low, difference.High, McNemar.Test(table).P);
        })];
    }

    private static string? DataSet(ComparedExperiment experiment) => experiment.Result.Plan["accuracy"]?["dataSet"]?.GetValue<string>();

    private static ReadOnlySpan<ushort> Classes(PredictionSet set, int items) => MemoryMarshal.Cast<byte, ushort>(set.Classes)[..items];

    private static bool[] Right(PredictionSet set, PredictionSet labels, int items)
    {
        var (predicted, truth, right) = (Classes(set, items).ToArray(), Classes(labels, items).ToArray(), new bool[items]);
        for (var i = 0; i < items; i++)
        {
            right[i] = predicted[i] == truth[i];
        }

        return right;
    }

    private static List<LatencyComparisonRow> Latencies(PaperResult first, PaperResult second)
    {
        var others = second.Latency.ToLookup(Key, row => row.Milliseconds);
        return
        [
            .. first.Latency.GroupBy(Key, row => row.Milliseconds)
                .Select(group => (group.Key, First: group.ToArray(), Second: others[group.Key].ToArray()))
                .Where(pair => pair.First.Length > 1 && pair.Second.Length > 1)
                .OrderByDescending(pair => pair.Key.Kind, StringComparer.Ordinal).ThenBy(pair => pair.Key.Batch).ThenByDescending(pair => pair.Key.Flow, StringComparer.Ordinal).ThenBy(pair => pair.Key.Subject, StringComparer.Ordinal)
                .Select(pair =>
                {
                    var welch = Welch.Test(pair.Second, pair.First);
                    return new LatencyComparisonRow(
                        pair.Key.Kind, pair.Key.Subject, pair.Key.Flow, pair.Key.Batch, pair.First.Average(), pair.Second.Average(), welch.Difference, welch.Low, welch.High, MannWhitney.Test(pair.First, pair.Second).P);
                }),
        ];
    }

    private static (string Kind, string Subject, string Flow, int Batch) Key(LatencyRow row) => (row.Kind, row.Subject, row.Flow, row.Batch);
}
