using System.Globalization;
using MathNet.Numerics;

namespace Ensemble.Statistics;

/// <summary>
/// McNemar's test of two classifiers on the same items: only the items count on which exactly one of them is right.
/// Source: McNemar 1947, Psychometrika 12; continuity correction of Edwards 1948, Psychometrika 13.
/// </summary>
/// <param name="B">Items that only the first classifier has right.</param>
/// <param name="C">Items that only the second classifier has right.</param>
/// <param name="P">The two-sided p-value, in [0, 1]; 1 when <c>B</c> and <c>C</c> are equal.</param>
public sealed record McNemar(int B, int C, double P)
{
    /// <summary>From this many discordant items on, the chi-square approximation is used.</summary>
    public const int ExactBelow = 25;

    /// <summary>
    /// Tests that both classifiers are equally good. Below <see cref="ExactBelow"/> discordant items the exact binomial
    /// test <c>min(1, 2 P(X ≤ min(b, c)))</c> with X ~ Binomial(b + c, 1/2); else <c>(|b - c| - 1)² / (b + c)</c>
    /// against the chi-square distribution with one degree of freedom.
    /// </summary>
    /// <exception cref="ArgumentException">A count is negative.</exception>
    public static McNemar Test(int b, int c)
    {
        Check(b, c);
        return new McNemar(b, c, (long)b + c < ExactBelow ? SumOfFew(b, c) : ChiSquare(b, c));
    }

    /// <summary>Tests the table's first classifier against its second.</summary>
    public static McNemar Test(PairTable table) => Test(table.OnlyFirst, table.OnlySecond);

    /// <summary>
    /// The exact binomial test however many items are discordant: <c>min(1, 2 P(X ≤ min(b, c)))</c> with
    /// X ~ Binomial(b + c, 1/2). Source: the sign test; see Fagerland, Lydersen and Laake 2013, BMC Medical Research
    /// Methodology 13:91, where it is "exact conditional".
    /// </summary>
    /// <exception cref="ArgumentException">A count is negative.</exception>
    public static McNemar Exact(int b, int c)
    {
        Check(b, c);
        var n = (double)b + c;
        return new McNemar(b, c, n < ExactBelow ? SumOfFew(b, c) : b == c ? 1 : Math.Min(1, 2 * BinomialTail.AtMost(Math.Min(b, c), n, 0.5)));
    }

    /// <summary>
    /// The chi-square test with Edwards' continuity correction however few items are discordant; without any, p is 1.
    /// Source: Edwards 1948, Psychometrika 13(3).
    /// </summary>
    /// <exception cref="ArgumentException">A count is negative.</exception>
    public static McNemar Corrected(int b, int c)
    {
        Check(b, c);
        return new McNemar(b, c, b == c ? 1 : ChiSquare(b, c));
    }

    private static void Check(int b, int c)
    {
        if (b < 0 || c < 0)
        {
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture, $"Counts of discordant items cannot be negative: b = {b}, c = {c}."));
        }
    }

    private static double SumOfFew(int b, int c)
    {
        // All terms are integers below 2^24, so the sum is exact.
        var n = b + c;
        long term = 1;
        long tail = 1;
        for (var k = 1; k <= Math.Min(b, c); k++)
        {
            term = term * (n - k + 1) / k;
            tail += term;
        }

        return Math.Min(1, 2.0 * tail / (1L << n));
    }

    private static double ChiSquare(int b, int c)
    {
        // The correction takes the difference towards zero, never past it (as R's mcnemar.test: b = c gives p = 1).
        var difference = Math.Max(0, Math.Abs((double)b - c) - 1);
        var statistic = difference * difference / ((double)b + c);

        // With one degree of freedom P(X² > s) = erfc(√(s / 2)).
        return SpecialFunctions.Erfc(Math.Sqrt(statistic / 2));
    }
}
