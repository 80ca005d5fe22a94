using System.CommandLine;
using Ensemble.Models.DataSets;

namespace Ensemble.Cli.DataSets;

/// <summary><c>ensemble datasets render DATASET</c></summary>
internal static class RenderDataSetCommand
{
    public static Command Create(Terminal terminal)
    {
        var dataSet = new Argument<string>("dataset") { Description = "shapes, imagenet:PATH or folder:PATH." };
        var split = CommonOptions.Split();
        var count = new Option<int>("--count") { Description = "Items to draw.", DefaultValueFactory = _ => 64 };
        var output = new Option<FileInfo>("--output", "-o") { Description = "The PNG file to write.", Required = true };
        var command = new Command("render", "Draws the first items of a data set as a labelled contact sheet.")
        {
            dataSet, split, count, output,
        };
        command.SetAction((parsed, cancellation) =>
        {
            var file = parsed.GetRequiredValue(output).FullName;
            ContactSheet.Write(
                DataSetCatalog.Open(parsed.GetRequiredValue(dataSet)),
                parsed.GetRequiredValue(split),
                parsed.GetRequiredValue(count),
                file,
                cancellation);
            terminal.Output.WriteLine(file);
            return Task.CompletedTask;
        });
        return command;
    }
}
