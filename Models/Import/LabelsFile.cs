namespace Ensemble.Models.Import;

/// <summary>
/// The names of classes in the order of a model's outputs: one per line, or tab-separated with the name in the last
/// column. Empty lines at the end do not count.
/// </summary>
public static class LabelsFile
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="EnsembleException">It cannot be read, is empty, or a line has no name.</exception>
    public static IReadOnlyList<string> Read(string path)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllText(path).TrimEnd('\r', '\n').Split('\n');
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new EnsembleException($"The labels file {path} cannot be read: {exception.Message}", exception);
        }

        var labels = Array.ConvertAll(lines, line => line[(line.LastIndexOf('\t') + 1)..].Trim());
        var empty = Array.FindIndex(labels, label => label.Length == 0);
        return empty < 0
            ? labels
            : throw new EnsembleException($"The labels file {path} has no name in line {empty + 1}; give one label per line, in the order of the model's outputs.");
    }
}
