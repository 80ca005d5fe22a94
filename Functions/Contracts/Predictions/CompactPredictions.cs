using System.Buffers.Binary;
using System.Numerics;

namespace Ensemble.Contracts.Predictions;

/// <summary>
/// Predictions in few bytes: an item's largest probability is kept to 16 bits, every other one as a multiple of a step, which
/// grows with the root of the largest; those that round to nothing are left out, and what they had together is spread evenly over their classes. The step is
/// the smallest with which the batch fits its budget, so items that are easy leave their bytes to items that are not.
/// </summary>
/// <remarks>
/// <code>
/// header   'E' 'P', version 1, step exponent e (step = 2^(-e/8) √largest), items and classes as 32-bit little-endian numbers
/// item     1 bit: 1 if it could not be predicted; else gamma(number of classes), the largest probability in 65535ths, its
///          class in ⌈log2(classes)⌉ bits; then, from the next probable class to the least, gamma(difference to the multiple
///          before + 1) and the class
/// </code>
/// The first difference is to the multiple of the largest probability. A decoded row ranks its classes as the original does, as far as
/// they are in it: equal multiples are told apart by a millionth.
/// </remarks>
public static class CompactPredictions
{
    /// <summary>
    /// Bytes of a batch: three branches of 60,000 bytes are 240,000 characters of base64, which leaves 22,000 of a state's
    /// 262,144 for labels and everything else.
    /// </summary>
    public const int DefaultBudget = 60_000;

    private const int Header = 12;
    private const byte Version = 1;

    // Steps per halving, and the finest step: 2^-16, below what decides between classes.
    private const int Fineness = 8;
    private const int FinestStep = 16 * Fineness;
    private const float Tie = 1f / (1 << 20);
    private const int TopBits = 16;
    private const int TopUnits = (1 << TopBits) - 1;

    /// <summary>Encodes probabilities.</summary>
    /// <param name="probabilities">Item by item; NaN for an item that could not be predicted.</param>
    /// <param name="classes">How many classes there are.</param>
    /// <param name="budget">Bytes that it may take. If even the coarsest step takes more, that is used: the bytes tell.</param>
    public static byte[] Encode(ReadOnlySpan<float> probabilities, int classes, int budget = DefaultBudget)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        if (probabilities.Length % classes != 0)
        {
            throw new ArgumentException($"{probabilities.Length} probabilities are no whole rows of {classes} classes.", nameof(probabilities));
        }

