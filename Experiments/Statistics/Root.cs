namespace Ensemble.Statistics;

/// <summary>
/// Bisection, to the last bit. Slower than the inverse distributions of MathNet.Numerics, which search to 1e-12 within
/// fixed brackets and so fail in far tails.
/// </summary>
internal static class Root
{
    /// <summary>Where an increasing function reaches a value, between two finite ends.</summary>
    public static double Increasing(Func<double, double> function, double value, double low, double high)
    {
        while (true)
        {
            var middle = low + ((high - low) / 2);
            if (middle <= low || middle >= high)
            {
                return middle;
            }

            if (function(middle) < value)
            {
                low = middle;
            }
            else
            {
                high = middle;
            }
        }
    }
}
