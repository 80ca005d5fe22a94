using System.CommandLine;
using Ensemble.Models.DataSets;

namespace Ensemble.Cli.DataSets;

/// <summary>A data set in a list.</summary>
internal sealed record DataSetRow(string Name, string Spec, string Description);

/// <summary><c>ensemble datasets list</c></summary>
internal static class ListDataSetsCommand
{
    public static Command Create(Terminal terminal)
    {
        var json = CommonOptions.Json();
        var command = new Command("list", "Lists the known data sets and how to name them.") { json };
        command.SetAction(parsed =>
        {
            IReadOnlyList<DataSetRow> rows =
                [.. DataSetCatalog.Entries.Select(entry => new DataSetRow(entry.Name, entry.Spec, entry.Description))];
            if (parsed.GetValue(json))
            {
                terminal.WriteJson(rows, CliJson.Default.IReadOnlyListDataSetRow);
                return;
            }

            terminal.WriteTable(["data set", "write", "what it is"], rows.Select(row => (string[])[row.Name, row.Spec, row.Description]));
        });
        return command;
    }
}
