using System.CommandLine;
using System.Globalization;
using Ensemble.Store;

namespace Ensemble.Cli.Experiments;

/// <summary>An experiment in a list.</summary>
internal sealed record ExperimentRow(string Id, string Name, string State, DateTimeOffset Created, DateTimeOffset? Ended, int Seed, string Command, string? Error)
{
    public static ExperimentRow Of(Experiment experiment) => new(
        experiment.Id, experiment.Name, experiment.State.ToString().ToLowerInvariant(), experiment.Created, experiment.Ended, experiment.Seed, experiment.Command, experiment.Error);
}

/// <summary><c>ensemble list</c></summary>
internal static class ListExperimentsCommand
{
    public static Command Create(Terminal terminal)
    {
        var data = CommonOptions.Data();
        var json = CommonOptions.Json();
        var command = new Command("list", "Lists all experiments, the newest first.") { data, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            var store = await parsed.StoreAsync(data, cancellation);
            IReadOnlyList<ExperimentRow> rows = [.. (await store.ListAsync(cancellation)).Select(ExperimentRow.Of)];
            if (parsed.GetValue(json))
            {
                terminal.WriteJson(rows, CliJson.Default.IReadOnlyListExperimentRow);
                return;
            }

            terminal.WriteTable(
                ["id", "name", "state", "created", ">seed", "command"],
                rows.Select(row => (string[])
                [
                    row.Id, row.Name, row.State, row.Created.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture), row.Seed.ToString(CultureInfo.InvariantCulture), row.Command,
                ]));
        });
        return command;
    }
}
