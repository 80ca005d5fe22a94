using MathNet.Numerics;

namespace Ensemble.Statistics;

/// <summary>
/// Both tails of the binomial distribution, each computed directly, so that a tiny one keeps its digits. They are
/// regularised incomplete beta functions: Abramowitz and Stegun 1964, 26.5.24.
/// </summary>
internal static class BinomialTail
{
    /// <summary><c>P(X ≤ k)</c> for X ~ Binomial(n, p).</summary>
    public static double AtMost(double k, double n, double p) =>
        k < 0 ? 0 : k >= n ? 1 : SpecialFunctions.BetaRegularized(n - k, k + 1, 1 - p);

    /// <summary><c>P(X ≥ k)</c> for X ~ Binomial(n, p).</summary>
    public static double AtLeast(double k, double n, double p) =>
        k <= 0 ? 1 : k > n ? 0 : SpecialFunctions.BetaRegularized(k, n - k + 1, p);
}
