using System.Globalization;
using MathNet.Numerics.Distributions;

namespace Ensemble.Statistics;

/// <summary>
/// Welch's t test of the means of two independent samples, whose variances may differ. Source: Welch 1947, Biometrika
/// 34; degrees of freedom of Satterthwaite 1946, Biometrics Bulletin 2(6).
/// </summary>
/// <param name="Difference">Mean of the first less mean of the second.</param>
/// <param name="Low">Lower end of the difference's interval.</param>
/// <param name="High">Upper end of the difference's interval.</param>
/// <param name="Confidence">The interval's confidence, in (0, 1).</param>
/// <param name="T">The statistic: the difference in units of its standard error.</param>
/// <param name="DegreesOfFreedom">Of the t distribution; a fraction as a rule.</param>
/// <param name="P">The two-sided p-value, in [0, 1].</param>
public sealed record Welch(
    double Difference, double Low, double High, double Confidence, double T, double DegreesOfFreedom, double P)
{
    /// <summary>
    /// Tests that both means are equal: <c>t = (x̄ - ȳ) / √(s²_x / n + s²_y / m)</c> with
    /// <c>(v_x + v_y)² / (v_x² / (n - 1) + v_y² / (m - 1))</c> degrees of freedom, where <c>v = s² / n</c>. The interval
    /// excludes 0 where p is below <c>1 - confidence</c>.
    /// </summary>
    /// <param name="first">Finite values, at least two.</param>
    /// <param name="second">Finite values, at least two.</param>
    /// <param name="confidence">Two-sided, strictly between 0 and 1.</param>
    /// <exception cref="ArgumentException">
    /// A sample is too small, has a value that is not finite, both are constant so that there is no error to measure the
    /// difference by, or the confidence is out of range.
    /// </exception>
    public static Welch Test(ReadOnlySpan<double> first, ReadOnlySpan<double> second, double confidence = 0.95)
    {
        Guard.Sample(first, 2);
        Guard.Sample(second, 2);
        Guard.Fraction(confidence);

        var (firstMean, firstError) = Moments(first);
        var (secondMean, secondError) = Moments(second);
        var squared = firstError + secondError;
        if (!(squared > 0) || !double.IsFinite(squared))
        {
            throw new ArgumentException(string.Create(
                CultureInfo.InvariantCulture,
                $"The squared standard error of the difference of the means {firstMean} and {secondMean} is {squared}: a t test needs it positive and finite."));
        }

        // By shares of the squared error, whose own square may leave the range of numbers.
        var (firstShare, secondShare) = (firstError / squared, secondError / squared);
        var freedom = 1 / ((firstShare * firstShare / (first.Length - 1)) + (secondShare * secondShare / (second.Length - 1)));
        var error = Math.Sqrt(squared);
        var difference = firstMean - secondMean;
        var t = difference / error;
        var half = Quantile(freedom, 1 - confidence) * error;
        return new Welch(difference, difference - half, difference + half, confidence, t, freedom, TwoSided(freedom, Math.Abs(t)));
    }

    /// <summary>The mean and its squared standard error, s² / n.</summary>
    private static (double Mean, double SquaredError) Moments(ReadOnlySpan<double> sample)
    {
        var mean = 0.0;
        foreach (var value in sample)
        {
            mean += value / sample.Length;
        }

        // Equal values are their own mean; rounding would give a constant sample a variance.
        if (!sample.ContainsAnyExcept(sample[0]))
        {
            return (sample[0], 0);
        }

        var squares = 0.0;
        foreach (var value in sample)
        {
            squares += (value - mean) * (value - mean);
        }

        return (mean, squares / (sample.Length - 1.0) / sample.Length);
    }

    private static double TwoSided(double freedom, double t) => Math.Min(1, 2 * StudentT.CDF(0, 1, freedom, -t));

    /// <summary>What |t| exceeds with the given probability.</summary>
    private static double Quantile(double freedom, double probability)
    {
        var high = 1.0;
        while (TwoSided(freedom, high) > probability)
        {
            high *= 2;
        }

        return Root.Increasing(t => -TwoSided(freedom, t), -probability, 0, high);
    }
}
