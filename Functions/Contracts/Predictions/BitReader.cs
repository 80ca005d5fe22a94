namespace Ensemble.Contracts.Predictions;

/// <summary>Reads what <see cref="BitWriter"/> writes; refuses to read beyond the end.</summary>
internal ref struct BitReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public long Position { get; private set; }

    public uint Read(int bits)
    {
        if (Position + bits > (long)_bytes.Length * 8)
        {
            throw new MalformedPredictionsException($"Compact predictions end after {_bytes.Length} bytes, in the middle of an item.");
        }

        var value = 0u;
        for (var i = 0; i < bits; i++, Position++)
        {
            value = (value << 1) | (uint)((_bytes[(int)(Position >> 3)] >> (7 - (int)(Position & 7))) & 1);
        }

        return value;
    }

    public uint ReadGamma()
    {
        var length = 0;
        while (Read(1) == 0)
        {
            if (++length > 31)
            {
                throw new MalformedPredictionsException("Compact predictions hold a number that is too large.");
            }
        }

        return (1u << length) | (length == 0 ? 0 : Read(length));
    }
}
