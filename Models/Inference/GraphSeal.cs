using System.Buffers.Binary;

namespace Ensemble.Models.Inference;

/// <summary>
/// Marks a finished graph with what it was made from and a hash of its content: 16 bytes at the end, behind what the
/// runtime reads.
/// </summary>
internal static class GraphSeal
{
    private const int HashBytes = 8;
    private const int SealBytes = 2 * HashBytes;

    /// <summary>The seal to append to a graph.</summary>
    public static byte[] Of(ReadOnlySpan<byte> graph, ulong key)
    {
        var seal = new byte[SealBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(seal, key);
        BinaryPrimitives.WriteUInt64LittleEndian(seal.AsSpan(HashBytes), ContentHash.Of(graph));
        return seal;
    }

    /// <summary>Whether a file ends with the seal for <paramref name="key"/> and its content is the one sealed.</summary>
    public static bool IsIntact(ReadOnlySpan<byte> file, ulong key) =>
        file.Length > SealBytes && file[^SealBytes..].SequenceEqual(Of(file[..^SealBytes], key));
}
