using System.CommandLine;

namespace Ensemble.Cli.Models;

/// <summary><c>ensemble models …</c></summary>
internal static class ModelsCommand
{
    public static Command Create(Terminal terminal) => new("models", "The models that can be run by name.")
    {
        ListModelsCommand.Create(terminal),
        InspectModelCommand.Create(terminal),
        ImportModelCommand.Create(terminal),
        GenerateModelCommand.Create(terminal),
        DownloadModelCommand.Create(terminal),
        VerifyModelsCommand.Create(terminal),
        EvaluateModelsCommand.Create(terminal),
    };
}
