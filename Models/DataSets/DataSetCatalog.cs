using Ensemble.Models.DataSets.ImageNet;
using Ensemble.Models.DataSets.Shapes;
using Ensemble.Models.Images;

namespace Ensemble.Models.DataSets;

/// <summary>A data set that <see cref="DataSetCatalog"/> can open.</summary>
/// <param name="Name">What it is called in a spec.</param>
/// <param name="Spec">How it is written, e.g. <c>folder:PATH</c>.</param>
/// <param name="Description">One line for a list.</param>
public sealed record DataSetEntry(string Name, string Spec, string Description);

/// <summary>The known data sets, opened by a spec: <c>shapes</c>, <c>imagenet:PATH</c>, <c>folder:PATH</c>.</summary>
public static class DataSetCatalog
{
    private static readonly (DataSetEntry Entry, Func<string, ImageDecoder, IDataSet> Open)[] Known =
    [
        (new("shapes", "shapes", "64x64 pictures of 16 kinds of shapes, made from a seed; nothing to download"), (_, _) => new ShapesDataSet()),
        (new("imagenet", "imagenet:PATH", "your ILSVRC2012 validation images: 50,000 JPEGs with the ground truth, or one folder per WordNet id"), ImageNetDataSet.Open),
        (new("folder", "folder:PATH", "any folder with one sub-folder of JPEG, PNG or WebP images per class"), FolderDataSet.Open),
    ];

    /// <summary>The known data sets.</summary>
    public static IReadOnlyList<DataSetEntry> Entries { get; } = [.. Known.Select(known => known.Entry)];

    /// <summary>The folder that a spec names, from the root; null: it names none.</summary>
    public static string? FolderOf(string spec) => spec.Split(':', 2) is [_, var path] && !string.IsNullOrWhiteSpace(path) ? Path.GetFullPath(path) : null;

    /// <summary>A spec that means the same in whatever folder it is read.</summary>
    public static string Absolute(string spec) => FolderOf(spec) is { } folder ? $"{spec.Split(':', 2)[0]}:{folder}" : spec;

    /// <summary>Opens a data set.</summary>
    /// <param name="spec">A name, and after the first colon the folder it is in.</param>
    /// <param name="decoder">Decodes image files; the default limits if null.</param>
    /// <exception cref="EnsembleException">The name is unknown, the path is missing, or there is no such data set there.</exception>
    public static IDataSet Open(string spec, ImageDecoder? decoder = null)
    {
        var (name, path) = spec.Split(':', 2) is [var before, var after] ? (before, after) : (spec, string.Empty);
        var (entry, open) = Array.Find(Known, known => known.Entry.Name == name);
        if (entry is null)
        {
            throw new EnsembleException($"There is no data set '{name}'; known are {string.Join(", ", Entries.Select(known => known.Spec))}.");
        }

        if (entry.Spec == entry.Name && path.Length > 0)
        {
            throw new EnsembleException($"The data set '{name}' takes no path; write '{entry.Spec}'.");
        }

        return entry.Spec == entry.Name || !string.IsNullOrWhiteSpace(path)
            ? open(path, decoder ?? ImageDecoder.Default)
            : throw new EnsembleException($"The data set '{name}' needs the folder it is in: write '{entry.Spec}', for example '{name}:/data/{name}'.");
    }
}
