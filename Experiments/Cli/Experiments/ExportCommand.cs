using System.CommandLine;
using System.Text;
using Ensemble.Models;
using Ensemble.Runner.Reports;
using Ensemble.Runner.Results;

namespace Ensemble.Cli.Experiments;

/// <summary><c>ensemble show ID</c> and <c>ensemble export ID --format FORMAT</c></summary>
internal static class ExportCommand
{
    public static Command CreateShow(Terminal terminal)
    {
        var id = ExperimentOptions.Id();
        var data = CommonOptions.Data();
        var json = CommonOptions.Json();
        var command = new Command("show", "Shows what an experiment has found so far.") { id, data, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            var result = await parsed.ResultAsync(id, data, cancellation);
            await terminal.Output.WriteLineAsync(parsed.GetValue(json) ? PaperResults.Json(result) : PaperText.Markdown(result));
        });
        return command;
    }

    public static Command Create(Terminal terminal)
    {
        var id = ExperimentOptions.Id();
        var format = new Option<string>("--format") { Description = $"{string.Join(", ", PaperExport.All.Select(one => one.Name))}.", Required = true };
        format.AcceptOnlyFromAmong([.. PaperExport.All.Select(one => one.Name)]);
        var output = new Option<FileInfo?>("--output") { Description = "The file; default: standard output." };
        var data = CommonOptions.Data();
        var command = new Command("export", "Writes what an experiment has found for other programs and for papers.") { id, format, output, data };
        command.SetAction(async (parsed, cancellation) =>
        {
            var export = PaperExport.All.Single(one => one.Name == parsed.GetRequiredValue(format));
            if (!export.IsText && parsed.GetValue(output) is null)
            {
                throw new EnsembleException($"--format {export.Name} is nothing to be read: name a file with --output.");
            }

            var content = await export.WriteAsync(await parsed.ResultAsync(id, data, cancellation), cancellation);
            if (parsed.GetValue(output) is { } file)
            {
                AtomicFile.Write(file.FullName, content);
            }
            else
            {
                await terminal.Output.WriteAsync(Encoding.UTF8.GetString(content));
            }
        });
        return command;
    }
}
