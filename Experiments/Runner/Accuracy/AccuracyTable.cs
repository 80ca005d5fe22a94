using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Ensemble.Runner;

/// <summary>An <see cref="AccuracyReport"/> as text, the same on every machine.</summary>
public static class AccuracyTable
{
    /// <summary>
    /// Markdown: one table of models (top-1 with its interval, top-5, McNemar's test of the ensemble against the model,
    /// calibration error), one of pairs, and a closing line with the oracle's accuracy. Shares are per cent.
    /// </summary>
    public static string Markdown(AccuracyReport report)
    {
        var text = new StringBuilder();
        AppendModels(text, report);
        if (report.Pairs.Count > 0)
        {
            AppendPairs(text, report.Pairs);
        }

        return text.Append(Invariant($"\n{report.Items:N0} items of {report.Classes} classes, combined by {report.Combiner}. "))
            .Append(Invariant($"At least one model is right on {Percent(report.Oracle)} of them.\n"))
            .ToString();
    }

    /// <summary>Indented JSON; property names are those of the records in camel case, and <c>mcnemar</c>.</summary>
    public static string Json(AccuracyReport report) => JsonSerializer.Serialize(report, AccuracyJson.Default.AccuracyReport);

    private static void AppendModels(StringBuilder text, AccuracyReport report)
    {
        text.Append(Invariant($"| model | correct | total | top-1 | {report.Confidence * 100:0.##} % interval | top-5 "))
            .Append("| only the ensemble right | only the model right | McNemar p | ECE |\n")
            .Append("|---|--:|--:|--:|:-:|--:|--:|--:|--:|--:|\n");
        var tests = report.McNemar.ToDictionary(row => row.Model, StringComparer.Ordinal);
        foreach (var (row, calibration) in report.Accuracy.Zip(report.Calibration))
        {
            var name = row.Caveat is null ? row.Model : $"{row.Model} ({row.Caveat})";
            text.Append(Invariant($"| {Cell(name)} | {row.Correct:N0} | {row.Total:N0} | {Percent(row.Top1)} "))
                .Append(Invariant($"| {row.Low * 100:0.00}–{Percent(row.High)} | {Percent(row.Top5)} "))
                .Append(tests.TryGetValue(row.Model, out var test)
                    ? Invariant($"| {test.B:N0} | {test.C:N0} | {PValue(test.P)} ")
                    : "| | | ")
                .Append(Invariant($"| {calibration.Ece:0.0000} |\n"));
        }
    }

    private static void AppendPairs(StringBuilder text, IReadOnlyList<PairRow> pairs)
    {
        text.Append("\n| pair | disagreement | exactly one right | both wrong | Yule's Q | Cohen's κ |\n")
            .Append("|---|--:|--:|--:|--:|--:|\n");
        foreach (var pair in pairs)
        {
            text.Append(Invariant($"| {Cell(pair.First)}, {Cell(pair.Second)} | {Percent(pair.Disagreement)} "))
                .Append(Invariant($"| {Percent(pair.OutcomeDisagreement)} | {Percent(pair.DoubleFault)} "))
                .Append(Invariant($"| {Number(pair.YuleQ)} | {Number(pair.Kappa)} |\n"));
        }
    }

    private static string Percent(double share) => Invariant($"{share * 100:0.00} %");

    private static string Number(double? value) => value is { } number ? Invariant($"{number:0.000}") : "–";

    // Below the smallest double a p-value has become 0, which no test can give.
    private static string PValue(double p) => p switch
    {
        0 => "< 1e-300",
        < 0.001 => Invariant($"{p:0.0e+0}"),
        _ => Invariant($"{p:0.000}"),
    };

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
