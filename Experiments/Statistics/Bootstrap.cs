using System.Globalization;
using MathNet.Numerics.Distributions;

namespace Ensemble.Statistics;

/// <summary>
/// Bootstrap intervals of any statistic of independent items. Source: Efron 1979, Annals of Statistics 7(1); BCa of Efron
/// 1987, JASA 82(397); both as in Efron and Tibshirani 1993, An Introduction to the Bootstrap, sections 13.3 and 14.3.
/// Where every item is equal (as for a proportion of 0 or 1) the interval is a point: use <see cref="Proportion"/>.
/// </summary>
public static class Bootstrap
{
    /// <summary>Fewer resamples say nothing of an interval's ends.</summary>
    public const int LeastResamples = 100;

    /// <summary>
    /// Up to this many items the jackknife leaves out one at a time; of more it leaves out one of so many groups, each
    /// of items that are evenly spread, since its work grows with the square. Source: Shao and Tu 1995, The Jackknife and
    /// Bootstrap (the grouped jackknife).
    /// </summary>
    public const int JackknifeGroups = 2000;

    /// <summary>The interval of a statistic of one sample, whose items may be anything, pairs or rows too.</summary>
    /// <param name="sample">Independent items, at least two.</param>
    /// <param name="statistic">A pure function of some items; finite, and not dependent on their order.</param>
    /// <param name="plan">Seed, resamples, confidence and method.</param>
    /// <exception cref="ArgumentException">
    /// The sample is too small, a number of the plan is out of range, or the statistic is not finite.
    /// </exception>
    public static BootstrapInterval Interval<T>(
        ReadOnlySpan<T> sample, Func<ReadOnlySpan<T>, double> statistic, BootstrapPlan plan)
    {
        var items = sample.ToArray();
        var drawn = new T[items.Length];
        return Run(items.Length, indices => statistic(Draw(items, indices, drawn)), plan);
    }

    /// <summary>
    /// The interval of the difference of a statistic, first less second, of two samples of the same items in the same
    /// order, e.g. the accuracies of two classifiers on one test set: items are drawn for both together, so that what
    /// makes an item hard or easy for both cancels out. Source: Koehn 2004, Statistical Significance Tests for Machine
    /// Translation Evaluation, EMNLP.
    /// </summary>
    /// <param name="first">At least two items.</param>
    /// <param name="second">As many, paired with the first's by their index.</param>
    /// <param name="statistic">A pure function of some items; finite, and not dependent on their order.</param>
    /// <param name="plan">Seed, resamples, confidence and method.</param>
    /// <exception cref="ArgumentException">
    /// The samples are too small or of different sizes, a number of the plan is out of range, or the statistic is not
    /// finite.
    /// </exception>
    public static BootstrapInterval PairedInterval<T>(
        ReadOnlySpan<T> first, ReadOnlySpan<T> second, Func<ReadOnlySpan<T>, double> statistic, BootstrapPlan plan)
    {
        if (first.Length != second.Length)
        {
            throw new ArgumentException(
                $"Paired samples have the same items, but there are {first.Length} and {second.Length}.", nameof(second));
        }

        var (left, right) = (first.ToArray(), second.ToArray());
        var drawn = new T[left.Length];
        return Run(left.Length, indices => statistic(Draw(left, indices, drawn)) - statistic(Draw(right, indices, drawn)), plan);
    }

