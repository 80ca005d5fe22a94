namespace Ensemble.Models.DataSets.ImageNet;

/// <summary>Reading of label files, with errors that name file and line.</summary>
internal static class LabelFile
{
    /// <summary>The lines that are not blank.</summary>
    /// <exception cref="EnsembleException">The file cannot be read.</exception>
    public static IEnumerable<LabelLine> Lines(string path) =>
        Read(path, File.ReadAllLines)
            .Select((text, index) => new LabelLine(path, index + 1, text.Trim()))
            .Where(line => line.Text.Length > 0);

    /// <summary>All bytes.</summary>
    /// <exception cref="EnsembleException">The file cannot be read.</exception>
    public static byte[] Bytes(string path) => Read(path, File.ReadAllBytes);

    private static T Read<T>(string path, Func<string, T> read)
    {
        try
        {
            return read(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EnsembleException($"'{path}' cannot be read: {e.Message}", e);
        }
    }
}

/// <summary>A line of a label file.</summary>
internal readonly record struct LabelLine(string Path, int Number, string Text)
{
    /// <summary>The class of a WordNet id.</summary>
    /// <exception cref="EnsembleException">It is none of the 1000.</exception>
    public int IndexOfWnid(string wnid) => ImageNetClasses.TryIndexOf(wnid, out var index)
        ? index
        : throw Wrong($"'{wnid}' is not the WordNet id of one of the {ImageNetClasses.Wnids.Count} classes");

    /// <summary>An error at this line.</summary>
    public EnsembleException Wrong(string what) => new($"{what} (line {Number} of '{Path}').");
}
