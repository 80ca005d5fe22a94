using System.CommandLine;
using Ensemble.Models.Catalog;

namespace Ensemble.Cli.Models;

/// <summary>A model in a list.</summary>
internal sealed record ModelRow(
    string Name,
    string Task,
    int Height,
    int Width,
    int Classes,
    long Parameters,
    string Weights,
    CatalogOrigin Origin,
    string? Caveat,
    string? File,
    long? Bytes,
    string? Sha256)
{
    public static ModelRow Of(CatalogEntry entry)
    {
        var manifest = entry.Manifest;
        var isWritten = entry.Origin != CatalogOrigin.OnFirstUse;
        return new(
            manifest.Name,
            manifest.Task,
            manifest.Input.Height,
            manifest.Input.Width,
            manifest.Classes,
            manifest.Parameters,
            manifest.Weights.Source,
            entry.Origin,
            manifest.IsTrained ? null : manifest.Caveat,
            isWritten ? entry.Path : null,
            isWritten ? manifest.Bytes : null,
            isWritten ? manifest.Sha256 : null);
    }
}

/// <summary><c>ensemble models list</c></summary>
internal static class ListModelsCommand
{
    public static Command Create(Terminal terminal)
    {
        var data = CommonOptions.Data();
        var json = CommonOptions.Json();
        var command = new Command("list", "Lists all models of the catalog.") { data, json };
        command.SetAction(parsed =>
        {
            var listing = parsed.Catalog(data).List();
            foreach (var refused in listing.Refused)
            {
                terminal.Error.WriteLine($"warning: refused {refused.Problem}");
            }

            IReadOnlyList<ModelRow> rows = [.. listing.Entries.Select(ModelRow.Of)];
            if (parsed.GetValue(json))
            {
                terminal.WriteJson(rows, CliJson.Default.IReadOnlyListModelRow);
                return;
            }

            terminal.WriteTable(
                ["model", ">input", ">classes", ">parameters", ">MB", "weights", "note"],
                rows.Select(row => (string[])
                [
                    row.Name,
                    FormattableString.Invariant($"{row.Height}x{row.Width}"),
                    FormattableString.Invariant($"{row.Classes}"),
                    FormattableString.Invariant($"{row.Parameters:N0}"),
                    row.Bytes is { } bytes ? FormattableString.Invariant($"{bytes / 1e6:0.0}") : "-",
                    row.Weights,
                    row.Caveat ?? string.Empty,
                ]));
        });
        return command;
    }
}
