using System.Globalization;
using System.Text;

namespace Ensemble.Runner.Results;

/// <summary>Results as text, the same on every machine.</summary>
public static class PaperText
{
    private static readonly (string Heading, Func<LatencySummary, string> Cell)[] LatencyColumns =
    [
        ("kind", row => row.Kind),
        ("subject", row => row.Subject),
        ("flow", row => row.Flow),
        ("batch", row => Invariant($"{row.Batch:N0}")),
        ("requests", row => Invariant($"{row.Count:N0}")),
        ("median ms", row => Invariant($"{row.Median:N1}")),
        ("95 % interval", row => row is { Low: { } low, High: { } high } ? Invariant($"{low:N1}–{high:N1}") : "too few"),
        ("US$ per million", row => Invariant($"{row.CostPerMillion:N2}")),
    ];

    private static readonly (string Heading, Func<EfficiencyRow, string> Cell)[] EfficiencyColumns =
    [
        ("batch", row => Invariant($"{row.Batch:N0}")),
        ("max t, ms", row => Invariant($"{row.MaxModelMilliseconds:N1}")),
        ("parallel, ms", row => Invariant($"{row.ParallelMilliseconds:N1}")),
        ("sum t, ms", row => Invariant($"{row.SumModelMilliseconds:N1}")),
        ("sequential, ms", row => Invariant($"{row.SequentialMilliseconds:N1}")),
        ("max t / parallel", row => Invariant($"{row.ParallelEfficiency:0.000}")),
        ("95 % interval", row => row is { ParallelEfficiencyLow: { } low, ParallelEfficiencyHigh: { } high } ? Invariant($"{low:0.000}–{high:0.000}") : "too few"),
        ("speed-up", row => Invariant($"{row.SpeedUp:0.00}")),
        ("over slowest alone", row => Invariant($"{row.ExtraOverSlowest * 100:+0.0;-0.0} %")),
    ];

    private static readonly (string Heading, Func<CostRow, string> Cell)[] CostColumns =
    [
        ("kind", row => row.Kind),
        ("subject", row => row.Subject),
        ("flow", row => row.Flow),
        ("batch", row => Invariant($"{row.Batch:N0}")),
        ("Lambda compute", row => Invariant($"{row.PerMillion.LambdaCompute:N2}")),
        ("init", row => Invariant($"{row.PerMillion.Init:N2}")),
        ("Lambda requests", row => Invariant($"{row.PerMillion.LambdaRequests:N2}")),
        ("Step Functions Express", row => Invariant($"{row.PerMillion.StepFunctionsExpress:N2}")),
        ("object store", row => Invariant($"{row.PerMillion.ObjectStore:N2}")),
        ("sum", row => Invariant($"{row.PerMillion.Total:N2}")),
        ("Standard instead of Express", row => Invariant($"{row.PerMillion.StepFunctionsStandard:N2}")),
    ];

    private static readonly (string Heading, Func<ClassRow, string> Cell)[] ClassColumns =
    [
        ("class", row => row.Class),
        ("items", row => Invariant($"{row.Items:N0}")),
        ("recall", row => row.Recall is { } recall ? Invariant($"{recall * 100:0.0} %") : "none"),
        ("precision", row => row.Precision is { } precision ? Invariant($"{precision * 100:0.0} %") : "none"),
        ("most often mistaken for", row => row.MistakenFor is { } other ? Invariant($"{other} ({row.Mistaken:N0})") : "nothing"),
    ];

    /// <summary>Markdown: the accuracy, the latency by batch size, and how near both flows come to what their models take.</summary>
    public static string Markdown(PaperResult result)
    {
        var text = new StringBuilder();
        if (result.AccuracyReport is { } accuracy)
        {
            text.Append("## Accuracy\n\n").Append(AccuracyTable.Markdown(accuracy)).Append('\n');
            if (result.Classes is { } classes)
            {
                text.Append("### The ensemble by class\n\n");
                Table(text, ClassColumns, [.. classes.Where(row => row.Model == AccuracyStudy.EnsembleName)]);
                text.Append('\n');
            }
        }

        text.Append("## Latency\n\n");
        Table(text, LatencyColumns, result.Summary);
        text.Append('\n');
        Table(text, EfficiencyColumns, result.Efficiency);
        if (result.ColdStart is { } cold)
        {
            text.Append(Invariant($"\nWithout warm functions the ensemble takes {cold.ColdMilliseconds:N0} ms for one item, {cold.Ratio:0.0} times as long as with them ({cold.WarmMilliseconds:N1} ms); {cold.StartMilliseconds:N0} ms of it start environments. A million such requests cost {cold.ColdCostPerMillion:N2} instead of {cold.WarmCostPerMillion:N2} US dollars.\n"));
        }

        text.Append('\n');
        text.Append("## Cost of a million requests, US dollars\n\n");
        Table(text, CostColumns, result.Costs);
        foreach (var failure in result.Failures)
        {
            text.Append(Invariant($"\nFailed after {failure.Attempts} attempts: {failure.Flow} {failure.Subject}, batch {failure.Batch}, repeat {failure.Repeat}: {failure.Error}\n"));
        }

        return text.Append('\n').Append(Caption(result)).Append('\n').ToString();
    }

