using System.Globalization;
using System.Runtime.CompilerServices;

namespace Ensemble.Statistics;

/// <summary>Refuses what no statistic is made of, and says what was wrong with it.</summary>
internal static class Guard
{
    /// <summary>A confidence, a level or a probability strictly between 0 and 1.</summary>
    public static void Fraction(double value, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (!(value > 0 && value < 1))
        {
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture, $"The {name} must lie strictly between 0 and 1, but is {value}."), name);
        }
    }

    /// <summary>A sample of at least so many finite numbers.</summary>
    public static void Sample(ReadOnlySpan<double> sample, int least, [CallerArgumentExpression(nameof(sample))] string name = "")
    {
        if (sample.Length < least)
        {
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture, $"The number of values in the sample '{name}' must be at least {least}, but is {sample.Length}."), name);
        }

        for (var i = 0; i < sample.Length; i++)
        {
            if (!double.IsFinite(sample[i]))
            {
                throw new ArgumentException(
                    string.Create(CultureInfo.InvariantCulture, $"Value {i} of the sample '{name}' is {sample[i]}, which is no finite number."), name);
            }
        }
    }

    /// <summary>At least one trial, and no more successes than trials.</summary>
    public static void Trials(int successes, int total)
    {
        if (total < 1)
        {
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture, $"A proportion needs at least one trial; there are {total}."), nameof(total));
        }

        if (successes < 0 || successes > total)
        {
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture, $"{successes} successes of {total} trials is not a proportion."), nameof(successes));
        }
    }
}
