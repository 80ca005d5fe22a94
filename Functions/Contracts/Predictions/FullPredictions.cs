using System.Runtime.InteropServices;

namespace Ensemble.Contracts.Predictions;

/// <summary>All probabilities as 32-bit floats, little-endian, item by item; NaN for an item that could not be predicted.</summary>
public static class FullPredictions
{
    /// <summary>Encodes probabilities.</summary>
    public static byte[] Encode(ReadOnlySpan<float> probabilities)
    {
        var bytes = MemoryMarshal.AsBytes(probabilities).ToArray();
        Swap(bytes);
        return bytes;
    }

    /// <summary>Decodes probabilities.</summary>
    /// <param name="bytes">The encoded form.</param>
    /// <param name="items">How many items there must be.</param>
    /// <param name="classes">How many classes there must be.</param>
    /// <exception cref="MalformedPredictionsException">The length is another.</exception>
    public static float[] Decode(ReadOnlySpan<byte> bytes, int items, int classes)
    {
        if (bytes.Length != (long)items * classes * sizeof(float))
        {
            throw new MalformedPredictionsException(
                $"Full predictions of {items} items in {classes} classes take {(long)items * classes * sizeof(float)} bytes, not {bytes.Length}.");
        }

        var probabilities = new float[items * classes];
        var target = MemoryMarshal.AsBytes(probabilities.AsSpan());
        bytes.CopyTo(target);
        Swap(target);
        return probabilities;
    }

    private static void Swap(Span<byte> bytes)
    {
        if (!BitConverter.IsLittleEndian)
        {
            for (var i = 0; i < bytes.Length; i += sizeof(float))
            {
                bytes.Slice(i, sizeof(float)).Reverse();
            }
        }
    }
}
