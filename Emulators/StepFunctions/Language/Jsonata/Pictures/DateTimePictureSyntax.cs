namespace Ensemble.StepFunctions.Language.Jsonata.Pictures;

/// <summary>Takes a date and time picture apart (XPath F&amp;O 3.1, 9.8.4.1).</summary>
internal static class DateTimePictureSyntax
{
    /// <summary>The names of the months.</summary>
    internal static readonly string[] Months =
    [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
    ];

    /// <summary>The names of the days, Monday first.</summary>
    internal static readonly string[] Days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

    /// <summary>The parts of a picture, in order.</summary>
    /// <exception cref="JsonataException">D3132: no such component; D3135: a bracket that is not closed.</exception>
    internal static List<DateTimePart> Analyse(string picture)
    {
        var parts = new List<DateTimePart>();
        var start = 0;
        while (picture.IndexOf('[', start) is var open and >= 0)
        {
            AddLiteral(parts, picture[start..open]);
            if (open + 1 < picture.Length && picture[open + 1] == '[')
            {
                AddLiteral(parts, "[");
                start = open + 2;
                continue;
            }

            var close = picture.IndexOf(']', open);
            if (close < 0)
            {
                throw new JsonataException("D3135");
            }

            AddMarker(parts, string.Concat(picture[(open + 1)..close].Where(c => !char.IsWhiteSpace(c))));
            start = close + 1;
        }

        AddLiteral(parts, picture[start..]);
        return parts;
    }

    private static void AddLiteral(List<DateTimePart> parts, string text)
    {
        if (text.Length > 0)
        {
            parts.Add(new DateTimeLiteral(text.Replace("]]", "]", StringComparison.Ordinal)));
        }
    }

    private static void AddMarker(List<DateTimePart> parts, string text)
    {
        var marker = DateTimeMarker.Parse(text);

        // Of two integers without anything between them the first is as wide as its picture.
        if (marker.IsInteger && parts.Count > 0 && parts[^1] is DateTimeMarker { Integer.MandatoryDigits: > 0 } previous)
        {
            previous.ParseWidth = previous.Integer.MandatoryDigits;
        }

        parts.Add(marker);
    }
}
