using System.Net.Http.Headers;

namespace Ensemble.Models.Import;

/// <summary>The beginning of a file that is being fetched, and which version of it that is.</summary>
internal sealed class PartialFile(string path)
{
    private readonly string _markPath = path + ".etag";

    public string Path => path;

    public long Length => File.Exists(path) ? new FileInfo(path).Length : 0;

    /// <summary>The server's mark of the version; null: unknown, or too weak to say that bytes are the same.</summary>
    public EntityTagHeaderValue? Mark =>
        File.Exists(_markPath) && EntityTagHeaderValue.TryParse(File.ReadAllText(_markPath), out var mark) && !mark.IsWeak ? mark : null;

    /// <summary>Opens it for appending, empty unless it goes on.</summary>
    public FileStream Open(bool goesOn, EntityTagHeaderValue? mark) => Writing(() =>
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!);
        if (!goesOn)
        {
            Delete();
            File.WriteAllText(_markPath, mark?.ToString());
        }

        return new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read);
    });

    public static void Append(FileStream target, ReadOnlySpan<byte> bytes)
    {
        try
        {
            target.Write(bytes);
        }
        catch (IOException exception)
        {
            throw Unwritable(target.Name, exception);
        }
    }

    /// <summary>Gives the whole file its name.</summary>
    public void Complete(string target) => Writing(() =>
    {
        File.Move(path, target, overwrite: true);
        File.Delete(_markPath);
        return true;
    });

    public void Delete()
    {
        File.Delete(path);
        File.Delete(_markPath);
    }

    private T Writing<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(path, exception);
        }
    }

    private static EnsembleException Unwritable(string path, Exception cause) => new(
        $"Cannot write {path}: {cause.Message} Free some space, choose a folder that can be written, or wait for another download of the same file to end.", cause);
}