    private static BootstrapInterval Run(int count, Func<ReadOnlySpan<int>, double> statistic, BootstrapPlan plan)
    {
        Check(count, plan);
        var indices = Enumerable.Range(0, count).ToArray();
        var estimate = Finite(statistic(indices), "the sample");

        // Before the indices are drawn over.
        var isCorrected = plan.Method == BootstrapMethod.BiasCorrectedAccelerated;
        var acceleration = isCorrected ? Acceleration(count, statistic) : 0;
        var random = new Random(plan.Seed);
        var resampled = new double[plan.Resamples];
        for (var resample = 0; resample < resampled.Length; resample++)
        {
            for (var i = 0; i < count; i++)
            {
                indices[i] = random.Next(count);
            }

            resampled[resample] = Finite(statistic(indices), "a resample");
        }

        Array.Sort(resampled);
        var bias = isCorrected ? BiasCorrection(resampled, estimate) : 0;
        var z = Normal.InvCDF(0, 1, (1 - plan.Confidence) / 2);
        return new BootstrapInterval(
            estimate,
            Quantile.OfSorted(resampled, Level(bias, acceleration, z)),
            Quantile.OfSorted(resampled, Level(bias, acceleration, -z)),
            StandardDeviation(resampled),
            bias,
            acceleration,
            plan);
    }

    /// <summary>Which percentile is the end: Φ(z0 + (z0 + z) / (1 - a (z0 + z))), of Efron and Tibshirani (14.10).</summary>
    private static double Level(double bias, double acceleration, double z)
    {
        var moved = bias + z;
        var divisor = 1 - (acceleration * moved);

        // Beyond the pole nothing lies further out.
        return divisor > 0 ? Normal.CDF(0, 1, bias + (moved / divisor)) : moved > 0 ? 1 : 0;
    }

    /// <summary>
    /// (14.14), where statistics equal to the estimate count half, as they are common where the statistic is discrete.
    /// It stays finite where none is below, or all are.
    /// </summary>
    private static double BiasCorrection(double[] sorted, double estimate)
    {
        var span = sorted.AsSpan();
        var share = 0.0;
        foreach (var value in span)
        {
            share += value < estimate ? 1 : value == estimate ? 0.5 : 0;
        }

        return Normal.InvCDF(0, 1, Math.Clamp(share, 0.5, sorted.Length - 0.5) / sorted.Length);
    }

    /// <summary>(14.15): Σ d³ / (6 (Σ d²)^1.5), d the distances of the jackknife's statistics from their mean, negated.</summary>
    private static double Acceleration(int count, Func<ReadOnlySpan<int>, double> statistic)
    {
        var groups = Math.Min(count, JackknifeGroups);
        var left = new double[groups];
        var kept = new int[count];
        for (var group = 0; group < groups; group++)
        {
            var size = 0;
            for (var i = 0; i < count; i++)
            {
                if (i % groups != group)
                {
                    kept[size++] = i;
                }
            }

            left[group] = Finite(statistic(kept.AsSpan(0, size)), "the sample without some items");
        }

        var mean = left.Average();
        var (squares, cubes) = (0.0, 0.0);
        foreach (var value in left)
        {
            var distance = mean - value;
            squares += distance * distance;
            cubes += distance * distance * distance;
        }

        return squares > 0 ? cubes / (6 * Math.Pow(squares, 1.5)) : 0;
    }

    private static double StandardDeviation(double[] values)
    {
        var mean = values.Average();
        return Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1));
    }

    private static ReadOnlySpan<T> Draw<T>(T[] items, ReadOnlySpan<int> indices, T[] drawn)
    {
        for (var i = 0; i < indices.Length; i++)
        {
            drawn[i] = items[indices[i]];
        }

        return drawn.AsSpan(0, indices.Length);
    }

    private static double Finite(double value, string of) =>
        double.IsFinite(value)
            ? value
            : throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture, $"The statistic of {of} is {value}, which is no finite number."));

    private static void Check(int count, BootstrapPlan plan)
    {
        if (count < 2)
        {
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture, $"A bootstrap needs at least two items; there are {count}."));
        }

        if (plan.Resamples < LeastResamples)
        {
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture, $"A bootstrap needs at least {LeastResamples} resamples, not {plan.Resamples}."),
                nameof(plan));
        }

        if (!Enum.IsDefined(plan.Method))
        {
            throw new ArgumentException($"There is no bootstrap method {plan.Method}.", nameof(plan));
        }

        var confidence = plan.Confidence;
        Guard.Fraction(confidence);
    }
}
