namespace Ensemble.Functions.Storage;

/// <summary>Objects by address.</summary>
internal interface IObjectStore
{
    /// <summary>Reads an object.</summary>
    /// <exception cref="Runtime.FunctionException">It is not there, may not be read, or is too large.</exception>
    Task<byte[]> ReadAsync(Uri address, long mostBytes, CancellationToken cancellationToken);

    /// <summary>Writes an object, whole or not at all.</summary>
    /// <exception cref="Runtime.FunctionException">It may not be written.</exception>
    Task WriteAsync(Uri address, ReadOnlyMemory<byte> content, CancellationToken cancellationToken);
}
