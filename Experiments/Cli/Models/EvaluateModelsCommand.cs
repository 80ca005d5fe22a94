using System.CommandLine;
using Ensemble.Models;
using Ensemble.Models.DataSets;
using Ensemble.Models.Networks;
using Ensemble.Runner;

namespace Ensemble.Cli.Models;

/// <summary><c>ensemble models evaluate [NAME…]</c></summary>
internal static class EvaluateModelsCommand
{
    private static readonly Argument<string[]> Names = new("models")
    {
        Description = "Models of the catalog; default: the bundled ones.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static readonly Option<string> DataSet = new("--dataset")
    {
        Description = "shapes, imagenet:PATH or folder:PATH.",
        DefaultValueFactory = _ => "shapes",
    };

    private static readonly Option<Split> Split = CommonOptions.Split();

    private static readonly Option<int?> Limit = new("--limit") { Description = "Only the first so many items." };

    private static readonly Option<string> Combiner = CommonOptions.Combiner();

    private static readonly Option<double[]> Weights = CommonOptions.CombinerWeights();

    private static readonly Option<int> Threads = new("--threads")
    {
        Description = "Threads of each model.",
        DefaultValueFactory = _ => Environment.ProcessorCount,
    };

    private static readonly Option<bool> ByOrder = new("--match-by-order")
    {
        Description = "The data set's classes are the models' in order, whatever they are called.",
    };

    private static readonly Option<DirectoryInfo?> Data = CommonOptions.Data();

    private static readonly Option<bool> Json = CommonOptions.Json();

    public static Command Create(Terminal terminal)
    {
        var command = new Command("evaluate", "Measures the accuracy of models and of their ensemble on a data set.")
        {
            Names, DataSet, Split, Limit, Combiner, Weights, Threads, ByOrder, Data, Json,
        };
        command.SetAction((parsed, cancellation) => RunAsync(parsed, terminal, cancellation));
        return command;
    }

    private static async Task RunAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellation)
    {
        var plan = Plan(parsed);
        var result = await terminal.WithProgressAsync(
            $"{plan.Models.Count} models, {plan.DataSet.Name} {plan.Split}",
            progress => Task.Run(() => AccuracyEvaluation.Run(plan, progress, cancellation), cancellation));
        foreach (var item in result.Skipped)
        {
            await terminal.Error.WriteLineAsync($"warning: not counted: {item.Id}: {item.Error}");
        }

        await terminal.Output.WriteLineAsync(
            parsed.GetValue(Json) ? AccuracyTable.Json(result.Report) : AccuracyTable.Markdown(result.Report));
    }

    private static AccuracyPlan Plan(ParseResult parsed)
    {
        var catalog = parsed.Catalog(Data);
        var names = parsed.GetValue(Names) is { Length: > 0 } given ? given : [.. NetworkCatalog.MiniNetworks.Select(network => network.Name)];
        var threads = parsed.GetValue(Threads);
        if (threads < 1)
        {
            throw new EnsembleException($"A model needs at least 1 thread, not {threads}: change --threads.");
        }

        return new()
        {
            DataSet = DataSetCatalog.Open(parsed.GetValue(DataSet)!),
            Split = parsed.GetValue(Split),
            Models = [.. names.Select(catalog.Open)],
            Combiner = parsed.CreateCombiner(Combiner, Weights),
            Classifier = new() { Threads = threads, CacheFolder = Path.Combine(parsed.DataFolder(Data), "cache") },
            Limit = parsed.GetValue(Limit),
            MatchClassesByOrder = parsed.GetValue(ByOrder),
        };
    }
}
