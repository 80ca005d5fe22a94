namespace Ensemble.Models.DataSets;

/// <summary>
/// Names inside a folder, in ordinal order on every machine. Hidden entries and symbolic links are passed over: a data
/// set is what lies in its folder, not what a link may point to tomorrow.
/// </summary>
internal static class ImageFolder
{
    private static readonly HashSet<string> Extensions = new(StringComparer.OrdinalIgnoreCase) { ".jpg", ".jpeg", ".png", ".webp" };

    private static readonly EnumerationOptions Visible = new()
    {
        AttributesToSkip = FileAttributes.Hidden | FileAttributes.System | FileAttributes.ReparsePoint,
        IgnoreInaccessible = false,
    };

    /// <summary>The names of the folders in a folder.</summary>
    /// <exception cref="EnsembleException">The folder is missing or cannot be read.</exception>
    public static string[] SubFolders(string path) => Names(path, () => Directory.EnumerateDirectories(path, "*", Visible));

    /// <summary>The names of the files in a folder that end like images.</summary>
    /// <exception cref="EnsembleException">The folder is missing or cannot be read.</exception>
    public static string[] Images(string path) =>
        Names(path, () => Directory.EnumerateFiles(path, "*", Visible).Where(file => Extensions.Contains(Path.GetExtension(file))));

    private static string[] Names(string path, Func<IEnumerable<string>> enumerate)
    {
        if (!Directory.Exists(path))
        {
            throw new EnsembleException($"The data set folder '{path}' does not exist{(File.Exists(path) ? " (it is a file)" : string.Empty)}; give the path of a folder.");
        }

        try
        {
            return [.. enumerate().Select(entry => Path.GetFileName(entry)).Where(name => name[0] != '.').Order(StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EnsembleException($"The data set folder '{path}' cannot be read: {e.Message}", e);
        }
    }
}
