using System.Globalization;

namespace Ensemble.Models.DataSets.ImageNet;

/// <summary>The classes of the flat validation images, from whichever of the usual label files is there.</summary>
internal sealed class GroundTruth
{
    private static readonly (string FileName, Func<string, Dictionary<string, int>> Read)[] Forms =
    [
        ("LOC_val_solution.csv", FromKaggle),
        ("val.txt", FromPairs),
        ("imagenet_2012_validation_synset_labels.txt", FromNumberedWnids),
        ("ILSVRC2012_validation_ground_truth.txt", FromNumberedIds),
    ];

    private readonly Dictionary<string, int> _labels;

    private GroundTruth(string path, Dictionary<string, int> labels)
    {
        FilePath = path;
        _labels = labels;
    }

    /// <summary>The file that was read.</summary>
    public string FilePath { get; }

    /// <summary>Reads the first label file there is in the folders.</summary>
    /// <exception cref="EnsembleException">There is none, or it is broken.</exception>
    public static GroundTruth Find(IReadOnlyList<string> folders)
    {
        foreach (var (fileName, read) in Forms)
        {
            if (folders.Select(folder => Path.Combine(folder, fileName)).FirstOrDefault(File.Exists) is { } path)
            {
                return new GroundTruth(path, read(path));
            }
        }

        throw new EnsembleException(
            $"No labels for the ImageNet images in '{folders[0]}'. Put one of these files there: ILSVRC2012_validation_ground_truth.txt with meta.mat (or map_clsloc.txt) of the development kit; "
            + "val.txt with 'FILENAME INDEX' per line, 0 to 999 in the order of the WordNet ids; LOC_val_solution.csv of Kaggle; imagenet_2012_validation_synset_labels.txt with one WordNet id per image. "
            + "Or sort the images into one folder per class, named by WordNet id.");
    }

    /// <summary>The class of an image, if the file has it.</summary>
    public bool TryLabel(string fileName, out int label) => _labels.TryGetValue(Path.GetFileNameWithoutExtension(fileName), out label);

    /// <summary><c>ImageId,PredictionString</c>; a prediction begins with the WordNet id, boxes follow.</summary>
    private static Dictionary<string, int> FromKaggle(string path) => LabelFile.Lines(path)
        .Where(line => !line.Text.StartsWith("ImageId,", StringComparison.Ordinal))
        .ToDictionaryByImage(line => line.Text.Split([',', ' '], 3) is [var image, var wnid, ..]
            ? (image, line.IndexOfWnid(wnid))
            : throw line.Wrong($"'{line.Text}' is not 'IMAGE,WNID …'"));

    /// <summary><c>FILENAME INDEX</c>, as Caffe wrote it; a WordNet id in the place of the index is understood too.</summary>
    private static Dictionary<string, int> FromPairs(string path) => LabelFile.Lines(path)
        .ToDictionaryByImage(line => line.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is [var image, var label]
            ? (image, IndexOrWnid(line, label))
            : throw line.Wrong($"'{line.Text}' is not 'FILENAME INDEX'"));

    private static Dictionary<string, int> FromNumberedWnids(string path) => LabelFile.Lines(path)
        .ToDictionaryByImage(line => (NumberedImage(line.Number), line.IndexOfWnid(line.Text)));

    private static Dictionary<string, int> FromNumberedIds(string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        string[] folders = [folder, Path.GetDirectoryName(folder) ?? folder];
        var synsets = DevkitSynsets.FileNames.SelectMany(name => folders.Select(place => Path.Combine(place, name))).FirstOrDefault(File.Exists)
            ?? throw new EnsembleException($"'{path}' numbers the classes in the order of the ILSVRC2012 development kit, which needs the kit's meta.mat (or map_clsloc.txt with 'WNID ID name' per line, or synsets.txt with one WordNet id per line in the order of the kit's ids) beside it.");
        var labels = DevkitSynsets.Read(synsets);
        return LabelFile.Lines(path).ToDictionaryByImage(line =>
            int.TryParse(line.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && labels.TryGetValue(id, out var label)
                ? (NumberedImage(line.Number), label)
                : throw line.Wrong($"'{line.Text}' is not the ILSVRC2012 id of a class in '{synsets}'"));
    }

    private static string NumberedImage(int number) => string.Create(CultureInfo.InvariantCulture, $"ILSVRC2012_val_{number:D8}");

    private static int IndexOrWnid(LabelLine line, string text)
    {
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
        {
            return line.IndexOfWnid(text);
        }

        return index < ImageNetClasses.Wnids.Count
            ? index
            : throw line.Wrong($"{index} is not a class; indices are 0 to {ImageNetClasses.Wnids.Count - 1} in the order of the WordNet ids");
    }
}

/// <summary>Labels by image name without folder and extension.</summary>
internal static class LabelLines
{
    /// <summary>Collects what <paramref name="read"/> finds in each line; an image named twice is an error.</summary>
    public static Dictionary<string, int> ToDictionaryByImage(this IEnumerable<LabelLine> lines, Func<LabelLine, (string Image, int Label)> read)
    {
        var labels = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var line in lines)
        {
            var (image, label) = read(line);
            if (!labels.TryAdd(Path.GetFileNameWithoutExtension(image), label))
            {
                throw line.Wrong($"'{image}' is labelled a second time");
            }
        }

        return labels;
    }
}
