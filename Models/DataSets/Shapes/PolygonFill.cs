namespace Ensemble.Models.DataSets.Shapes;

/// <summary>
/// Scan-line filling of an outline, even-odd: how much of each pixel it covers, exact across a row and sampled at four
/// heights within it. Only sums and products in a fixed order, so the coverage is the same bits everywhere.
/// </summary>
internal sealed class PolygonFill
{
    private const int Size = ShapeCanvas.Size;
    private const int SamplesPerRow = 4;
    private const float Weight = 1f / SamplesPerRow;
    private const int MaxCrossings = ShapeOutline.Capacity;

    private readonly float[] _crossings = new float[Size * SamplesPerRow * MaxCrossings];
    private readonly int[] _counts = new int[Size * SamplesPerRow];

    /// <summary>The share of each pixel that is covered; only rows in [Top, Bottom) are current.</summary>
    public float[] Coverage { get; } = new float[Size * Size];

    /// <summary>The first row that may be covered.</summary>
    public int Top { get; private set; }

    /// <summary>The row after the last one that may be covered.</summary>
    public int Bottom { get; private set; }

    /// <summary>The first column that may be covered.</summary>
    public int Left { get; private set; }

    /// <summary>The column after the last one that may be covered.</summary>
    public int Right { get; private set; }

    /// <summary>Computes the coverage of an outline in pixel coordinates.</summary>
    public void Fill(ShapeOutline outline)
    {
        SetBounds(outline);
        Array.Clear(_counts, Top * SamplesPerRow, (Bottom - Top) * SamplesPerRow);
        var start = 0;
        for (var contour = 0; contour < outline.ContourCount; contour++)
        {
            var end = outline.EndOf(contour);
            var previous = end - 1;
            for (var i = start; i < end; previous = i++)
            {
                AddEdge(outline.X[previous], outline.Y[previous], outline.X[i], outline.Y[i]);
            }

            start = end;
        }

        for (var row = Top; row < Bottom; row++)
        {
            FillRow(row);
        }
    }

    /// <summary>
    /// Leaves a line of the given thickness along the inside of the filled outline: takes away what is still covered
    /// when every pixel is replaced by the least of its neighbourhood.
    /// </summary>
    public void KeepBorder(int thickness, float[] scratch)
    {
        var width = Right - Left;
        if (width <= 0)
        {
            return;
        }

        for (var row = Top; row < Bottom; row++)
        {
            LeastOfRow(Coverage.AsSpan(row * Size, Size), scratch.AsSpan(row * Size, Size), thickness);
        }

        for (var row = Top; row < Bottom; row++)
        {
            var coverage = Coverage.AsSpan((row * Size) + Left, width);
            for (var x = 0; x < width; x++)
            {
                coverage[x] -= LeastOfColumn(scratch, row, Left + x, thickness);
            }
        }
    }

    private void LeastOfRow(ReadOnlySpan<float> source, Span<float> target, int thickness)
    {
        for (var x = Left; x < Right; x++)
        {
            var least = source[x];
            for (var i = Math.Max(0, x - thickness); i <= Math.Min(Size - 1, x + thickness); i++)
            {
                least = Math.Min(least, i < Left || i >= Right ? 0f : source[i]);
            }

            target[x] = least;
        }
    }

    private float LeastOfColumn(float[] rows, int row, int x, int thickness)
    {
        var least = rows[(row * Size) + x];
        for (var i = Math.Max(0, row - thickness); i <= Math.Min(Size - 1, row + thickness); i++)
        {
            least = Math.Min(least, i < Top || i >= Bottom ? 0f : rows[(i * Size) + x]);
        }

        return least;
    }

    private void SetBounds(ShapeOutline outline)
    {
        var (left, right) = (outline.X[0], outline.X[0]);
        var (top, bottom) = (outline.Y[0], outline.Y[0]);
        for (var i = 1; i < outline.VertexCount; i++)
        {
            left = Math.Min(left, outline.X[i]);
            right = Math.Max(right, outline.X[i]);
            top = Math.Min(top, outline.Y[i]);
            bottom = Math.Max(bottom, outline.Y[i]);
        }

        Left = (int)Math.Clamp(left, 0, Size);
        Right = (int)Math.Clamp(MathF.Ceiling(right), Left, Size);
        Top = (int)Math.Clamp(top, 0, Size);
        Bottom = (int)Math.Clamp(MathF.Ceiling(bottom), Top, Size);
    }

    private void AddEdge(float x0, float y0, float x1, float y1)
    {
        if (y0 > y1)
        {
            (x0, y0, x1, y1) = (x1, y1, x0, y0);
        }

        // Half-open in y, so that a vertex shared by two edges is crossed once.
        var first = Math.Max((int)MathF.Ceiling((y0 * SamplesPerRow) - 0.5f), Top * SamplesPerRow);
        var last = Math.Min((int)MathF.Ceiling((y1 * SamplesPerRow) - 0.5f), Bottom * SamplesPerRow);
        if (first >= last)
        {
            return;
        }

        var slope = (x1 - x0) / (y1 - y0);
        for (var sample = first; sample < last; sample++)
        {
            var y = (sample + 0.5f) * Weight;
            var x = Math.Clamp(x0 + ((y - y0) * slope), 0, Size);
            Insert(sample, x);
        }
    }

    private void Insert(int sample, float x)
    {
        var count = _counts[sample]++;
        var crossings = _crossings.AsSpan(sample * MaxCrossings, count + 1);
        while (count > 0 && crossings[count - 1] > x)
        {
            crossings[count] = crossings[count - 1];
            count--;
        }

        crossings[count] = x;
    }

    private void FillRow(int row)
    {
        var coverage = Coverage.AsSpan(row * Size, Size);
        coverage.Clear();
        for (var sample = row * SamplesPerRow; sample < (row + 1) * SamplesPerRow; sample++)
        {
            var crossings = _crossings.AsSpan(sample * MaxCrossings, _counts[sample]);
            for (var i = 0; i + 1 < crossings.Length; i += 2)
            {
                AddSpan(coverage, crossings[i], crossings[i + 1]);
            }
        }
    }

    private static void AddSpan(Span<float> coverage, float left, float right)
    {
        var (first, last) = ((int)left, (int)right);
        if (first == last)
        {
            if (first < Size)
            {
                coverage[first] += (right - left) * Weight;
            }

            return;
        }

        coverage[first] += (first + 1 - left) * Weight;
        foreach (ref var pixel in coverage[(first + 1)..last])
        {
            pixel += Weight;
        }

        if (last < Size)
        {
            coverage[last] += (right - last) * Weight;
        }
    }
}
