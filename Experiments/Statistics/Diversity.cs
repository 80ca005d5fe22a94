namespace Ensemble.Statistics;

/// <summary>
/// How differently classifiers err. Names and formulas of Kuncheva and Whitaker 2003, Machine Learning 51: N11 both
/// right, N10 only the first, N01 only the second, N00 both wrong, N all.
/// </summary>
public static class Diversity
{
    /// <summary>
    /// <c>(N10 + N01) / N</c>: the share of items on which exactly one is right, in [0, 1]. It is at most the share on
    /// which they name different classes, since two wrong answers may differ too.
    /// </summary>
    public static double Disagreement(PairTable table) =>
        ((double)table.OnlyFirst + table.OnlySecond) / table.Total;

    /// <summary><c>N00 / N</c>: the share of items that both have wrong, in [0, 1].</summary>
    public static double DoubleFault(PairTable table) => (double)table.BothWrong / table.Total;

    /// <summary>
    /// Yule's Q, <c>(N11 N00 - N01 N10) / (N11 N00 + N01 N10)</c>, in [-1, 1]: 0 for independent classifiers, positive
    /// when they are right on the same items. Null where both products are 0 and Q is undefined.
    /// </summary>
    public static double? YuleQ(PairTable table)
    {
        var same = (double)table.BothRight * table.BothWrong;
        var other = (double)table.OnlyFirst * table.OnlySecond;
        return same + other == 0 ? null : (same - other) / (same + other);
    }

    /// <summary>
    /// Cohen's kappa of being right, <c>(p_o - p_e) / (1 - p_e)</c> with p_o the observed and p_e the chance agreement
    /// (Cohen 1960), written as <c>2 (N11 N00 - N01 N10) / ((N11 + N10)(N10 + N00) + (N11 + N01)(N01 + N00))</c>; at
    /// most 1. Null where chance alone gives full agreement (both always right, or both always wrong).
    /// </summary>
    public static double? CohenKappa(PairTable table)
    {
        double n11 = table.BothRight, n10 = table.OnlyFirst, n01 = table.OnlySecond, n00 = table.BothWrong;
        var divisor = ((n11 + n10) * (n10 + n00)) + ((n11 + n01) * (n01 + n00));
        return divisor == 0 ? null : 2 * ((n11 * n00) - (n01 * n10)) / divisor;
    }

    /// <summary>
    /// Oracle accuracy: the share of items that at least one classifier has right, the ceiling of any combiner that
    /// chooses among their answers.
    /// </summary>
    /// <param name="correct">Per classifier, who was right on each item; all of one length.</param>
    /// <exception cref="ArgumentException">No classifier, no item, or different numbers of items.</exception>
    public static double OracleAccuracy(IReadOnlyList<ReadOnlyMemory<bool>> correct)
    {
        if (correct.Count == 0 || correct[0].IsEmpty)
        {
            throw new ArgumentException("Oracle accuracy needs at least one classifier and one item.", nameof(correct));
        }

        var any = new bool[correct[0].Length];
        for (var model = 0; model < correct.Count; model++)
        {
            var span = correct[model].Span;
            if (span.Length != any.Length)
            {
                throw new ArgumentException(
                    $"Classifier {model} answered {span.Length} items, the first one {any.Length}.", nameof(correct));
            }

            for (var i = 0; i < any.Length; i++)
            {
                any[i] |= span[i];
            }
        }

        return (double)any.AsSpan().Count(true) / any.Length;
    }
}
