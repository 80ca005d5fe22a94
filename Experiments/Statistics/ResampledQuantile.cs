using System.Globalization;

namespace Ensemble.Statistics;

/// <summary>
/// A quantile of many resamples of one sample, the same as <see cref="Quantile.Of"/> of their values. The sample is put in order once and
/// the items of a resample are only counted, so that each takes a time in proportion to its size. For one thread at a time.
/// </summary>
public sealed class ResampledQuantile
{
    private readonly double _probability;
    private readonly double[] _sorted;
    private readonly int[] _ranks;
    private readonly int[] _counts;

    /// <summary>Puts a sample in order.</summary>
    /// <param name="sample">Finite values in any order, at least one.</param>
    /// <param name="probability">Strictly between 0 and 1.</param>
    /// <exception cref="ArgumentException">No value, one that is not finite, or a probability out of range.</exception>
    public ResampledQuantile(ReadOnlySpan<double> sample, double probability)
    {
        Guard.Sample(sample, 1);
        Guard.Fraction(probability);
        _probability = probability;
        _sorted = sample.ToArray();
        var items = new int[sample.Length];
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = i;
        }

        Array.Sort(_sorted, items);
        _ranks = new int[items.Length];
        for (var rank = 0; rank < items.Length; rank++)
        {
            _ranks[items[rank]] = rank;
        }

        _counts = new int[items.Length];
    }

    /// <summary>The quantile of a resample.</summary>
    /// <param name="items">Which values are in it, by their place in the sample and as often as they were drawn; at least one.</param>
    /// <exception cref="ArgumentException">It is empty.</exception>
    public double Of(ReadOnlySpan<int> items)
    {
        if (items.IsEmpty)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"A resample of {_sorted.Length} values has none."), nameof(items));
        }

        Array.Clear(_counts);
        foreach (var item in items)
        {
            _counts[_ranks[item]]++;
        }

        var (index, share) = Quantile.PositionOf(items.Length, _probability);
        var rank = 0;
        var passed = _counts[0];
        var value = Next(index);
        return Quantile.Between(value, Next(Math.Min(index + 1, items.Length - 1)), share);

        // The value at a place of the resample in order; places are asked for in order too.
        double Next(int place)
        {
            while (passed <= place)
            {
                passed += _counts[++rank];
            }

            return _sorted[rank];
        }
    }
}
