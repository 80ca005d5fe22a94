using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;

namespace Ensemble.Lambda.Server.Tests;

/// <summary>Reads AWS's event stream encoding and checks its checksums.</summary>
internal static class EventStreamReader
{
    public static IReadOnlyList<(IReadOnlyDictionary<string, string> Headers, byte[] Payload)> Read(ReadOnlySpan<byte> bytes)
    {
        var messages = new List<(IReadOnlyDictionary<string, string>, byte[])>();
        while (!bytes.IsEmpty)
        {
            var total = BinaryPrimitives.ReadInt32BigEndian(bytes);
            var headersLength = BinaryPrimitives.ReadInt32BigEndian(bytes[4..]);
            Assert.Equal(Crc32.HashToUInt32(bytes[..8]), BinaryPrimitives.ReadUInt32BigEndian(bytes[8..]));
            Assert.Equal(Crc32.HashToUInt32(bytes[..(total - 4)]), BinaryPrimitives.ReadUInt32BigEndian(bytes[(total - 4)..]));
            messages.Add((Headers(bytes.Slice(12, headersLength)), bytes[(12 + headersLength)..(total - 4)].ToArray()));
            bytes = bytes[total..];
        }

        return messages;
    }

    private static Dictionary<string, string> Headers(ReadOnlySpan<byte> bytes)
    {
        var headers = new Dictionary<string, string>(StringComparer.Ordinal);
        while (!bytes.IsEmpty)
        {
            var name = Encoding.UTF8.GetString(bytes.Slice(1, bytes[0]));
            bytes = bytes[(1 + bytes[0])..];
            Assert.Equal(7, bytes[0]);
            var length = BinaryPrimitives.ReadUInt16BigEndian(bytes[1..]);
            headers[name] = Encoding.UTF8.GetString(bytes.Slice(3, length));
            bytes = bytes[(3 + length)..];
        }

        return headers;
    }
}
