namespace Ensemble.Models.Training.Data;

/// <summary>
/// A random change of a picture that keeps its class: one of the square's eight symmetries, a small shift (the border is
/// repeated), an order of the three colours, and another brightness, contrast and colour balance.
/// </summary>
internal static class Augmentation
{
    private const int LargestShift = 5;
    private const float LargestContrast = 0.25f;
    private const float LargestBalance = 0.1f;
    private const float LargestBrightness = 24;

    /// <summary>Writes a changed copy.</summary>
    /// <param name="source"><c>size * size * 3</c> bytes.</param>
    /// <param name="target">As many.</param>
    /// <param name="size">Height and width.</param>
    /// <param name="random">Decides everything.</param>
    public static void Apply(ReadOnlySpan<byte> source, Span<byte> target, int size, ref DeterministicRandom random)
    {
        var symmetry = random.NextInt32(8);
        var shiftX = random.NextInt32((2 * LargestShift) + 1) - LargestShift;
        var shiftY = random.NextInt32((2 * LargestShift) + 1) - LargestShift;
        var first = random.NextInt32(3);
        var second = (first + 1 + random.NextInt32(2)) % 3;
        var third = 3 - first - second;
        Span<byte> tones = stackalloc byte[3 * 256];
        FillTones(tones, ref random);

        var write = 0;
        for (var y = 0; y < size; y++)
        {
            for (var x = 0; x < size; x++)
            {
                var from = Place(symmetry, Inside(y + shiftY, size), Inside(x + shiftX, size), size);
                target[write++] = tones[source[from + first]];
                target[write++] = tones[256 + source[from + second]];
                target[write++] = tones[512 + source[from + third]];
            }
        }
    }

    private static int Inside(int place, int size) => Math.Clamp(place, 0, size - 1);

    // Bit 0 mirrors rows, bit 1 columns, bit 2 swaps the axes.
    private static int Place(int symmetry, int row, int column, int size)
    {
        row = (symmetry & 1) == 0 ? row : size - 1 - row;
        column = (symmetry & 2) == 0 ? column : size - 1 - column;
        return 3 * ((symmetry & 4) == 0 ? (row * size) + column : (column * size) + row);
    }

    // What each of 256 values becomes, for the three colours.
    private static void FillTones(Span<byte> tones, ref DeterministicRandom random)
    {
        const float Middle = 127.5f;
        var contrast = 1 + random.Uniform(-LargestContrast, LargestContrast);
        var brightness = random.Uniform(-LargestBrightness, LargestBrightness);
        for (var channel = 0; channel < 3; channel++)
        {
            var gain = contrast * (1 + random.Uniform(-LargestBalance, LargestBalance));
            for (var value = 0; value < 256; value++)
            {
                var tone = ((value - Middle) * gain) + Middle + brightness;
                tones[(channel * 256) + value] = (byte)Math.Clamp(tone + 0.5f, 0, 255);
            }
        }
    }
}
