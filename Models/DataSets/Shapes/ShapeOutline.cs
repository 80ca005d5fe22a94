namespace Ensemble.Models.DataSets.Shapes;

/// <summary>
/// A shape as closed polygons in a plane where the shape has a radius of about 1. Filling is even-odd: a contour
/// within another is a hole. Reused from shape to shape; nothing is allocated.
/// </summary>
internal sealed class ShapeOutline
{
    /// <summary>No outline has more vertices than this.</summary>
    public const int Capacity = 128;

    private const int MaxContours = 2;
    private readonly float[] _x = new float[Capacity];
    private readonly float[] _y = new float[Capacity];
    private readonly int[] _ends = new int[MaxContours];

    public int VertexCount { get; private set; }

    public int ContourCount { get; private set; }

    public ReadOnlySpan<float> X => _x.AsSpan(0, VertexCount);

    public ReadOnlySpan<float> Y => _y.AsSpan(0, VertexCount);

    /// <summary>The index after the last vertex of a contour.</summary>
    public int EndOf(int contour) => _ends[contour];

    public void Clear()
    {
        VertexCount = 0;
        ContourCount = 0;
    }

    public void Add(float x, float y)
    {
        _x[VertexCount] = x;
        _y[VertexCount++] = y;
    }

    /// <summary>Ends the contour begun by the vertices added since the last one.</summary>
    public void Close() => _ends[ContourCount++] = VertexCount;

    /// <summary>Adds the points of a straight side without its end, so close together that bending shows.</summary>
    public void AddSide(float x0, float y0, float x1, float y1, int pieces)
    {
        for (var i = 0; i < pieces; i++)
        {
            var t = i / (float)pieces;
            Add(x0 + ((x1 - x0) * t), y0 + ((y1 - y0) * t));
        }
    }

    /// <summary>Bends space gently: each coordinate moves by a sine of the other.</summary>
    public void Warp(float amplitude, float frequency, float phaseX, float phaseY)
    {
        for (var i = 0; i < VertexCount; i++)
        {
            var (x, y) = (_x[i], _y[i]);
            _x[i] = x + (amplitude * Deterministic.SinTurns((y * frequency) + phaseX));
            _y[i] = y + (amplitude * Deterministic.SinTurns((x * frequency) + phaseY));
        }
    }

    /// <summary>Applies an affine map.</summary>
    public void Map(in Affine map)
    {
        for (var i = 0; i < VertexCount; i++)
        {
            (_x[i], _y[i]) = map.Apply(_x[i], _y[i]);
        }
    }
}

/// <summary>The map (x, y) to (Xx x + Xy y + X0, Yx x + Yy y + Y0).</summary>
internal readonly record struct Affine(float Xx, float Xy, float Yx, float Yy, float X0, float Y0)
{
    /// <summary>Turn, stretch and slant, turn again, enlarge, move.</summary>
    public static Affine Of(float turn, float stretch, float shear, float turnAgain, float scale, float x, float y)
    {
        var (s, c) = (Deterministic.SinTurns(turn), Deterministic.CosTurns(turn));
        var (t, d) = (Deterministic.SinTurns(turnAgain) * scale, Deterministic.CosTurns(turnAgain) * scale);
        var (wide, narrow) = (1 + stretch, 1 / (1 + stretch));
        var (xx, xy) = ((wide * c) + (shear * s), (shear * c) - (wide * s));
        var (yx, yy) = (narrow * s, narrow * c);
        return new Affine((d * xx) - (t * yx), (d * xy) - (t * yy), (t * xx) + (d * yx), (t * xy) + (d * yy), x, y);
    }

    public (float X, float Y) Apply(float x, float y) => ((Xx * x) + (Xy * y) + X0, (Yx * x) + (Yy * y) + Y0);
}
