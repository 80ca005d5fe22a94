using Ensemble.Functions.Runtime;
using Ensemble.Models;

namespace Ensemble.Functions.Storage;

/// <summary>
/// Files as objects, in the folders that the function may use: <c>ENSEMBLE_STORE</c> to read and write, <c>ENSEMBLE_DATA</c>
/// to read.
/// </summary>
internal sealed class FolderStore(FunctionSettings settings) : IObjectStore
{
    /// <summary>The path behind an address, if it is one of the folders or in one of them.</summary>
    /// <exception cref="FunctionException">It is in none of them.</exception>
    public static string Confined(Uri address, FunctionSettings settings, params ReadOnlySpan<string> variables)
    {
        var path = Path.GetFullPath(address.LocalPath);
        foreach (var variable in variables)
        {
            foreach (var folder in (settings[variable] ?? string.Empty).Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
            {
                if (IsWithin(path, folder) && IsWithin(Target(path), Target(folder)))
                {
                    return path;
                }
            }
        }

        throw new FunctionException(
            $"'{path}' is in no folder that this function may use. Set {string.Join(" or ", variables.ToArray())} to a folder that it is in.");
    }

    public async Task<byte[]> ReadAsync(Uri address, long mostBytes, CancellationToken cancellationToken)
    {
        var path = Confined(address, settings, "ENSEMBLE_STORE", "ENSEMBLE_DATA");
        try
        {
            return new FileInfo(path).Length <= mostBytes
                ? await File.ReadAllBytesAsync(path, cancellationToken)
                : throw new FunctionException($"'{path}' has more than the {mostBytes} bytes that are read.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new FunctionException($"'{path}' cannot be read: {exception.Message}");
        }
    }

    public Task WriteAsync(Uri address, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        AtomicFile.Write(Confined(address, settings, "ENSEMBLE_STORE"), content.Span);
        return Task.CompletedTask;
    }

    private static bool IsWithin(string path, string folder) =>
        (path + Path.DirectorySeparatorChar).StartsWith(Path.GetFullPath(folder).TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    // A link within a folder may lead out of it.
    private static string Target(string path) =>
        (File.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true) : Directory.Exists(path) ? Directory.ResolveLinkTarget(path, returnFinalTarget: true) : null)?.FullName ?? path;
}
