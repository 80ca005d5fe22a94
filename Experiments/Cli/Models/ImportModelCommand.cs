using System.CommandLine;
using Ensemble.Models;
using Ensemble.Models.Catalog;
using Ensemble.Models.Graphs;
using Ensemble.Models.Import;

namespace Ensemble.Cli.Models;

/// <summary><c>ensemble models import NETWORK --weights FILE</c> and <c>ensemble models import FILE.onnx …</c></summary>
internal static class ImportModelCommand
{
    private static readonly Argument<string> Source = new("source")
    {
        Description = "A network (efficientnetb0, mobilenetv2, nasnetmobile) whose Keras weights you have, or an ONNX file.",
    };

    private static readonly Option<FileInfo?> Weights = new("--weights") { Description = "Keras weights, .h5 or .weights.h5 (for a network)." };

    private static readonly Option<FileInfo?> Labels = new("--labels")
    {
        Description = "The classes' names, one per line (for an ONNX file; for a network, if not ImageNet's).",
    };

    private static readonly Option<string?> Preprocess = new("--preprocess")
    {
        Description = "What the ONNX file wants done to pixels 0-255: none, tf, torch or caffe.",
    };

    private static readonly Option<int?> InputSize = new("--input-size")
    {
        Description = "Height and width of the input, where the ONNX file leaves it open.",
    };

    private static readonly Option<string?> Name = new("--name") { Description = "The model's name in the catalog." };

    private static readonly Option<bool> Replace = new("--replace") { Description = "Replace an imported model of the same name." };

    private static readonly Option<DirectoryInfo?> Data = CommonOptions.Data();

    public static Command Create(Terminal terminal)
    {
        var command = new Command("import", "Brings your own weights or your own ONNX classifier into the catalog.")
        {
            Source, Weights, Labels, Preprocess, InputSize, Name, Replace, Data,
        };
        command.SetAction(parsed => terminal.WriteImported(Import(parsed)));
        return command;
    }

    private static CatalogEntry Import(ParseResult parsed)
    {
        var source = parsed.GetRequiredValue(Source);
        var labels = parsed.GetValue(Labels) is { } file ? LabelsFile.Read(file.FullName) : null;
        var catalog = parsed.Catalog(Data);
        return source.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase)
            ? ImportOnnx(parsed, catalog, source, labels)
            : ImportKeras(parsed, catalog, source, labels);
    }

    private static CatalogEntry ImportKeras(ParseResult parsed, ModelCatalog catalog, string network, IReadOnlyList<string>? labels)
    {
        Refuse(parsed, "a network", Preprocess, InputSize);
        var weights = parsed.GetValue(Weights)
            ?? throw new EnsembleException($"Which weights? Give the file with --weights FILE, or fetch the published ones with 'ensemble models download {network}'.");
        return KerasImporter.Import(
            catalog,
            network,
            weights.FullName,
            new() { Name = parsed.GetValue(Name), Labels = labels, Replace = parsed.GetValue(Replace) });
    }

    private static CatalogEntry ImportOnnx(ParseResult parsed, ModelCatalog catalog, string path, IReadOnlyList<string>? labels)
    {
        Refuse(parsed, "an ONNX file", Weights);
        return OnnxImporter.Import(
            catalog,
            path,
            new()
            {
                Labels = labels ?? throw new EnsembleException($"What are the classes of {path} called? Give a file with one name per line: --labels FILE."),
                Preprocessing = PreprocessingRule.Parse(
                    parsed.GetValue(Preprocess) ?? throw new EnsembleException($"What does {path} want done to pixels? Say --preprocess none, tf, torch or caffe.")),
                InputSize = parsed.GetValue(InputSize),
                Name = parsed.GetValue(Name),
                Replace = parsed.GetValue(Replace),
            });
    }

    private static void Refuse(ParseResult parsed, string source, params ReadOnlySpan<Option> options)
    {
        foreach (var option in options)
        {
            if (parsed.GetResult(option) is not null)
            {
                throw new EnsembleException($"{option.Name} has no meaning for {source}: leave it out.");
            }
        }
    }
}
