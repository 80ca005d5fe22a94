namespace Ensemble.Statistics;

/// <summary>
/// How often two classifiers are right on the same items: the 2x2 table that McNemar's test and the measures of
/// <see cref="Diversity"/> read.
/// </summary>
public sealed record PairTable
{
    /// <summary>Builds the table from its four counts.</summary>
    /// <exception cref="ArgumentException">A count is negative, or there is no item.</exception>
    public PairTable(int bothRight, int onlyFirst, int onlySecond, int bothWrong)
    {
        if (bothRight < 0 || onlyFirst < 0 || onlySecond < 0 || bothWrong < 0)
        {
            throw new ArgumentException(
                $"Counts of a pair table cannot be negative: {bothRight}, {onlyFirst}, {onlySecond}, {bothWrong}.");
        }

        (BothRight, OnlyFirst, OnlySecond, BothWrong) = (bothRight, onlyFirst, onlySecond, bothWrong);
        Total = checked(bothRight + onlyFirst + onlySecond + bothWrong);
        if (Total == 0)
        {
            throw new ArgumentException("A pair table needs at least one item.");
        }
    }

    /// <summary>Items both have right (N11).</summary>
    public int BothRight { get; }

    /// <summary>Items only the first has right (N10, McNemar's b).</summary>
    public int OnlyFirst { get; }

    /// <summary>Items only the second has right (N01, McNemar's c).</summary>
    public int OnlySecond { get; }

    /// <summary>Items both have wrong (N00).</summary>
    public int BothWrong { get; }

    /// <summary>All items (N), at least one.</summary>
    public int Total { get; }

    /// <summary>Counts the table from who was right on each item, both in the same order.</summary>
    /// <exception cref="ArgumentException">The lengths differ, or there is no item.</exception>
    public static PairTable Of(ReadOnlySpan<bool> first, ReadOnlySpan<bool> second)
    {
        if (first.Length != second.Length)
        {
            throw new ArgumentException(
                $"Two classifiers are compared on the same items, but there are {first.Length} and {second.Length}.", nameof(second));
        }

        var counts = (Span<int>)stackalloc int[4];
        for (var i = 0; i < first.Length; i++)
        {
            counts[(first[i] ? 0 : 2) + (second[i] ? 0 : 1)]++;
        }

        return new PairTable(counts[0], counts[1], counts[2], counts[3]);
    }
}
