namespace Ensemble.Models.Training;

/// <summary>Where a training run keeps its checkpoints and puts its model.</summary>
internal sealed record TrainingFolders(string Work, string Output)
{
    /// <exception cref="EnsembleException">No folder is named and the program does not lie in the repository.</exception>
    public static TrainingFolders Of(TrainingOptions options)
    {
        var name = FormattableString.Invariant($"{options.Model}-seed{options.Seed}");
        name = options.Limit is null ? name : FormattableString.Invariant($"{name}-limit{options.Limit}");
        var work = options.Work ?? Path.Combine(Root("--work"), ".ensemble", "training", name);
        return new(
            Path.GetFullPath(work),
            Path.GetFullPath(
                options.Output
                ?? (options.Limit is null ? Path.Combine(Root("--output"), "Models", "Catalog", "Bundled") : work)));
    }

    private static string Root(string option)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Ensemble.sln")))
            {
                return folder.FullName;
            }
        }

        throw new EnsembleException($"The program does not lie in the repository: name a folder with {option}.");
    }
}
