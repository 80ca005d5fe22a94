namespace Ensemble.Contracts.Predictions;

/// <summary>The classes of one item that may matter, from the most probable to the least; of equal ones the lower comes first.</summary>
internal sealed record RankedRow(bool IsMissing, float[] Probabilities, int[] Classes)
{
    private static readonly RankedRow Missing = new(true, [], []);

    /// <summary>Ranks all rows; classes below half of a step of the largest are left out.</summary>
    public static RankedRow[] Of(ReadOnlySpan<float> probabilities, int classes, double finestStep)
    {
        var rows = new RankedRow[probabilities.Length / classes];
        for (var item = 0; item < rows.Length; item++)
        {
            rows[item] = Of(probabilities.Slice(item * classes, classes), finestStep);
        }

        return rows;
    }

    /// <summary>How many classes are at least so probable.</summary>
    public int CountAbove(double least)
    {
        var (above, below) = (0, Probabilities.Length);
        while (above < below)
        {
            var middle = (above + below) / 2;
            if (Probabilities[middle] >= least)
            {
                above = middle + 1;
            }
            else
            {
                below = middle;
            }
        }

        return above;
    }

    private static RankedRow Of(ReadOnlySpan<float> row, double finestStep)
    {
        var top = 0f;
        foreach (var probability in row)
        {
            if (float.IsNaN(probability))
            {
                return Missing;
            }

            top = Math.Max(top, probability);
        }

        var least = (float)(top * finestStep / 2);
        var count = 0;
        foreach (var probability in row)
        {
            count += probability >= least ? 1 : 0;
        }

        // One number per class that sorts as meant: the bits of positive floats rank as the floats do, so their complement
        // ranks the most probable first, and the class breaks ties.
        var keys = new ulong[count];
        for (int c = 0, next = 0; c < row.Length; c++)
        {
            if (row[c] >= least)
            {
                keys[next++] = ((ulong)~BitConverter.SingleToUInt32Bits(row[c]) << 32) | (uint)c;
            }
        }

        Array.Sort(keys);
        return new(
            false,
            Array.ConvertAll(keys, key => BitConverter.UInt32BitsToSingle(~(uint)(key >> 32))),
            Array.ConvertAll(keys, key => (int)(uint)key));
    }
}
