using System.CommandLine;
using Ensemble.Models;
using Ensemble.Runner.Reports;
using Ensemble.Runner.Results;

namespace Ensemble.Cli.Experiments;

/// <summary><c>ensemble report ID --output DIR</c></summary>
internal static class ReportCommand
{
    public static Command Create(Terminal terminal)
    {
        var id = ExperimentOptions.Id();
        var data = CommonOptions.Data();
        var output = new Option<DirectoryInfo>("--output") { Description = "The folder; made if need be.", Required = true };
        var command = new Command("report", "Writes tables, figures and data of an experiment into a folder, ready for a paper.") { id, output, data };
        command.SetAction(async (parsed, cancellation) =>
        {
            var result = await parsed.ResultAsync(id, data, cancellation);
            var files = new List<(string Name, byte[] Content)>();
            foreach (var export in PaperExport.All)
            {
                files.Add(($"{(export.Name is "markdown" or "latex" ? "tables" : "requests")}.{export.Extension}", await export.WriteAsync(result, cancellation)));
            }

            var figures = PaperFigures.Draw(result);
            files.AddRange(figures);
            files.Add(("figures.tex", System.Text.Encoding.UTF8.GetBytes(PaperFigures.Latex(result, figures.Select(figure => figure.Name)))));
            files.Add(("caption.txt", System.Text.Encoding.UTF8.GetBytes($"{PaperText.Caption(result)}\n")));
            foreach (var (name, content) in files)
            {
                var path = Path.Combine(parsed.GetRequiredValue(output).FullName, name);
                AtomicFile.Write(path, content);
                await terminal.Output.WriteLineAsync(path);
            }
        });
        return command;
    }
}
