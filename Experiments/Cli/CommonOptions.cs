using System.CommandLine;
using Ensemble.Models.Catalog;
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
