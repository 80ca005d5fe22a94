using Ensemble.Models.Images;

namespace Ensemble.Models.DataSets;

/// <summary>
/// Any folder with one sub-folder per class. Classes are the sub-folders' names and items the JPEG, PNG and WebP files
/// directly inside, both in ordinal order; other files, hidden entries and symbolic links are passed over.
/// </summary>
/// <remarks>
/// All items are the split <see cref="Split.Test"/>. If instead every sub-folder is called <c>train</c>,
/// <c>calibration</c>, <c>validation</c> (or <c>val</c>) or <c>test</c> and holds the class folders, these are the splits;
/// all must have the same classes.
/// </remarks>
public static class FolderDataSet
{
    private static readonly Dictionary<string, Split> SplitNames = new(StringComparer.OrdinalIgnoreCase)
    {
        ["train"] = Split.Train,
        ["calibration"] = Split.Calibration,
        ["validation"] = Split.Validation,
        ["val"] = Split.Validation,
        ["test"] = Split.Test,
    };

    /// <summary>Lists the folder; images are decoded when they are asked for.</summary>
    /// <exception cref="EnsembleException">The folder is missing, has no classes, or a class has no images.</exception>
    public static IDataSet Open(string path, ImageDecoder? decoder = null)
    {
        var splits = FindSplits(path);
        var classes = SameClasses(path, splits);
        var files = splits.ToDictionary(split => split.Key, split => List(path, split.Value, classes));
        return new FileDataSet("folder", path, classes, files, decoder ?? ImageDecoder.Default);
    }

    /// <summary>The folder of each split, relative to the root; the root itself is the test split.</summary>
    private static SortedDictionary<Split, string> FindSplits(string root)
    {
        var names = ImageFolder.SubFolders(root);
        if (!names.All(SplitNames.ContainsKey) || names.All(name => ImageFolder.SubFolders(Path.Combine(root, name)) is []))
        {
            return new SortedDictionary<Split, string> { [Split.Test] = string.Empty };
        }

        var splits = new SortedDictionary<Split, string>();
        foreach (var name in names)
        {
            if (!splits.TryAdd(SplitNames[name], name))
            {
                throw new EnsembleException($"'{root}' has '{splits[SplitNames[name]]}' and '{name}', which are the same split; keep one of them.");
            }
        }

        return splits;
    }

    private static string[] SameClasses(string root, SortedDictionary<Split, string> splits)
    {
        var classes = splits.Values.ToDictionary(folder => folder, folder => ImageFolder.SubFolders(Path.Combine(root, folder)));
        var all = classes.Values.SelectMany(names => names).Distinct().Order(StringComparer.Ordinal).ToArray();
        if (all.Length == 0)
        {
            throw new EnsembleException($"'{root}' has no class folders; put the images of each class into a sub-folder named like the class (symbolic links are not followed).");
        }

        var missing = classes.Where(split => split.Value.Length < all.Length)
            .Select(split => $"'{split.Key}' lacks {Quoted([.. all.Except(split.Value)])}")
            .ToArray();
        return missing.Length == 0
            ? all
            : throw new EnsembleException($"The splits of '{root}' do not have the same classes: {string.Join("; ", missing)}.");
    }

    private static LabelledFile[] List(string root, string split, string[] classes)
    {
        var files = new List<LabelledFile>();
        var empty = new List<string>();
        for (var label = 0; label < classes.Length; label++)
        {
            var folder = split.Length == 0 ? classes[label] : $"{split}/{classes[label]}";
            var images = ImageFolder.Images(Path.Combine(root, folder));
            files.AddRange(images.Select(image => new LabelledFile($"{folder}/{image}", label)));
            if (images.Length == 0)
            {
                empty.Add(folder);
            }
        }

        return empty.Count == 0
            ? [.. files]
            : throw new EnsembleException($"No JPEG, PNG or WebP files in {Quoted(empty)} under '{root}'; add images or remove the folder (symbolic links are not followed).");
    }

    private static string Quoted(List<string> names)
    {
        const int Shown = 10;
        var text = string.Join(", ", names.Take(Shown).Select(name => $"'{name}'"));
        return names.Count > Shown ? $"{text} and {names.Count - Shown} more" : text;
    }
}
