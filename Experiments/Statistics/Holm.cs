using System.Globalization;

namespace Ensemble.Statistics;

/// <summary>
/// Holm's step-down correction of several tests: holds the probability of any false alarm at the level, whatever the
/// tests have to do with each other, and is never weaker than Bonferroni's. Source: Holm 1979, Scandinavian Journal of
/// Statistics 6(2).
/// </summary>
public static class Holm
{
    /// <summary>
    /// Adjusted p-values in the given order; a hypothesis is rejected where its own is at most the level. With p sorted,
    /// <c>adjusted_(i) = max_{j ≤ i} min(1, (m - j + 1) p_(j))</c> (Wright 1992, Biometrics 48(4)).
    /// </summary>
    /// <param name="pValues">One per test, each in [0, 1]; at least one.</param>
    /// <exception cref="ArgumentException">There is no p-value, or one is outside [0, 1].</exception>
    public static IReadOnlyList<double> Adjust(params IReadOnlyList<double> pValues)
    {
        if (pValues.Count == 0)
        {
            throw new ArgumentException("Holm's correction needs at least one p-value.", nameof(pValues));
        }

        for (var i = 0; i < pValues.Count; i++)
        {
            if (pValues[i] is not (>= 0 and <= 1))
            {
                throw new ArgumentException(
                    string.Create(CultureInfo.InvariantCulture, $"P-value {i} is {pValues[i]}, which is not in [0, 1]."), nameof(pValues));
            }
        }

        var adjusted = new double[pValues.Count];
        var (largest, left) = (0.0, pValues.Count);
        foreach (var index in Enumerable.Range(0, pValues.Count).OrderBy(i => pValues[i]))
        {
            largest = Math.Max(largest, Math.Min(1, left * pValues[index]));
            adjusted[index] = largest;
            left--;
        }

        return adjusted;
    }

    /// <summary>Which hypotheses are rejected at a level of the whole family, in the given order.</summary>
    /// <param name="pValues">One per test, each in [0, 1]; at least one.</param>
    /// <param name="level">The probability of any false alarm, strictly between 0 and 1.</param>
    /// <exception cref="ArgumentException">There is no p-value, or a number is out of its range.</exception>
    public static IReadOnlyList<bool> Reject(IReadOnlyList<double> pValues, double level = 0.05)
    {
        Guard.Fraction(level);
        return [.. Adjust(pValues).Select(p => p <= level)];
    }
}
