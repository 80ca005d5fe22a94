namespace Ensemble.Models.DataSets.Shapes;

/// <summary>A smooth random field in about [-1, 1]: random values on a coarse grid, blended between.</summary>
internal sealed class ValueNoise
{
    private const int Size = ShapeCanvas.Size;
    private const int MaxCells = 16;

    private readonly float[] _lattice = new float[(MaxCells + 1) * (MaxCells + 1)];
    private readonly float[] _row = new float[MaxCells + 1];
    private readonly int[] _cell = new int[Size];
    private readonly float[] _fraction = new float[Size];

    /// <summary>Fills a field with features of about <c>64 / cells</c> pixels.</summary>
    public void Fill(float[] field, int cells, ref DeterministicRandom random)
    {
        var stride = cells + 1;
        var lattice = _lattice.AsSpan(0, stride * stride);
        foreach (ref var value in lattice)
        {
            value = random.Uniform(-1f, 1f);
        }

        for (var i = 0; i < Size; i++)
        {
            var position = i * (cells / (float)Size);
            _cell[i] = (int)position;
            var t = position - _cell[i];
            _fraction[i] = t * t * (3 - (2 * t));
        }

        for (var y = 0; y < Size; y++)
        {
            var upper = lattice.Slice(_cell[y] * stride, stride);
            var lower = lattice.Slice((_cell[y] + 1) * stride, stride);
            for (var i = 0; i < stride; i++)
            {
                _row[i] = upper[i] + ((lower[i] - upper[i]) * _fraction[y]);
            }

            var target = field.AsSpan(y * Size, Size);
            for (var x = 0; x < Size; x++)
            {
                var value = _row[_cell[x]];
                target[x] = value + ((_row[_cell[x] + 1] - value) * _fraction[x]);
            }
        }
    }

    /// <summary>Fills a field with stripes of a period in pixels, in the direction of an angle in turns.</summary>
    public static void Stripes(float[] field, float turns, float period)
    {
        var (dx, dy) = (Deterministic.CosTurns(turns) / period, Deterministic.SinTurns(turns) / period);
        for (var y = 0; y < Size; y++)
        {
            var target = field.AsSpan(y * Size, Size);
            for (var x = 0; x < Size; x++)
            {
                // The phase stays positive because the offset exceeds any |dx x + dy y| for a period of 2 or more.
                var phase = (x * dx) + (y * dy) + 64f;
                var t = phase - (int)phase;
                target[x] = Math.Abs((4 * t) - 2) - 1;
            }
        }
    }
}
