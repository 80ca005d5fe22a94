using System.Globalization;

namespace Ensemble.Dashboard.Formatting;

/// <summary>Numbers as people read them: with units and thousands separators.</summary>
internal static class Show
{
    private const double Thousand = 1000;

    /// <summary>A time in milliseconds: <c>0.42 ms</c>, <c>148 ms</c>, <c>2.36 s</c>. Its unit stays on its line.</summary>
    public static string Milliseconds(double? value) => value is not { } ms ? "–"
        : ms >= 10 * Thousand ? Invariant($"{ms / Thousand:N1}\u00A0s")
        : ms >= Thousand ? Invariant($"{ms / Thousand:N2}\u00A0s")
        : Math.Abs(ms) >= 100 ? Invariant($"{ms:N0}\u00A0ms")
        : Math.Abs(ms) >= 10 ? Invariant($"{ms:N1}\u00A0ms")
        : Invariant($"{ms:N2}\u00A0ms");

    /// <summary>A share as a percentage.</summary>
    public static string Percent(double share, int digits = 2) => share.ToString($"P{digits}", CultureInfo.InvariantCulture).Replace(" ", "\u202F", StringComparison.Ordinal);

    /// <summary>A whole number.</summary>
    public static string Number(long value) => Invariant($"{value:N0}");

    /// <summary>A ratio such as a speed-up.</summary>
    public static string Times(double ratio) => Invariant($"{ratio:0.00}×");

    /// <summary>US dollars.</summary>
    public static string Dollars(double value) => value == 0 ? "$0" : value >= 0.01 ? Invariant($"${value:N2}") : Invariant($"${value:0.00######}");

    /// <summary>A p-value; below what doubles can tell it says so.</summary>
    public static string P(double p) => p == 0 ? "< 1e-300" : p < 0.001 ? p.ToString("0.0e+0", CultureInfo.InvariantCulture) : Invariant($"{p:0.000}");

    /// <summary>A moment, in UTC.</summary>
    public static string Moment(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>A length of time for progress.</summary>
    public static string Left(double seconds) => TimeSpan.FromSeconds(seconds).ToString(seconds >= 3600 ? @"h\:mm\:ss" : @"m\:ss", CultureInfo.InvariantCulture);

    /// <summary>A CSS length in per cent.</summary>
    public static string Css(double share) => Invariant($"{share * 100:0.###}%");

    /// <summary>Text in the invariant culture.</summary>
    public static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
