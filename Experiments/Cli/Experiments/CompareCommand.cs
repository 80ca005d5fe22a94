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
        var command = new Command("compare", "Shows how the accuracies and latencies of two experiments differ, with intervals and p-values adjusted for how many there are.") { first, second, data, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            var store = await parsed.StoreAsync(data, cancellation);
            var comparison = PaperComparison.Of(
                await ComparedExperiment.ReadAsync(store, await store.FindAsync(parsed, first, cancellation), cancellation),
                await ComparedExperiment.ReadAsync(store, await store.FindAsync(parsed, second, cancellation), cancellation))[0];
            if (comparison is { Accuracy.Count: 0, Latency.Count: 0 })
            {
                throw new EnsembleException("The two experiments have nothing in common: no model that both asked about the same items, and no kind of request (models, flows and batches) that both measured at least twice.");
            }

            if (parsed.GetValue(json))
            {
                terminal.WriteJson(comparison, CliJson.Default.ExperimentComparison);
                return;
            }

            if (comparison.Accuracy.Count > 0)
            {
                terminal.WriteTable(
                    ["model", ">items", ">first %", ">second %", ">difference, points", ">95 % interval", ">p (Holm)"],
                    comparison.Accuracy.Select(row => (string[])
                    [
                        row.Model, FormattableString.Invariant($"{row.Items:N0}"), FormattableString.Invariant($"{100 * row.First:N2}"), FormattableString.Invariant($"{100 * row.Second:N2}"),
                        FormattableString.Invariant($"{100 * row.Difference:+0.00;-0.00;0.00}"), FormattableString.Invariant($"{100 * row.Low:+0.00;-0.00} to {100 * row.High:+0.00;-0.00}"), FormattableString.Invariant($"{row.P:0.0000}"),
                    ]));
            }

            if (comparison.Latency.Count > 0)
            {
                terminal.WriteTable(
                    ["kind", "subject", "flow", ">batch", ">first ms", ">second ms", ">difference ms", ">95 % interval", ">p (Holm)"],
                    comparison.Latency.Select(row => (string[])
                    [
                        row.Kind, row.Subject, row.Flow, FormattableString.Invariant($"{row.Batch:N0}"), FormattableString.Invariant($"{row.First:N1}"), FormattableString.Invariant($"{row.Second:N1}"),
                        FormattableString.Invariant($"{row.Difference:+#,0.0;-#,0.0}"), FormattableString.Invariant($"{row.Low:+#,0.0;-#,0.0} to {row.High:+#,0.0;-#,0.0}"), FormattableString.Invariant($"{row.P:0.0000}"),
                    ]));
            }
        });
        return command;
    }
}