        var items = probabilities.Length / classes;
        var rows = RankedRow.Of(probabilities, classes, Step(FinestStep));
        var step = LargestThatFits(rows, classes, budget);
        var bytes = new byte[Header + ((Bits(rows, classes, step) + 7) / 8)];
        "EP"u8.CopyTo(bytes);
        bytes[2] = Version;
        bytes[3] = (byte)step;
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), items);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), classes);
        var writer = new BitWriter(bytes.AsSpan(Header));
        foreach (var row in rows)
        {
            Write(ref writer, row, classes, step);
        }

        return bytes;
    }

    /// <summary>The step in which the probabilities were rounded, times the root of each item's largest.</summary>
    /// <exception cref="MalformedPredictionsException">They are no compact predictions.</exception>
    public static double StepOf(ReadOnlySpan<byte> bytes)
    {
        CheckHeader(bytes);
        return Step(bytes[3]);
    }

    /// <summary>Decodes probabilities.</summary>
    /// <param name="bytes">The encoded form.</param>
    /// <param name="items">How many items there must be.</param>
    /// <param name="classes">How many classes there must be.</param>
    /// <returns>Item by item; NaN for an item that could not be predicted; other rows sum to one.</returns>
    /// <exception cref="MalformedPredictionsException">They are no compact predictions, or of another size.</exception>
    public static float[] Decode(ReadOnlySpan<byte> bytes, int items, int classes)
    {
        CheckHeader(bytes);
        var (itemsThere, classesThere) = (BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]), BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]));
        if (itemsThere != items || classesThere != classes || items < 0 || classes < 1)
        {
            throw new MalformedPredictionsException(
                $"The compact predictions are of {itemsThere} items in {classesThere} classes, not of {items} in {classes}.");
        }

        // Every item takes at least a bit: a small message cannot ask for a large array.
        if (items > (bytes.Length - Header) * 8L)
        {
            throw new MalformedPredictionsException($"{bytes.Length} bytes are too few for {items} items.");
        }

        var probabilities = new float[items * classes];
        var reader = new BitReader(bytes[Header..]);
        for (var item = 0; item < items; item++)
        {
            Read(ref reader, probabilities.AsSpan(item * classes, classes), bytes[3]);
        }

        return (reader.Position + 7) / 8 == bytes.Length - Header
            ? probabilities
            : throw new MalformedPredictionsException($"{bytes.Length - Header - ((reader.Position + 7) / 8)} bytes follow the last item of the compact predictions.");
    }

    private static void Write(ref BitWriter writer, RankedRow row, int classes, int step)
    {
        writer.Write(row.IsMissing ? 1u : 0, 1);
        if (row.IsMissing)
        {
            return;
        }

        var top = row.Probabilities[0];
        var units = (uint)Math.Clamp(Math.Round(top * TopUnits), 1, TopUnits);
        var size = Size(units, step);
        var count = Math.Max(1, row.CountAbove(size / 2));
        var indexBits = IndexBits(classes);
        writer.WriteGamma((uint)count);
        writer.Write(units, TopBits);
        writer.Write((uint)row.Classes[0], indexBits);
        var last = (uint)Math.Ceiling(units / (double)TopUnits / size);
        for (var i = 1; i < count; i++)
        {
            var multiple = Math.Min(last, (uint)Math.Max(1, Math.Round(row.Probabilities[i] / size)));
            writer.WriteGamma(last - multiple + 1);
            writer.Write((uint)row.Classes[i], indexBits);
            last = multiple;
        }
    }

    private static void Read(ref BitReader reader, Span<float> row, int step)
    {
        if (reader.Read(1) == 1)
        {
            row.Fill(float.NaN);
            return;
        }

        var count = reader.ReadGamma();
        if (count > row.Length)
        {
            throw new MalformedPredictionsException($"An item of the compact predictions has {count} of {row.Length} classes.");
        }

        row.Fill(-1);
        var units = Math.Max(1, reader.Read(TopBits));
        var top = units / (float)TopUnits;
        var size = Size(units, step);
        var last = (uint)Math.Ceiling(units / (double)TopUnits / size);
        var sum = 0.0;
        var least = top;
        for (var i = 0; i < count; i++)
        {
            var difference = i == 0 ? 0 : reader.ReadGamma() - 1;
            var index = reader.Read(IndexBits(row.Length));
            if (difference > last || index >= row.Length || row[(int)index] >= 0)
            {
                throw new MalformedPredictionsException($"An item of the compact predictions has class {index} of {row.Length} twice or out of range.");
            }

            last -= difference;
            least = i == 0 ? top : Math.Min((float)(size * last), top) * (1 - (i * Tie));
            row[(int)index] = least;
            sum += least;
        }

        Spread(row, count, sum, least);
    }

    // The classes that were left out share what is missing, each less than any that was not. Where rounding has made too
    // much or too little of the others, the row is scaled to one.
    private static void Spread(Span<float> row, uint count, double sum, float least)
    {
        var left = row.Length - (int)count;
        var share = left == 0 ? 0 : Math.Min((float)(Math.Max(0, 1 - sum) / left), least / 2);
        var scale = (float)(1 / (sum + ((double)left * share)));
        foreach (ref var probability in row)
        {
            probability = scale * (probability < 0 ? share : probability);
        }
    }

    private static int LargestThatFits(IReadOnlyList<RankedRow> rows, int classes, int budget)
    {
        // The smallest step that fits: sizes grow with the exponent.
        var (fits, tooLarge) = (0, FinestStep + 1);
        while (tooLarge - fits > 1)
        {
            var middle = (fits + tooLarge) / 2;
            if (Header + ((Bits(rows, classes, middle) + 7) / 8) <= budget)
            {
                fits = middle;
            }
            else
            {
                tooLarge = middle;
            }
        }

        return fits;
    }

    private static long Bits(IReadOnlyList<RankedRow> rows, int classes, int step)
    {
        var writer = new BitWriter([]);
        foreach (var row in rows)
        {
            Write(ref writer, row, classes, step);
        }

        return writer.Position;
    }

    private static void CheckHeader(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < Header || !bytes.StartsWith("EP"u8) || bytes[3] > FinestStep)
        {
            throw new MalformedPredictionsException("The bytes are no compact predictions.");
        }

        if (bytes[2] != Version)
        {
            throw new MalformedPredictionsException($"The compact predictions have version {bytes[2]}; this program reads version {Version}. Use the same version on both sides.");
        }
    }

    private static double Step(int exponent) => Math.Pow(2, -exponent / (double)Fineness);

    // A flat distribution needs a finer step than a peaked one, whose errors matter less; the root is between equal
    // absolute and equal relative errors, and was the best of several when measured.
    private static double Size(uint top, int step) => Math.Sqrt(top / (double)TopUnits) * Step(step);

    private static int IndexBits(int classes) => classes <= 1 ? 0 : BitOperations.Log2((uint)classes - 1) + 1;
}
