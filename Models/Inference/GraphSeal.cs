using System.Buffers;
using System.IO.Hashing;
using Ensemble.Models.Onnx.Format;
using Google.Protobuf;

namespace Ensemble.Models.Inference;

/// <summary>
/// Marks a finished ONNX file with what it was made from and a hash of its content. The mark is a metadata entry at the
/// end of the file, which ONNX allows (concatenated messages merge), so the file stays an ordinary ONNX file.
/// </summary>
internal static class GraphSeal
{
    private const string MetadataKey = "ensemble.seal";
    private const int ChunkBytes = 1 << 20;

    /// <summary>Appends the mark.</summary>
    public static void Append(string path, string key)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        var mark = Mark(key, HashOf(file, file.Length));
        file.Seek(0, SeekOrigin.End);
        file.Write(mark);
        file.Flush(flushToDisk: true);
    }

    /// <summary>Whether the file ends with the mark for <paramref name="key"/> and its content is the one marked.</summary>
    public static bool IsIntact(string path, string key)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
        var found = new byte[Mark(key, UInt128.Zero).Length];
        var contentLength = file.Length - found.Length;
        if (contentLength <= 0)
        {
            return false;
        }

        var expected = Mark(key, HashOf(file, contentLength));
        file.ReadExactly(found);
        return found.AsSpan().SequenceEqual(expected);
    }

    /// <summary>The hash of a whole file.</summary>
    public static UInt128 HashOf(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
        return HashOf(file, file.Length);
    }

    private static byte[] Mark(string key, UInt128 hash) => new ModelProto
    {
        MetadataProps = { new StringStringEntryProto { Key = MetadataKey, Value = $"{key}:{hash:x32}" } },
    }.ToByteArray();

    private static UInt128 HashOf(FileStream file, long length)
    {
        var hash = new XxHash128();
        var buffer = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            for (var left = length; left > 0;)
            {
                var chunk = buffer.AsSpan(0, (int)Math.Min(left, ChunkBytes));
                file.ReadExactly(chunk);
                hash.Append(chunk);
                left -= chunk.Length;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return hash.GetCurrentHashAsUInt128();
    }
}
