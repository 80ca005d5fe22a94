using System.CommandLine;
using Ensemble.Models;
using Ensemble.Runner.Results;

namespace Ensemble.Cli.Experiments;

/// <summary><c>ensemble show ID</c> and <c>ensemble export ID --format FORMAT</c></summary>
internal static class ExportCommand
{
    private static readonly (string Name, Func<PaperResult, string> Write)[] Formats =
    [
        ("json", PaperResults.Json),
        ("csv", PaperText.Csv),
        ("markdown", PaperText.Markdown),
        ("latex", PaperText.Latex),
    ];

    public static Command CreateShow(Terminal terminal)
    {
        var id = ExperimentOptions.Id();
        var data = CommonOptions.Data();
        var json = CommonOptions.Json();
        var command = new Command("show", "Shows what an experiment has found so far.") { id, data, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            var result = await ResultAsync(parsed, id, data, cancellation);
            await terminal.Output.WriteLineAsync(parsed.GetValue(json) ? PaperResults.Json(result) : PaperText.Markdown(result));
        });
        return command;
    }

    public static Command Create(Terminal terminal)
    {
        var id = ExperimentOptions.Id();
        var format = new Option<string>("--format") { Description = $"{string.Join(", ", Formats.Select(one => one.Name))}.", Required = true };
        format.AcceptOnlyFromAmong([.. Formats.Select(one => one.Name)]);
        var output = new Option<FileInfo?>("--output") { Description = "The file; default: standard output." };
        var data = CommonOptions.Data();
        var command = new Command("export", "Writes what an experiment has found for other programs and for papers.") { id, format, output, data };
        command.SetAction(async (parsed, cancellation) =>
        {
            var result = await ResultAsync(parsed, id, data, cancellation);
            var text = Formats.Single(one => one.Name == parsed.GetRequiredValue(format)).Write(result);
            if (parsed.GetValue(output) is { } file)
            {
                AtomicFile.Write(file.FullName, System.Text.Encoding.UTF8.GetBytes(text));
            }
            else
            {
                await terminal.Output.WriteAsync(text);
            }
        });
        return command;
    }

    private static async Task<PaperResult> ResultAsync(ParseResult parsed, Argument<string> id, Option<DirectoryInfo?> data, CancellationToken cancellation)
    {
        var store = await parsed.StoreAsync(data, cancellation);
        return await PaperResults.ReadAsync(store, await store.FindAsync(parsed, id, cancellation), cancellation);
    }
}
