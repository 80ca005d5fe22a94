namespace Ensemble.StepFunctions.Language.Jsonata.Pictures;

/// <summary>A part of a date and time picture.</summary>
internal abstract class DateTimePart;

/// <summary>Text that stands for itself.</summary>
internal sealed class DateTimeLiteral(string text) : DateTimePart
{
    /// <summary>The text.</summary>
    public string Text { get; } = text;
}

/// <summary>A marker: [component, presentation, width] (XPath F&amp;O 3.1, 9.8.4.1).</summary>
internal sealed class DateTimeMarker(char component) : DateTimePart
{
    private const string Integers = "YMDdFWwXxHhmsf";

    // Nobody writes more digits; a picture shall not ask for gigabytes.
    private const int LargestWidth = 10_000;

    /// <summary>What it shows.</summary>
    public char Component { get; } = component;

    /// <summary>The case of a name, if it shows one.</summary>
    public LetterCase? Names { get; private set; }

    /// <summary>How an integer or a time zone is written.</summary>
    public IntegerFormat? Integer { get; private set; }

    /// <summary>Whether UTC is written as Z.</summary>
    public bool Traditional { get; private set; }

    /// <summary>How long a name may be.</summary>
    public int? MaxWidth { get; private set; }

    /// <summary>How many digits of the year are shown; null: all (9.8.4.4).</summary>
    public int? YearDigits { get; private set; }

    /// <summary>How many digits are read, where nothing but their number tells where the next marker's begin.</summary>
    public int? ParseWidth { get; set; }

    /// <summary>Whether it is an integer, with digits or otherwise.</summary>
    public bool IsInteger => Integer is not null && Integers.Contains(Component, StringComparison.Ordinal);

    /// <summary>What is between the hours and minutes of a time zone, if there is anything.</summary>
    public string? ZoneSeparator => Integer is { GroupSize: > 0 } format ? format.Separators[0].Text : null;

    /// <summary>Reads what is between the brackets, without its white space.</summary>
    /// <exception cref="JsonataException">D3132: no such component.</exception>
    public static DateTimeMarker Parse(string text)
    {
        var fallback = text.Length == 0 ? null : DefaultPresentation(text[0]);
        if (fallback is null)
        {
            throw new JsonataException("D3132", value: text.Length == 0 ? string.Empty : text[..1]);
        }

        var marker = new DateTimeMarker(text[0]);
        int? minWidth = null;
        var presentation = text[1..];
        var comma = presentation.LastIndexOf(',');
        if (comma >= 0)
        {
            var widths = presentation[(comma + 1)..].Split('-', 2);
            minWidth = Width(widths[0]);
            marker.MaxWidth = widths.Length > 1 ? Width(widths[1]) : null;
            presentation = presentation[..comma];
        }

        // A second presentation modifier is only what follows a first one.
        var modifier = presentation.Length > 1 && "atco".Contains(presentation[^1], StringComparison.Ordinal) ? presentation[^1..] : string.Empty;
        presentation = presentation.Length == 0 ? fallback : presentation[..^modifier.Length];
        marker.Traditional = modifier == "t";
        marker.Present(presentation, modifier, minWidth);
        return marker;
    }

    private static string? DefaultPresentation(char component) => component switch
    {
        'Y' or 'M' or 'D' or 'd' or 'W' or 'w' or 'X' or 'x' or 'H' or 'h' or 'f' => "1",
        'F' or 'P' or 'C' or 'E' => "n",
        'm' or 's' => "01",
        'Z' or 'z' => "01:01",
        _ => null,
    };

    private static int? Width(string text) =>
        IntegerPicture.LeadingInteger(text) is var width && double.IsNaN(width) ? null : (int)Math.Clamp(width, 0, LargestWidth);

    private void Present(string presentation, string modifier, int? minWidth)
    {
        if (presentation.StartsWith('n'))
        {
            Names = LetterCase.Lower;
        }
        else if (presentation.StartsWith('N'))
        {
            Names = presentation.StartsWith("Nn", StringComparison.Ordinal) ? LetterCase.Title : LetterCase.Upper;
        }
        else if (Integers.Contains(Component, StringComparison.Ordinal))
        {
            Integer = IntegerFormat.Analyse(modifier.Length == 0 ? presentation : $"{presentation};{modifier}");
            if (Integer.Style == IntegerStyle.Decimal)
            {
                Integer.MandatoryDigits = Math.Max(Integer.MandatoryDigits, minWidth ?? 0);
            }

            if (Component == 'Y')
            {
                LimitYear(Integer);
            }
        }

        if (Component is 'Z' or 'z')
        {
            Integer = IntegerFormat.Analyse(presentation);
        }
    }

    // The year is cut to the maximum width, or to the digits of a picture that shows two or more (9.8.4.4).
    private void LimitYear(IntegerFormat format)
    {
        var shown = format.MandatoryDigits + format.OptionalDigits;
        YearDigits = MaxWidth ?? (shown >= 2 ? shown : null);
        if (MaxWidth is { } width)
        {
            format.MandatoryDigits = width;
        }
    }
}
