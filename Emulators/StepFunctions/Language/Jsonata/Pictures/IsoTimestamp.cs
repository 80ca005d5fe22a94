using System.Globalization;
using System.Text.RegularExpressions;

namespace Ensemble.StepFunctions.Language.Jsonata.Pictures;

/// <summary>
/// Moments in ISO 8601, as much of it as ECMAScript reads (ECMA-262, Date Time String Format) and with offsets without a colon.
/// </summary>
internal static partial class IsoTimestamp
{
    private const int Milliseconds = 1000;
    private const string Date = "(?<year>[0-9]{4})(?:-(?<month>[01][0-9])(?:-(?<day>[0-3][0-9]))?)?";
    private const string Time = "T(?<hour>[0-2][0-9]):(?<minute>[0-5][0-9]):(?<second>[0-5][0-9])";
    private const string Offset = "(?<sign>[+-])(?<offsetHour>[0-2][0-9]):?(?<offsetMinute>[0-5][0-9])";

    /// <summary>Reads a moment; null if it is none.</summary>
    internal static double? Parse(string text)
    {
        var match = Pattern().Match(text);
        if (!match.Success)
        {
            return null;
        }

        var month = Number(match.Groups["month"], 1);
        var day = Number(match.Groups["day"], 1);
        var hour = Number(match.Groups["hour"], 0);
        var minute = Number(match.Groups["minute"], 0);
        var second = Number(match.Groups["second"], 0);
        var millisecond = Millisecond(match.Groups["fraction"].ValueSpan);
        var offsetHour = Number(match.Groups["offsetHour"], 0);

        // A day that its month does not have is one of the next, and 24:00 the midnight at the end.
        if (month is < 1 or > 12 || day is < 1 or > 31 || offsetHour > 23 || hour > 24
            || (hour == 24 && (minute > 0 || second > 0 || millisecond > 0)))
        {
            return null;
        }

        var offset = (offsetHour * 60) + Number(match.Groups["offsetMinute"], 0);
        var minutes = (hour * 60) + minute + (match.Groups["sign"].ValueSpan is "-" ? offset : -offset);
        return CivilTime.ToMillis(Number(match.Groups["year"], 0), month, day, (minutes * 60_000d) + (second * 1000) + millisecond);
    }

    [GeneratedRegex($@"\A{Date}(?:{Time}(?:\.(?<fraction>[0-9]+))?(?:{Offset}|Z)?|Z)?\z", RegexOptions.CultureInvariant, Milliseconds)]
    private static partial Regex Pattern();

    private static int Number(Group group, int fallback) =>
        group.Success ? int.Parse(group.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) : fallback;

    // Digits beyond the third are cut off.
    private static int Millisecond(ReadOnlySpan<char> fraction)
    {
        var value = 0;
        for (var i = 0; i < 3; i++)
        {
            value = (value * 10) + (i < fraction.Length ? fraction[i] - '0' : 0);
        }

        return value;
    }
}
