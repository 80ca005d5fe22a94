using System.CommandLine;

namespace Ensemble.Cli.DataSets;

/// <summary><c>ensemble datasets …</c></summary>
internal static class DataSetsCommand
{
    public static Command Create(Terminal terminal) => new("datasets", "The data sets that models are measured on.")
    {
        ListDataSetsCommand.Create(terminal),
        RenderDataSetCommand.Create(terminal),
    };
}
