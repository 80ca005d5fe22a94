using System.CommandLine;
using System.Globalization;
using Ensemble.Models.Catalog;
using Ensemble.Models.DataSets.ImageNet;
using Ensemble.Models.Graphs;
using Ensemble.Models.Networks;
using Ensemble.Models.Onnx;

namespace Ensemble.Cli.Models;

/// <summary><c>ensemble models generate NETWORK --name NAME</c></summary>
internal static class GenerateModelCommand
{
    private static readonly Argument<string> Network = new("network")
    {
        Description = $"One of {string.Join(", ", NetworkCatalog.All.Select(network => network.Name))}.",
    };

    private static readonly Option<string> Name = new("--name") { Description = "The model's name in the catalog.", Required = true };

    private static readonly Option<int?> InputSize = new("--input-size") { Description = "Height and width of the input, at least 32." };

    private static readonly Option<double?> Width = new("--width") { Description = "Multiplies the filters of every layer." };

    private static readonly Option<int?> Classes = new("--classes") { Description = "The number of classes." };

    private static readonly Option<ulong> Seed = new("--seed") { Description = "The same seed gives the same file.", DefaultValueFactory = _ => 1 };

    private static readonly Option<bool> Unfolded = new("--unfolded") { Description = "Keep batch normalisation apart from the convolutions." };

    private static readonly Option<DirectoryInfo?> Data = CommonOptions.Data();

    public static Command Create(Terminal terminal)
    {
        var command = new Command("generate", "Writes a network of another size, with random weights, to measure what size costs.")
        {
            Network, Name, InputSize, Width, Classes, Seed, Unfolded, Data,
        };
        command.SetAction(parsed => terminal.WriteImported(Generate(parsed)));
        return command;
    }

    private static CatalogEntry Generate(ParseResult parsed)
    {
        var definition = NetworkCatalog.Find(parsed.GetRequiredValue(Network));
        var options = definition.Defaults with
        {
            InputSize = parsed.GetValue(InputSize) ?? definition.Defaults.InputSize,
            Width = parsed.GetValue(Width) ?? definition.Defaults.Width,
            Classes = parsed.GetValue(Classes) ?? definition.Defaults.Classes,
        };
        var seed = parsed.GetValue(Seed);
        var graph = definition.Build(options);
        var onnx = OnnxWriter.Write(graph, WeightSet.Seeded(graph, seed), new() { FoldBatchNormalization = !parsed.GetValue(Unfolded) });
        return parsed.Catalog(Data).Add(
            ManifestFactory.Describe(
                parsed.GetRequiredValue(Name),
                definition.Name,
                graph,
                Labels(graph.Classes),
                new(WeightsKind.Seeded, FormattableString.Invariant($"random, seed {seed}")),
                options),
            onnx);
    }

    private static IReadOnlyList<string> Labels(int classes) => classes == ImageNetClasses.Names.Count
        ? ImageNetClasses.Names
        : [.. Enumerable.Range(0, classes).Select(index => index.ToString(CultureInfo.InvariantCulture))];
}
