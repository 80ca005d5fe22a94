using System.Globalization;

namespace Ensemble.Benchmarks;

/// <summary>A headline number: what was divided by what, and what is asked of it.</summary>
/// <param name="Name">The benchmark and its setting.</param>
/// <param name="Value">The ratio.</param>
/// <param name="Divided">The numerator, with its value.</param>
/// <param name="By">The divisor, with its value.</param>
/// <param name="Sense">Whether the threshold is a floor or a ceiling.</param>
/// <param name="Threshold">What is asked.</param>
internal sealed record Figure(string Name, double Value, string Divided, string By, Sense Sense, double Threshold)
{
    public bool Passed => Sense == Sense.AtLeast ? Value >= Threshold : Value <= Threshold;

    public string Asked => string.Create(
        CultureInfo.InvariantCulture, $"{(Sense == Sense.AtLeast ? ">=" : "<=")} {Threshold:0.00#}");
}

internal enum Sense
{
    AtLeast,
    AtMost,
}
