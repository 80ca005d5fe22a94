using System.CommandLine;
using Ensemble.Cli.DataSets;
using Ensemble.Cli.Experiments;
using Ensemble.Cli.Models;
using Ensemble.Cli.Serving;
using Ensemble.Models;

namespace Ensemble.Cli;

/// <summary>The <c>ensemble</c> command: results to standard output, progress and errors to standard error.</summary>
internal static class EnsembleCommand
{
    private const int Failed = 1;
    private const int Cancelled = 130; // 128 + SIGINT, as shells report it

    public static async Task<int> RunAsync(string[] args, Terminal terminal)
    {
        var root = new RootCommand("Serverless ensemble inference: models, data sets and experiments.")
        {
            ModelsCommand.Create(terminal),
            DataSetsCommand.Create(terminal),
            PredictCommand.Create(terminal),
            RunCommand.Create(terminal),
            ListExperimentsCommand.Create(terminal),
            ExportCommand.CreateShow(terminal),
            ExportCommand.Create(terminal),
            ReportCommand.Create(terminal),
            CompareCommand.Create(terminal),
            ServeCommand.Create(terminal),
        };
        var configuration = new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false,
            Output = terminal.Output,
            Error = terminal.Error,
        };
        try
        {
            return await root.Parse(args).InvokeAsync(configuration);
        }
        catch (EnsembleException exception)
        {
            await terminal.Error.WriteLineAsync($"error: {exception.Message}");
            return Failed;
        }
        catch (OperationCanceledException)
        {
            await terminal.Error.WriteLineAsync("cancelled");
            return Cancelled;
        }
    }
}
