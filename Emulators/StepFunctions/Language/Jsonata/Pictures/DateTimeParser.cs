namespace Ensemble.StepFunctions.Language.Jsonata.Pictures;

/// <summary>
/// Reads moments as a picture shows them. XPath has no such function; this is JSONata's inversion of XPath F&amp;O 3.1, 9.8.4.
/// </summary>
internal static class DateTimeParser
{
    /// <summary>Reads a moment; null if the text does not match, or what it says is no moment.</summary>
    /// <exception cref="JsonataException">
    /// D3130, D3133: a component that cannot be read; D3136: a gap among the components, or a date that is said by weeks.
    /// </exception>
    internal static double? Parse(string text, List<DateTimePart> parts, DateTimeOffset now)
    {
        if (new DateTimeMatcher(text).Match(parts) is not { } texts || !parts.Exists(part => part is DateTimeMarker))
        {
            return null;
        }

        var values = new Dictionary<char, double>();
        for (var i = 0; i < parts.Count; i++)
        {
            // An unknown name counts as not given.
            if (parts[i] is DateTimeMarker marker && Read(marker, texts[i]) is { } value)
            {
                values[marker.Component] = value;
            }
        }

        return Assemble(values, now);
    }

    private static double? Read(DateTimeMarker marker, string text) => marker switch
    {
        { Component: 'Z' or 'z' } => ReadZone(marker, text),
        { Component: 'f' } => IntegerPicture.LeadingInteger(text.PadRight(3, '0').AsSpan(0, 3)),
        { Component: 'P' } => text switch { "am" or "AM" => 0, "pm" or "PM" => 1, _ => null },
        { Component: 'F', Names: not null } => ReadName(DateTimePictureSyntax.Days, text, marker.MaxWidth),
        { Names: not null } => ReadName(DateTimePictureSyntax.Months, text, marker.MaxWidth),
        { Integer: { } format } => ReadInteger(text, format),
        _ => null,
    };

    // Numerals, letters and words match in any case.
    private static double ReadInteger(string text, IntegerFormat format) =>
        IntegerPicture.Parse(format.Case == LetterCase.Upper ? text.ToUpperInvariant() : text.ToLowerInvariant(), format);

    // A width shortens the names as they would have been when written. Whatever case the picture asks for, jsonata-js reads names
    // only with a capital first letter.
    private static double? ReadName(string[] names, string text, int? width)
    {
        var index = Array.FindLastIndex(
            names,
            name => text == (width > 0 && width < name.Length ? name[..width.Value] : name));
        return index < 0 ? null : index + 1;
    }

    // Minutes from UTC. Without a separator the number of digits tells what they are: h, hh, hmm or hhmm.
    private static double ReadZone(DateTimeMarker marker, string text)
    {
        text = marker.Component == 'z' ? text[3..] : text;
        var digits = text[1..];
        var separator = marker.ZoneSeparator is { } character ? digits.IndexOf(character, StringComparison.OrdinalIgnoreCase) : -1;
        var (hours, minutes) = separator >= 0 ? (digits[..separator], digits[(separator + 1)..])
            : digits.Length <= 2 ? (digits, "0")
            : (digits[..^2], digits[^2..]);
        var offset = (IntegerPicture.LeadingInteger(hours) * 60) + IntegerPicture.LeadingInteger(minutes);
        return text[0] == '-' ? -offset : offset;
    }

    // What is more significant than the first component given is taken from now, what is less than the last one is the least there
    // is; in between there must be no gap.
    private static double? Assemble(Dictionary<char, double> values, DateTimeOffset now)
    {
        if (AreAll(values, "YXMxWwdD", "Xxw") || AreAll(values, "YXMxWwdD", "XW"))
        {
            // jsonata-js reads no dates that are given by weeks either.
            throw new JsonataException("D3136");
        }

        var byDayOfYear = AreAll(values, "YXMxWwdD", "Yd") && !AreAll(values, "YXMxWwdD", "YMD");
        var byHalfDay = AreAll(values, "PHhmsf", "Phmsf") && !AreAll(values, "PHhmsf", "Hmsf");
        FillIn(values, (byDayOfYear ? "Yd" : "YMD") + (byHalfDay ? "Phmsf" : "Hmsf"), now);
        if (byHalfDay)
        {
            values['H'] = (values['h'] == 12 ? 0 : values['h']) + (values['P'] == 1 ? 12 : 0);
        }

        // ECMAScript's Date.UTC, which jsonata-js builds the moment with, takes the years 0 to 99 for those of the 20th century.
        var year = values['Y'] is >= 0 and <= 99 ? values['Y'] + 1900 : values['Y'];
        var month = byDayOfYear ? 1 : values['M'] > 0 ? values['M'] : values['M'] <= 0 ? 1 : double.NaN;
        var offset = values.GetValueOrDefault('Z') is var zone and not 0 ? zone : values.GetValueOrDefault('z');
        var minutes = (values['H'] * 60) + values['m'] - offset;
        var timeOfDay = (minutes * 60_000) + (values['s'] * 1000) + values['f'];
        return CivilTime.ToMillis(year, month, byDayOfYear ? values['d'] : values['D'], timeOfDay);
    }

    private static void FillIn(Dictionary<char, double> values, string components, DateTimeOffset now)
    {
        var present = CivilTime.FromMillis(now.ToUnixTimeMilliseconds()) ?? default;
        var started = false;
        var ended = false;
        foreach (var component in components)
        {
            if (values.ContainsKey(component))
            {
                started = true;
                if (ended)
                {
                    throw new JsonataException("D3136");
                }
            }
            else if (started)
            {
                values[component] = component is 'M' or 'D' or 'd' ? 1 : 0;
                ended = true;
            }
            else
            {
                values[component] = DateTimePicture.Value(present, component);
            }
        }
    }

    // Whether some of the components are given, and none but the allowed ones. Zero counts as not given, as in jsonata-js: there is
    // no month 0, and an hour 0 says nothing about which clock it is of.
    private static bool AreAll(Dictionary<char, double> values, string components, string allowed)
    {
        var given = components.Where(component => values.TryGetValue(component, out var value) && value != 0 && !double.IsNaN(value));
        return given.Any() && given.All(allowed.Contains);
    }
}
