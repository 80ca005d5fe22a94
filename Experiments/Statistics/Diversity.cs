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
    /// <see cref="Disagreement"/> of every pair of classifiers: a symmetric matrix with 0 on its diagonal.
    /// </summary>
    /// <param name="correct">Per classifier, who was right on each item; all of one length.</param>
    /// <exception cref="ArgumentException">No classifier, no item, or different numbers of items.</exception>
    public static IReadOnlyList<IReadOnlyList<double>> DisagreementMatrix(IReadOnlyList<ReadOnlyMemory<bool>> correct) =>
        Matrix(correct, Disagreement);

    /// <summary>
    /// <see cref="DoubleFault"/> of every pair of classifiers: a symmetric matrix with each one's error rate on its
    /// diagonal. Source: Giacinto and Roli 2001, Image and Vision Computing 19(9-10).
    /// </summary>
    /// <param name="correct">Per classifier, who was right on each item; all of one length.</param>
    /// <exception cref="ArgumentException">No classifier, no item, or different numbers of items.</exception>
    public static IReadOnlyList<IReadOnlyList<double>> DoubleFaultMatrix(IReadOnlyList<ReadOnlyMemory<bool>> correct) =>
        Matrix(correct, DoubleFault);

    /// <summary>
    /// A measure of the whole ensemble: the mean over its pairs, that is of what is above the diagonal. Source: Kuncheva
    /// and Whitaker 2003, section 2.1.
    /// </summary>
    /// <param name="matrix">Of at least two classifiers, as many rows as columns.</param>
    /// <exception cref="ArgumentException">The matrix is smaller or not square.</exception>
    public static double MeanOfPairs(IReadOnlyList<IReadOnlyList<double>> matrix)
    {
        if (matrix.Count < 2 || matrix.Any(row => row.Count != matrix.Count))
        {
            throw new ArgumentException(
                $"A mean over pairs needs a square matrix of at least two classifiers, not {matrix.Count} rows of {string.Join(", ", matrix.Select(row => row.Count))}.",
                nameof(matrix));
        }

        return matrix.SelectMany((row, i) => row.Skip(i + 1)).Average();
    }

    /// <summary>
    /// Oracle accuracy: the share of items that at least one classifier has right, the ceiling of any combiner that
    /// chooses among their answers.
    /// </summary>
    /// <param name="correct">Per classifier, who was right on each item; all of one length.</param>
    /// <exception cref="ArgumentException">No classifier, no item, or different numbers of items.</exception>
    public static double OracleAccuracy(IReadOnlyList<ReadOnlyMemory<bool>> correct)
    {
        Check(correct);
        var any = new bool[correct[0].Length];
        foreach (var model in correct)
        {
            var span = model.Span;
            for (var i = 0; i < any.Length; i++)
            {
                any[i] |= span[i];
            }
        }

        return (double)any.AsSpan().Count(true) / any.Length;
    }

    private static double[][] Matrix(IReadOnlyList<ReadOnlyMemory<bool>> correct, Func<PairTable, double> measure)
    {
        Check(correct);
        return [.. correct.Select(first => correct.Select(second => measure(PairTable.Of(first.Span, second.Span))).ToArray())];
    }

    private static void Check(IReadOnlyList<ReadOnlyMemory<bool>> correct)
    {
        if (correct.Count == 0 || correct[0].IsEmpty)
        {
            throw new ArgumentException("At least one classifier and one item are needed.", nameof(correct));
        }

        for (var model = 1; model < correct.Count; model++)
        {
            if (correct[model].Length != correct[0].Length)
            {
                throw new ArgumentException(
                    $"Classifier {model} answered {correct[model].Length} items, the first one {correct[0].Length}.", nameof(correct));
            }
        }
    }
}
