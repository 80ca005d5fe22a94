namespace Ensemble.Statistics;

/// <summary>How much more often one classifier is right than another on the same items, as fractions of one.</summary>
/// <param name="Estimate">The first's share less the second's.</param>
/// <param name="Low">The interval's lower end, in [-1, Estimate].</param>
/// <param name="High">The interval's upper end, in [Estimate, 1].</param>
/// <param name="Confidence">The interval's confidence, in (0, 1).</param>
public sealed record PairedDifference(double Estimate, double Low, double High, double Confidence)
{
    /// <summary>
    /// The interval from both Wilson intervals and the correlation of the two, which is corrected towards zero. Source: Newcombe
    /// 1998, Statistics in Medicine 17:2635-2650, method 10; recommended there and by Fagerland, Lydersen and Laake 2014,
    /// Statistics in Medicine 33(16).
    /// </summary>
    /// <param name="table">Who was right on which items.</param>
    /// <param name="confidence">Two-sided, strictly between 0 and 1.</param>
    /// <exception cref="ArgumentException">The confidence is out of its range.</exception>
    public static PairedDifference Newcombe(PairTable table, double confidence = 0.95)
    {
        var (a, b, c, d) = ((double)table.BothRight, (double)table.OnlyFirst, (double)table.OnlySecond, (double)table.BothWrong);
        var first = Proportion.Wilson(table.BothRight + table.OnlyFirst, table.Total, confidence);
        var second = Proportion.Wilson(table.BothRight + table.OnlySecond, table.Total, confidence);
        var margins = Math.Sqrt((a + b) * (c + d) * (a + c) * (b + d));
        var product = (a * d) - (b * c);
        var correlation = margins == 0 ? 0 : (product > 0 ? Math.Max(product - (table.Total / 2.0), 0) : product) / margins;
        var difference = (b - c) / table.Total;
        return new(
            difference,
            Math.Max(-1, difference - Distance(first.Estimate - first.Low, second.High - second.Estimate)),
            Math.Min(1, difference + Distance(first.High - first.Estimate, second.Estimate - second.Low)),
            confidence);

        double Distance(double one, double other) => Math.Sqrt(Math.Max(0, (one * one) - (2 * correlation * one * other) + (other * other)));
    }
}
