using System.Globalization;

namespace Ensemble.Lambda;

/// <summary>Makes the ids of requests, environments and traces: from a seed, or else from the system's randomness.</summary>
public sealed class Ids
{
    private readonly Lock _gate = new();
    private readonly Random _random;

    /// <summary>Starts a sequence of ids.</summary>
    public Ids(int seed) => _random = new Random(seed);

    /// <summary>A random UUID.</summary>
    public string Uuid()
    {
        Span<byte> bytes = stackalloc byte[16];
        Fill(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString("D", CultureInfo.InvariantCulture);
    }

    /// <summary>Random lower-case hexadecimal digits, at most 64.</summary>
    public string Hex(int digits)
    {
        Span<byte> bytes = stackalloc byte[32];
        Fill(bytes);
        return Convert.ToHexStringLower(bytes)[..digits];
    }

    private void Fill(Span<byte> bytes)
    {
        lock (_gate)
        {
            _random.NextBytes(bytes);
        }
    }
}
