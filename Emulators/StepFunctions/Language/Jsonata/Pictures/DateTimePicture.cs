using System.Globalization;
using System.Text;

namespace Ensemble.StepFunctions.Language.Jsonata.Pictures;

/// <summary>Moments written and read as a picture shows them: $fromMillis and $toMillis (XPath F&amp;O 3.1, 9.8.4).</summary>
internal static class DateTimePicture
{
    private const string Iso8601 = "[Y0001]-[M01]-[D01]T[H01]:[m01]:[s01].[f001][Z01:01t]";
    private const double MillisAMinute = 60_000;

    /// <summary>Writes a moment, at UTC or at an offset from it that is given as +hhmm; without a picture as ISO 8601.</summary>
    /// <exception cref="JsonataException">
    /// D1001: out of the range of dates; D3130 to D3135: a picture or time zone that cannot be; see each.
    /// </exception>
    internal static string Format(double millis, string? picture, string? timezone)
    {
        var parts = DateTimePictureSyntax.Analyse(picture ?? Iso8601);
        var offset = timezone is null ? 0 : OffsetMinutes(timezone);
        if (CivilTime.FromMillis(Math.Truncate(millis) + (offset * MillisAMinute)) is not { } time)
        {
            throw new JsonataException("D1001", value: millis.ToString(CultureInfo.InvariantCulture));
        }

        var builder = new StringBuilder();
        foreach (var part in parts)
        {
            builder.Append(part switch
            {
                DateTimeLiteral literal => literal.Text,
                DateTimeMarker marker => Format(time, offset, marker),
                _ => string.Empty,
            });
        }

        return builder.ToString();
    }

    /// <summary>
    /// Reads a moment, at UTC unless the text says otherwise; without a picture from ISO 8601. Null if the text does not match the
    /// picture, or what it says is no moment.
    /// </summary>
    /// <exception cref="JsonataException">
    /// D3110: not ISO 8601; D3130 to D3135: a picture that cannot be; D3136: one that leaves a gap, or says the date by weeks.
    /// </exception>
    internal static double? Parse(string text, string? picture, DateTimeOffset now) => picture is null
        ? IsoTimestamp.Parse(text) ?? throw new JsonataException("D3110", value: text)
        : DateTimeParser.Parse(text, DateTimePictureSyntax.Analyse(picture), now);

    /// <summary>The value of a component that is an integer.</summary>
    internal static int Value(CivilTime time, char component) => component switch
    {
        'Y' => time.Year,
        'M' => time.Month,
        'D' => time.Day,
        'd' => time.DayOfYear,
        'F' => time.DayOfWeek,
        'W' => ((time.Thursday.DayOfYear - 1) / 7) + 1,
        'w' => ((time.Thursday.Day - 1) / 7) + 1,

        // What year and month such a week is of is JSONata's addition.
        'X' => time.Thursday.Year,
        'x' => time.Thursday.Month,
        'H' => time.Hour,
        'h' => ((time.Hour + 11) % 12) + 1,
        'm' => time.Minute,
        's' => time.Second,
        'f' => time.Millisecond,
        _ => 0,
    };

    private static string Format(CivilTime time, int offset, DateTimeMarker marker) => marker.Component switch
    {
        'P' => (marker.Names, time.Hour < 12) switch
        {
            (LetterCase.Upper, true) => "AM",
            (LetterCase.Upper, false) => "PM",
            (_, true) => "am",
            (_, false) => "pm",
        },
        'C' or 'E' => "ISO",
        'Z' or 'z' => FormatZone(offset, marker),
        _ when marker.Names is { } names => FormatName(time, marker, names),
        _ => FormatInteger(time, marker),
    };

    private static string FormatInteger(CivilTime time, DateTimeMarker marker)
    {
        double value = Value(time, marker.Component);
        return IntegerPicture.Format(marker.YearDigits is { } digits ? value % Math.Pow(10, digits) : value, marker.Integer!);
    }

    private static string FormatName(CivilTime time, DateTimeMarker marker, LetterCase letters)
    {
        var value = Value(time, marker.Component);
        var name = marker.Component switch
        {
            'M' or 'x' => DateTimePictureSyntax.Months[value - 1],
            'F' => DateTimePictureSyntax.Days[value - 1],
            _ => throw new JsonataException("D3133", value: marker.Component.ToString()),
        };
        name = letters switch
        {
            LetterCase.Upper => name.ToUpperInvariant(),
            LetterCase.Lower => name.ToLowerInvariant(),
            _ => name,
        };
        return marker.MaxWidth < name.Length ? name[..marker.MaxWidth.Value] : name;
    }

    // One or two digits show the hours, and the minutes where there are any; three or four both; a separator parts them (9.8.4.6).
    private static string FormatZone(int offset, DateTimeMarker marker)
    {
        var format = marker.Integer!;
        var (hours, minutes) = Math.DivRem(Math.Abs(offset), 60);
        var both = (hours * 100) + minutes;
        var text = (format.GroupSize, format.MandatoryDigits) switch
        {
            ( > 0, _) or (_, 3 or 4) => IntegerPicture.Format(both, format),
            (_, 1 or 2) when minutes == 0 => IntegerPicture.Format(hours, format),
            (_, 1 or 2) => $"{IntegerPicture.Format(hours, format)}:{minutes:00}",
            (_, var digits) => throw new JsonataException("D3134", value: digits),
        };
        return offset == 0 && marker.Traditional
            ? "Z"
            : $"{(marker.Component == 'z' ? "GMT" : string.Empty)}{(offset < 0 ? '-' : '+')}{text}";
    }

    private static int OffsetMinutes(string timezone)
    {
        var offset = IntegerPicture.LeadingInteger(timezone);
        if (!(Math.Abs(offset) <= 9999))
        {
            throw new JsonataException("D3134", value: timezone);
        }

        var (hours, minutes) = Math.DivRem((int)offset, 100);
        return (hours * 60) + minutes;
    }
}
