using Ensemble.Statistics;

namespace Ensemble.Runner.Results;

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
/// <param name="P">Whether one is faster than the other (Mann-Whitney), adjusted for all rows (Holm).</param>
public sealed record ComparisonRow(string Kind, string Subject, string Flow, int Batch, double First, double Second, double Difference, double Low, double High, double P);

/// <summary>Compares experiments.</summary>
public static class PaperComparison
{
    /// <summary>The kinds of request that both have measured at least twice each, in the order of the first.</summary>
    public static IReadOnlyList<ComparisonRow> Of(PaperResult first, PaperResult second)
    {
        var others = second.Latency.ToLookup(Key, row => row.Milliseconds);
        var pairs = first.Latency.GroupBy(Key, row => row.Milliseconds)
            .Select(group => (group.Key, First: group.ToArray(), Second: others[group.Key].ToArray()))
            .Where(pair => pair.First.Length > 1 && pair.Second.Length > 1)
            .OrderByDescending(pair => pair.Key.Kind, StringComparer.Ordinal).ThenBy(pair => pair.Key.Batch).ThenByDescending(pair => pair.Key.Flow, StringComparer.Ordinal).ThenBy(pair => pair.Key.Subject, StringComparer.Ordinal)
            .ToList();
        if (pairs.Count == 0)
        {
            return [];
        }

        var adjusted = Holm.Adjust([.. pairs.Select(pair => MannWhitney.Test(pair.First, pair.Second).P)]);
        return
        [
            .. pairs.Zip(adjusted, (pair, p) =>
            {
                var welch = Welch.Test(pair.Second, pair.First);
                return new ComparisonRow(pair.Key.Kind, pair.Key.Subject, pair.Key.Flow, pair.Key.Batch, pair.First.Average(), pair.Second.Average(), welch.Difference, welch.Low, welch.High, p);
            }),
        ];
    }

    private static (string Kind, string Subject, string Flow, int Batch) Key(LatencyRow row) => (row.Kind, row.Subject, row.Flow, row.Batch);
}
