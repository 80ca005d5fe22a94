using System.Globalization;
using Ensemble.StepFunctions.Execution;
using Ensemble.StepFunctions.Json;

namespace Ensemble.StepFunctions.Server.Integrations;

/// <summary>A folder whose folders are buckets and whose files are objects. Keys do not lead out of it.</summary>
internal sealed class FolderObjects(string root) : IObjects
{
    private readonly string _root = Path.GetFullPath(root);

    public async Task<byte[]> GetAsync(string bucket, string key, CancellationToken cancellationToken)
    {
        var path = PathOf(Bucket(bucket), key);
        return File.Exists(path)
            ? await File.ReadAllBytesAsync(path, cancellationToken)
            : throw new StatesException("S3.NoSuchKeyException", "The specified key does not exist. (Service: S3, Status Code: 404, Request ID: local, Extended Request ID: local)");
    }

    public async Task PutAsync(string bucket, string key, byte[] content, CancellationToken cancellationToken)
    {
        var path = PathOf(Bucket(bucket), key);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);

        // Whole or not at all.
        var partial = $"{path}.{Path.GetRandomFileName()}.part";
        await File.WriteAllBytesAsync(partial, content, cancellationToken);
        File.Move(partial, path, overwrite: true);
    }

    public Task<IReadOnlyList<JsonObject>> ListAsync(string bucket, string prefix, CancellationToken cancellationToken)
    {
        var folder = Bucket(bucket);
        var files = new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories)
            .Select(file => (Key: Path.GetRelativePath(folder, file.FullName).Replace('\\', '/'), File: file))
            .Where(one => one.Key.StartsWith(prefix, StringComparison.Ordinal))
            .OrderBy(one => one.Key, StringComparer.Ordinal);
        return Task.FromResult<IReadOnlyList<JsonObject>>([.. files.Select(one => JsonObject.Empty
            .With("Etag", $"\"{one.File.LastWriteTimeUtc.Ticks:x}-{one.File.Length:x}\"")
            .With("Key", one.Key)
            .With("LastModified", new DateTimeOffset(one.File.LastWriteTimeUtc).ToUnixTimeSeconds())
            .With("Size", one.File.Length)
            .With("StorageClass", "STANDARD"))]);
    }

    public Task<IReadOnlyList<JsonObject>> BucketsAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<JsonObject>>(
        [.. new DirectoryInfo(_root).EnumerateDirectories().OrderBy(folder => folder.Name, StringComparer.Ordinal).Select(folder => JsonObject.Empty
            .With("CreationDate", folder.CreationTimeUtc.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture))
            .With("Name", folder.Name))]);

    private static string PathOf(string folder, string key)
    {
        var path = Path.GetFullPath(Path.Combine(folder, key));
        return path.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? path
            : throw new StatesException("S3.S3Exception", $"The key '{key}' leads out of its bucket.");
    }

    private string Bucket(string name)
    {
        var folder = PathOf(_root, name);
        return Directory.Exists(folder)
            ? folder
            : throw new StatesException("S3.NoSuchBucketException", "The specified bucket does not exist (Service: S3, Status Code: 404, Request ID: local, Extended Request ID: local)");
    }
}
