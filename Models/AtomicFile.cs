namespace Ensemble.Models;

/// <summary>Files that are there whole or not at all.</summary>
public static class AtomicFile
{
    /// <summary>
    /// Writes a file under a temporary name beside its place and moves it there; readers see the old file or the new
    /// one. A failure leaves what was there before.
    /// </summary>
    /// <exception cref="EnsembleException">The folder cannot be written or the disk is full.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        var temporary = $"{path}.{Environment.ProcessId}-{Environment.CurrentManagedThreadId}.tmp";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                stream.Write(content);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            TryDelete(temporary);
            throw new EnsembleException(
                $"Cannot write {path}: {exception.Message.TrimEnd('.')}. Free some space or choose a folder that can be written; nothing was changed.",
                exception);
        }
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The error that led here is the one to report.
        }
    }
}
