using System.CommandLine;
using Ensemble.Models;
using Ensemble.Runner.Results;

namespace Ensemble.Cli.Experiments;

/// <summary><c>ensemble compare ID ID</c></summary>
internal static class CompareCommand
{
    public static Command Create(Terminal terminal)
    {
        var (first, second) = (ExperimentOptions.Id("first"), ExperimentOptions.Id("second"));
        var data = CommonOptions.Data();
        var json = CommonOptions.Json();
        var command = new Command("compare", "Shows how the latencies of two experiments differ, with intervals and p-values adjusted for how many there are.") { first, second, data, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            var store = await parsed.StoreAsync(data, cancellation);
            var rows = PaperComparison.Of(
                await PaperResults.ReadAsync(store, await store.FindAsync(parsed, first, cancellation), cancellation),
                await PaperResults.ReadAsync(store, await store.FindAsync(parsed, second, cancellation), cancellation));
            if (rows.Count == 0)
            {
                throw new EnsembleException("The two experiments have no kind of request in common that both measured at least twice: same models, flows and batches are compared.");
            }

            if (parsed.GetValue(json))
            {
                terminal.WriteJson(rows, CliJson.Default.IReadOnlyListComparisonRow);
                return;
            }

            terminal.WriteTable(
                ["kind", "subject", "flow", ">batch", ">first ms", ">second ms", ">difference ms", ">95 % interval", ">p (Holm)"],
                rows.Select(row => (string[])
                [
                    row.Kind, row.Subject, row.Flow, FormattableString.Invariant($"{row.Batch:N0}"), FormattableString.Invariant($"{row.First:N1}"), FormattableString.Invariant($"{row.Second:N1}"),
                    FormattableString.Invariant($"{row.Difference:+#,0.0;-#,0.0}"), FormattableString.Invariant($"{row.Low:+#,0.0;-#,0.0} to {row.High:+#,0.0;-#,0.0}"), FormattableString.Invariant($"{row.P:0.0000}"),
                ]));
        });
        return command;
    }
}
