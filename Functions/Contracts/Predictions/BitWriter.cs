using System.Numerics;

namespace Ensemble.Contracts.Predictions;

/// <summary>Writes bits, the highest first. Without a buffer it only counts them.</summary>
internal ref struct BitWriter(Span<byte> buffer)
{
    private readonly Span<byte> _buffer = buffer;

    public long Position { get; private set; }

    public void Write(uint value, int bits)
    {
        if (!_buffer.IsEmpty)
        {
            for (var i = bits - 1; i >= 0; i--)
            {
                var at = Position + (bits - 1 - i);
                _buffer[(int)(at >> 3)] |= (byte)(((value >> i) & 1) << (7 - (int)(at & 7)));
            }
        }

        Position += bits;
    }

    /// <summary>A number from 1 up in Elias' gamma code: short for small ones (Elias 1975).</summary>
    public void WriteGamma(uint value)
    {
        var length = BitOperations.Log2(value);
        Write(0, length);
        Write(value, length + 1);
    }

    public static int GammaBits(uint value) => (2 * BitOperations.Log2(value)) + 1;
}
