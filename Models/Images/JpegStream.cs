namespace Ensemble.Models.Images;

/// <summary>
/// Looks for the end of a JPEG. A decoder shows what a cut progressive file or a zero-filled tail happens to give and
/// calls it a success; only the missing end marker tells (ITU-T T.81, annex B).
/// </summary>
internal static class JpegStream
{
    private const byte EndOfImage = 0xD9;

    /// <summary>Whether bytes begin like a JPEG.</summary>
    public static bool IsJpeg(ReadOnlySpan<byte> encoded) => encoded.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]);

    /// <summary>
    /// Walks from marker to marker, over the segments (so that a thumbnail's end does not count) and the scans, and says
    /// whether the walk ends at the end marker.
    /// </summary>
    public static bool HasEnd(ReadOnlySpan<byte> encoded)
    {
        var position = 2;
        while (position + 1 < encoded.Length)
        {
            var marker = encoded[position + 1];
            if (encoded[position] != 0xFF || IsInsideScan(marker))
            {
                var next = encoded[(position + 1)..].IndexOf((byte)0xFF);
                if (next < 0)
                {
                    return false;
                }

                position += 1 + next;
            }
            else if (marker == EndOfImage)
            {
                return true;
            }
            else
            {
                position = AfterSegment(encoded, position + 2);
            }
        }

        return false;
    }

    /// <summary>What follows 0xFF inside a scan without ending it: a stuffed zero, a restart, a fill byte.</summary>
    private static bool IsInsideScan(byte marker) => marker is 0x00 or 0x01 or 0xFF or (>= 0xD0 and <= 0xD7);

    private static int AfterSegment(ReadOnlySpan<byte> encoded, int start) =>
        start + 1 < encoded.Length ? start + Math.Max(2, (encoded[start] << 8) | encoded[start + 1]) : encoded.Length;
}