    /// <summary>Comma-separated values (RFC 4180): a line per request, its ledger and its cost in columns.</summary>
    public static string Csv(PaperResult result)
    {
        string[] parts = [.. result.Latency.SelectMany(row => row.Ledger.Keys).Distinct(StringComparer.Ordinal)];
        var text = new StringBuilder();
        Line(text, ["kind", "subject", "flow", "batch", "repeat", "milliseconds", .. parts.Select(part => $"ledger_{part}"), "cost_usd"]);
        foreach (var row in result.Latency)
        {
            Line(text,
            [
                row.Kind, row.Subject, row.Flow, Invariant($"{row.Batch}"), Invariant($"{row.Repeat}"), Invariant($"{row.Milliseconds:R}"),
                .. parts.Select(part => row.Ledger.TryGetValue(part, out var value) ? Invariant($"{value:R}") : string.Empty), Invariant($"{row.Cost.Total:R}"),
            ]);
        }

        return text.ToString();
    }

    /// <summary>LaTeX: the tables of accuracy and of efficiency, ready to be included.</summary>
    public static string Latex(PaperResult result)
    {
        var text = new StringBuilder();
        if (result.Accuracy is { } accuracy)
        {
            text.Append("\\begin{tabular}{lrrr}\nmodel & top-1 (\\%) & 95 \\% interval & correct \\\\ \\hline\n");
            foreach (var row in accuracy)
            {
                text.Append(Invariant($"{Escaped(row.Model)} & {row.Top1 * 100:0.00} & {row.Low * 100:0.00}--{row.High * 100:0.00} & {row.Correct:N0} / {row.Total:N0} \\\\\n"));
            }

            text.Append("\\end{tabular}\n\n");
        }

        text.Append(Invariant($"\\begin{{tabular}}{{{new string('r', EfficiencyColumns.Length)}}}\n{string.Join(" & ", EfficiencyColumns.Select(column => Escaped(column.Heading)))} \\\\ \\hline\n"));
        foreach (var row in result.Efficiency)
        {
            text.Append(Invariant($"{string.Join(" & ", EfficiencyColumns.Select(column => Escaped(column.Cell(row))))} \\\\\n"));
        }

        return text.Append("\\end{tabular}\n\n% ").Append(Caption(result)).Append('\n').ToString();
    }

    /// <summary>Where and how the figures came about.</summary>
    public static string Caption(PaperResult result) => result.Environment is { } machine
        ? Invariant($"Experiment {result.Id}, {result.Command}; {machine.Cpu}, {machine.Cores} cores, {machine.System}, {machine.Runtime}, CPU share by {machine.CpuControl}, contention {machine.Contention:0.00}; version {machine.Version}.")
        : $"Experiment {result.Id}, {result.Command}; it has not begun.";

    private static void Table<T>(StringBuilder text, (string Heading, Func<T, string> Cell)[] columns, IReadOnlyList<T> rows)
    {
        text.Append(Invariant($"| {string.Join(" | ", columns.Select(column => column.Heading))} |\n|{string.Concat(Enumerable.Repeat("--:|", columns.Length))}\n"));
        foreach (var row in rows)
        {
            text.Append(Invariant($"| {string.Join(" | ", columns.Select(column => column.Cell(row)))} |\n"));
        }
    }

    private static void Line(StringBuilder text, IEnumerable<string> cells) => text.AppendJoin(',', cells.Select(Quoted)).Append("\r\n");

    private static string Quoted(string cell) => cell.AsSpan().ContainsAny(",\"\r\n") ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell;

    /// <summary>A text as LaTeX sets it.</summary>
    internal static string Escaped(string text) => string.Concat(text.Select(c => c switch
    {
        '%' or '_' or '&' or '#' or '$' or '{' or '}' => $"\\{c}",
        '\\' => "\\textbackslash{}",
        '~' => "\\textasciitilde{}",
        '^' => "\\textasciicircum{}",
        _ => c.ToString(),
    }));

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
