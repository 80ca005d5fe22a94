namespace Ensemble.Lambda.Invocations;

/// <summary>Keeps the last bytes of a log.</summary>
internal sealed class LogTail
{
    private const int Length = 4096;

    private readonly byte[] _ring = new byte[Length];
    private long _written;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes.Length > Length ? bytes[^Length..] : bytes)
        {
            _ring[_written++ % Length] = value;
        }
    }

    public byte[] ToArray()
    {
        var length = (int)Math.Min(_written, Length);
        var result = new byte[length];
        for (var i = 0; i < length; i++)
        {
            result[i] = _ring[(_written - length + i) % Length];
        }

        return result;
    }
}
