using System.Globalization;

namespace Ensemble.Models.DataSets.ImageNet;

/// <summary>
/// Which WordNet id each ILSVRC2012 id (1 to 1000, the numbers in the official ground truth) stands for. Those ids are
/// not in the order of the WordNet ids, so a list that does not name them cannot serve.
/// </summary>
internal static class DevkitSynsets
{
    /// <summary>The files that are understood, in the order in which they are looked for.</summary>
    public static readonly IReadOnlyList<string> FileNames = ["meta.mat", "map_clsloc.txt", "synsets.txt"];

    /// <summary>Reads one of <see cref="FileNames"/>: from id to index in <see cref="ImageNetClasses"/>.</summary>
    /// <exception cref="EnsembleException">The file is broken or is not in the kit's order.</exception>
    public static Dictionary<int, int> Read(string path) =>
        Path.GetExtension(path) == ".mat" ? FromMat(path) : FromText(path);

    private static Dictionary<int, int> FromMat(string path)
    {
        var labels = new Dictionary<int, int>();
        try
        {
            foreach (var synset in MatFile.ReadStructures(LabelFile.Bytes(path), "synsets"))
            {
                // Ids above 1000 are inner nodes of the tree, of which no image is labelled.
                if (synset.GetValueOrDefault("ILSVRC2012_ID") is double id && synset.GetValueOrDefault("WNID") is string wnid
                    && ImageNetClasses.TryIndexOf(wnid, out var label))
                {
                    labels[(int)id] = label;
                }
            }
        }
        catch (InvalidDataException e)
        {
            throw new EnsembleException($"'{path}' cannot be read as the development kit's meta.mat: {e.Message} Copy it again from the kit.", e);
        }

        return labels.Count > 0
            ? labels
            : throw new EnsembleException($"'{path}' has no class with ILSVRC2012_ID and WNID in its 'synsets'; use the meta.mat of the ILSVRC2012 development kit.");
    }

    /// <summary><c>WNID ID name</c> per line, or <c>WNID</c> per line in the order of the ids.</summary>
    private static Dictionary<int, int> FromText(string path)
    {
        var labels = new Dictionary<int, int>();
        var hasIds = false;
        foreach (var line in LabelFile.Lines(path))
        {
            var words = line.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            var id = line.Number;
            if (words.Length > 1 && int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out var written))
            {
                id = written;
                hasIds = true;
            }

            labels[id] = line.IndexOfWnid(words[0]);
        }

        // A list without ids is usually the sorted one, which would label nearly every image wrongly and say nothing.
        return hasIds || !labels.OrderBy(pair => pair.Key).Select(pair => pair.Value).SequenceEqual(labels.Values.Order())
            ? labels
            : throw new EnsembleException($"'{path}' lists WordNet ids in sorted order and without ILSVRC2012 ids, so the official ground truth cannot be read with it; use the development kit's meta.mat, or map_clsloc.txt with 'WNID ID name' per line.");
    }
}
