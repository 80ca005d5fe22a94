namespace Ensemble.Models.DataSets.Shapes;

/// <summary>A colour; each channel is in [0, 1].</summary>
internal readonly record struct Colour(float R, float G, float B)
{
    public static Colour operator +(Colour a, Colour b) => new(a.R + b.R, a.G + b.G, a.B + b.B);

    public static Colour operator *(Colour a, float factor) => new(a.R * factor, a.G * factor, a.B * factor);

    public static Colour Random(ref DeterministicRandom random, float low, float high) =>
        new(random.Uniform(low, high), random.Uniform(low, high), random.Uniform(low, high));

    /// <summary>
    /// A colour that differs by half to all of <paramref name="contrast"/> in each channel, brighter in all of them or darker in
    /// all of them; the other way in a channel that has no room.
    /// </summary>
    public Colour Differing(float contrast, float brighter, ref DeterministicRandom random)
    {
        var sign = random.NextSingle() < brighter ? contrast : -contrast;
        var direction = Random(ref random, 0.5f, 1f) * sign;
        return new Colour(Step(R, direction.R), Step(G, direction.G), Step(B, direction.B));
    }

    // A step that would leave [0, 1] goes the other way.
    private static float Step(float from, float step) => from + step is < 0f or > 1f ? from - step : from + step;
}

/// <summary>The picture while it is drawn: three planes of 64x64 values, about [0, 1].</summary>
internal sealed class ShapeCanvas
{
    /// <summary>Width and height.</summary>
    public const int Size = 64;

    private const int Pixels = Size * Size;
    private readonly float[] _red = new float[Pixels];
    private readonly float[] _green = new float[Pixels];
    private readonly float[] _blue = new float[Pixels];
    private readonly float[] _scratch = new float[Pixels];

    /// <summary>Paints every pixel: a colour, a slope across the picture, and a field times a colour.</summary>
    public void Background(Colour colour, Colour across, Colour down, Colour texture, float[] field)
    {
        Background(_red, colour.R, across.R, down.R, texture.R, field);
        Background(_green, colour.G, across.G, down.G, texture.G, field);
        Background(_blue, colour.B, across.B, down.B, texture.B, field);
    }

    /// <summary>Blends a colour, varied by a field times <paramref name="texture"/>, over the covered pixels.</summary>
    public void Blend(PolygonFill fill, Colour colour, float alpha, Colour texture, float[] field)
    {
        Blend(_red, fill, colour.R, alpha, texture.R, field);
        Blend(_green, fill, colour.G, alpha, texture.G, field);
        Blend(_blue, fill, colour.B, alpha, texture.B, field);
    }

    /// <summary>Averages each pixel with its neighbours, with weights 1, 2, 1 along each axis.</summary>
    public void Blur()
    {
        Blur(_red, _scratch);
        Blur(_green, _scratch);
        Blur(_blue, _scratch);
    }

    /// <summary>Writes the picture as bytes: lit by a field, with noise of a standard deviation in each pixel.</summary>
    public void Develop(Span<byte> target, float[] light, float noise, ref DeterministicRandom random)
    {
        // A sum of two bytes has a standard deviation of 104.5; grey and colour noise add up to the one asked for.
        var grey = noise * (255 * 0.8f / 104.5f);
        var colour = noise * (255 * 0.6f / 104.5f);
        for (var i = 0; i < Pixels; i++)
        {
            var bits = random.NextUInt64();
            var common = (grey * TwoBytes(bits)) + 0.5f;
            var gain = light[i] * 255;
            target[(3 * i) + 2] = ToByte((_blue[i] * gain) + (colour * TwoBytes(bits >> 48)) + common);
            target[(3 * i) + 1] = ToByte((_green[i] * gain) + (colour * TwoBytes(bits >> 32)) + common);
            target[3 * i] = ToByte((_red[i] * gain) + (colour * TwoBytes(bits >> 16)) + common);
        }
    }

    private static float TwoBytes(ulong bits) => (int)(bits & 255) + (int)((bits >> 8) & 255) - 255;

    private static byte ToByte(float value) => (byte)(int)Math.Clamp(value, 0f, 255f);

    private static void Background(float[] plane, float colour, float across, float down, float texture, float[] field)
    {
        for (var y = 0; y < Size; y++)
        {
            var start = colour + (down * (y - (Size / 2)));
            var row = plane.AsSpan(y * Size, Size);
            var values = field.AsSpan(y * Size, Size);
            for (var x = 0; x < row.Length; x++)
            {
                row[x] = start + (across * (x - (Size / 2))) + (texture * values[x]);
            }
        }
    }

    private static void Blend(float[] plane, PolygonFill fill, float colour, float alpha, float texture, float[] field)
    {
        var width = fill.Right - fill.Left;
        for (var y = fill.Top; y < fill.Bottom; y++)
        {
            var start = (y * Size) + fill.Left;
            var row = plane.AsSpan(start, width);
            var coverage = fill.Coverage.AsSpan(start, width);
            var values = field.AsSpan(start, width);
            for (var x = 0; x < row.Length; x++)
            {
                row[x] += coverage[x] * alpha * (colour + (texture * values[x]) - row[x]);
            }
        }
    }

    private static void Blur(float[] plane, float[] scratch)
    {
        for (var y = 0; y < Size; y++)
        {
            var source = plane.AsSpan(y * Size, Size);
            var target = scratch.AsSpan(y * Size, Size);
            target[0] = source[0];
            target[Size - 1] = source[Size - 1];
            for (var x = 1; x < Size - 1; x++)
            {
                target[x] = (0.25f * (source[x - 1] + source[x + 1])) + (0.5f * source[x]);
            }
        }

        for (var y = 1; y < Size - 1; y++)
        {
            var above = scratch.AsSpan((y - 1) * Size, Size);
            var here = scratch.AsSpan(y * Size, Size);
            var below = scratch.AsSpan((y + 1) * Size, Size);
            var target = plane.AsSpan(y * Size, Size);
            for (var x = 0; x < Size; x++)
            {
                target[x] = (0.25f * (above[x] + below[x])) + (0.5f * here[x]);
            }
        }
    }
}
