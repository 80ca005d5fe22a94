using System.CommandLine;
using Ensemble.Models.Catalog;
using Ensemble.Models.Combiners;
using Ensemble.Models.DataSets;

namespace Ensemble.Cli;

/// <summary>Options that several commands take.</summary>
internal static class CommonOptions
{
    private const string SolutionFile = "Ensemble.sln";

    public static Option<bool> Json() => new("--json") { Description = "Write JSON." };

    public static Option<DirectoryInfo?> Data() => new("--data")
    {
        Description = "The folder of the user's models, caches and results. Default: .ensemble beside the solution, or here.",
    };

    public static Option<Split> Split() => new("--split")
    {
        Description = "Which part of the data set.",
        DefaultValueFactory = _ => Ensemble.Models.DataSets.Split.Test,
    };

    public static Option<string> Combiner() => new("--combiner")
    {
        Description = $"How predictions are combined: {string.Join(", ", CombinerCatalog.Names)}.",
        DefaultValueFactory = _ => CombinerCatalog.Default,
    };

    public static Option<double[]> CombinerWeights() => new("--weights")
    {
        Description = "One weight per model, for combiners that take them.",
        AllowMultipleArgumentsPerToken = true,
    };

    /// <summary>The combiner that was asked for.</summary>
    public static ICombiner CreateCombiner(this ParseResult parsed, Option<string> combiner, Option<double[]> weights) =>
        CombinerCatalog.Create(parsed.GetValue(combiner)!, parsed.GetValue(weights) is { Length: > 0 } given ? given : null);

    /// <summary>The models of a data folder.</summary>
    public static ModelCatalog Catalog(this ParseResult parsed, Option<DirectoryInfo?> data) =>
        new(Path.Combine(parsed.DataFolder(data), "models"));

    /// <summary>The data folder that was asked for, or the default.</summary>
    public static string DataFolder(this ParseResult parsed, Option<DirectoryInfo?> data) =>
        parsed.GetValue(data)?.FullName
        ?? Path.Combine(FolderOfSolution() ?? Environment.CurrentDirectory, ".ensemble");

    private static string? FolderOfSolution()
    {
        foreach (var start in new[] { Environment.CurrentDirectory, AppContext.BaseDirectory })
        {
            for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            {
                if (File.Exists(Path.Combine(folder.FullName, SolutionFile)))
                {
                    return folder.FullName;
                }
            }
        }

        return null;
    }
}
