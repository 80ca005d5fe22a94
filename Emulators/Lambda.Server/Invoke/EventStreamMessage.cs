using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;

namespace Ensemble.Lambda.Server.Invoke;

/// <summary>
/// A message of AWS's event stream encoding: total length, length of the headers, a checksum of these two, the headers, the
/// payload, a checksum of all before it
/// (<see href="https://smithy.io/2.0/aws/amazon-eventstream.html">Amazon Event Stream specification</see>).
/// </summary>
internal static class EventStreamMessage
{
    private const int Prelude = 12;
    private const int Checksum = 4;
    private const byte StringType = 7;

    /// <summary>Writes a message.</summary>
    /// <param name="eventType">The event's name.</param>
    /// <param name="contentType">What the payload is.</param>
    /// <param name="payload">The payload.</param>
    public static byte[] Encode(string eventType, string contentType, ReadOnlySpan<byte> payload)
    {
        byte[] headers =
        [
            .. Header(":event-type", eventType),
            .. Header(":content-type", contentType),
            .. Header(":message-type", "event"),
        ];
        var message = new byte[Prelude + headers.Length + payload.Length + Checksum];
        BinaryPrimitives.WriteInt32BigEndian(message, message.Length);
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(4), headers.Length);
        WriteChecksum(message.AsSpan(0, Prelude));
        headers.CopyTo(message.AsSpan(Prelude));
        payload.CopyTo(message.AsSpan(Prelude + headers.Length));
        WriteChecksum(message);
        return message;
    }

    // The last four bytes get the checksum of the bytes before them.
    private static void WriteChecksum(Span<byte> bytes) =>
        BinaryPrimitives.WriteUInt32BigEndian(bytes[^Checksum..], Crc32.HashToUInt32(bytes[..^Checksum]));

    private static byte[] Header(string name, string value)
    {
        var valueBytes = Encoding.UTF8.GetBytes(value);
        var length = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)valueBytes.Length);
        return [(byte)name.Length, .. Encoding.UTF8.GetBytes(name), StringType, .. length, .. valueBytes];
    }
}
