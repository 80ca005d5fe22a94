using System.Globalization;

namespace Ensemble.Runner.Results;

/// <summary>What an experiment found, in words.</summary>
public static class PaperFindings
{
    private const double Level = 0.001;

    /// <summary>Sentences with their intervals; none where nothing is known yet.</summary>
    public static IReadOnlyList<string> Of(PaperResult result) => [.. new[] { Accuracy(result), Latency(result), Cost(result) }.OfType<string>()];

    private static string? Accuracy(PaperResult result)
    {
        if (result.Accuracy is not { Count: > 1 } rows || result.McNemar is not { } tests)
        {
            return null;
        }

        var ensemble = rows.Single(row => row.Model == AccuracyStudy.EnsembleName);
        var best = rows.Where(row => row != ensemble).MaxBy(row => row.Top1)!;
        var p = tests.Single(test => test.Model == best.Model).P;
        var gain = (ensemble.Top1 - best.Top1) * 100;
        var verdict = p < Level ? "no accident (McNemar, p < 0.001)" : Invariant($"not certain (McNemar, p = {p:0.000})");
        return Invariant($"The ensemble names the right class for {ensemble.Top1 * 100:0.00} % of {ensemble.Total:N0} images (95 % interval {ensemble.Low * 100:0.00} to {ensemble.High * 100:0.00} %), {Math.Abs(gain):0.00} points {(gain >= 0 ? "more" : "less")} than its best model alone, {best.Model}; the difference is {verdict}.");
    }

    private static string? Latency(PaperResult result)
    {
        if (result.Efficiency is not { Count: > 0 } rows)
        {
            return null;
        }

        var row = rows[^1];
        var interval = row is { SpeedUpLow: { } low, SpeedUpHigh: { } high } ? Invariant($" (95 % interval {low:0.00} to {high:0.00})") : string.Empty;
        return Invariant($"Running its models at the same time answers {Items(row.Batch)} in {row.ParallelMilliseconds:N0} ms, {row.SpeedUp:0.00} times as fast{interval} as one after the other; the slowest model's function accounts for {row.ParallelEfficiency * 100:0.0} % of that time.");
    }

    private static string? Cost(PaperResult result)
    {
        var warm = result.Summary.Where(row => row is { Kind: "warm" }).ToList();
        if (warm.Where(row => row.Flow == "parallel").MaxBy(row => row.Batch) is not { } ensemble
            || warm.Where(row => row.Flow == "single" && row.Batch == ensemble.Batch).MinBy(row => row.CostPerMillion) is not { } cheapest)
        {
            return null;
        }

        return Invariant($"A million such requests would cost {ensemble.CostPerMillion:N2} US dollars on AWS, {ensemble.CostPerMillion / cheapest.CostPerMillion:0.0} times what its cheapest model costs alone.");
    }

    private static string Items(int batch) => batch == 1 ? "one image" : Invariant($"{batch:N0} images");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
