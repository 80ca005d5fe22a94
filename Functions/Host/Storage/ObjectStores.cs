using Ensemble.Functions.Runtime;

namespace Ensemble.Functions.Storage;

/// <summary>Chooses the store by an address: a folder of this machine, or S3.</summary>
internal sealed class ObjectStores : IObjectStore, IDisposable
{
    private readonly FolderStore _folders;
    private readonly FunctionSettings _settings;
    private S3Store? _s3;
    private int _read;
    private int _written;

    public ObjectStores(FunctionSettings settings)
    {
        _settings = settings;
        _folders = new(settings);
    }

    /// <summary>Reads an address: <c>file://</c>, <c>s3://</c>, or a path.</summary>
    /// <exception cref="FunctionException">It is something else.</exception>
    public static Uri Parse(string address)
    {
        if (Path.IsPathRooted(address))
        {
            return new Uri(Path.GetFullPath(address));
        }

        return Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "file" or "s3"
            ? uri
            : throw new FunctionException($"'{address}' is no address of an object; write file:///folder/name or s3://bucket/key.");
    }

    /// <summary>The address of an object below a prefix.</summary>
    public static Uri Below(Uri prefix, string name) => new($"{prefix.AbsoluteUri.TrimEnd('/')}/{name}");

    public Task<byte[]> ReadAsync(Uri address, long mostBytes, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _read);
        return address.IsFile ? _folders.ReadAsync(address, mostBytes, cancellationToken) : S3.ReadAsync(address, mostBytes, cancellationToken);
    }

    public Task WriteAsync(Uri address, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _written);
        return address.IsFile ? _folders.WriteAsync(address, content, cancellationToken) : S3.WriteAsync(address, content, cancellationToken);
    }

    /// <summary>How many objects have been read and written since this was last asked, a folder's counted as those of S3.</summary>
    public (int Read, int Written) TakeCounts() => (Interlocked.Exchange(ref _read, 0), Interlocked.Exchange(ref _written, 0));

    public void Dispose() => _s3?.Dispose();

    // Made when it is first needed: most functions never do.
    private S3Store S3 => _s3 ??= new(_settings);
}
