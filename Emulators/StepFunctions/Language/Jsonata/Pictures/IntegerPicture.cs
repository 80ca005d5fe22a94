using System.Globalization;
using System.Text;
using Ensemble.StepFunctions.Json;

namespace Ensemble.StepFunctions.Language.Jsonata.Pictures;

/// <summary>Integers written and read as a picture shows them: $formatInteger and $parseInteger (XPath F&amp;O 3.1, 4.6).</summary>
internal static class IntegerPicture
{
    // Above this JavaScript writes numbers with an exponent, which no picture asks for.
    private const double FirstWithExponent = 1e21;

    /// <summary>Writes a number, rounded down.</summary>
    /// <exception cref="JsonataException">D3130: a numbering sequence that does not exist; D3131: digits of several families.</exception>
    internal static string Format(double value, string picture)
    {
        if (!double.IsFinite(value))
        {
            throw new JsonataException("D1001", value: value.ToString(CultureInfo.InvariantCulture));
        }

        return Format(Math.Floor(value), IntegerFormat.Analyse(picture));
    }

    /// <summary>Writes an integer.</summary>
    internal static string Format(double value, IntegerFormat format)
    {
        var magnitude = Math.Abs(value);
        var text = format.Style switch
        {
            IntegerStyle.Letters => IntegerLetters.Format(magnitude, format.Case == LetterCase.Upper ? 'A' : 'a'),
            IntegerStyle.Roman => RomanNumerals.Format(magnitude, format.Case),
            IntegerStyle.Words => IntegerWords.Format(magnitude, format.Ordinal, format.Case),
            IntegerStyle.Decimal => FormatDigits(magnitude, format),
            _ => throw NoSequence(format),
        };
        return value < 0 ? "-" + text : text;
    }

    /// <summary>Reads an integer; what is none of that picture is not a number.</summary>
    /// <exception cref="JsonataException">D3130: a numbering sequence that does not exist; D3131: digits of several families.</exception>
    internal static double Parse(string text, string picture) => Parse(text, IntegerFormat.Analyse(picture));

    /// <inheritdoc cref="Parse(string,string)"/>
    internal static double Parse(string text, IntegerFormat format) => format.Style switch
    {
        IntegerStyle.Letters => IntegerLetters.Parse(text, format.Case == LetterCase.Upper ? 'A' : 'a'),
        IntegerStyle.Roman => RomanNumerals.Parse(text, format.Case),
        IntegerStyle.Words => IntegerWords.Parse(text),
        IntegerStyle.Decimal => ParseDigits(text, format),
        _ => throw NoSequence(format),
    };

    /// <summary>The digits of a non-negative integer.</summary>
    internal static string Digits(double value) =>
        value < FirstWithExponent ? JsonNumber.Format(value) : value.ToString("F0", CultureInfo.InvariantCulture);

    /// <summary>The number that a text starts with, like JavaScript's parseInt in base ten.</summary>
    internal static double LeadingInteger(ReadOnlySpan<char> text)
    {
        text = text.TrimStart();
        var negative = text.StartsWith('-');
        text = negative || text.StartsWith('+') ? text[1..] : text;
        var length = text.IndexOfAnyExceptInRange('0', '9');
        var digits = length < 0 ? text : text[..length];
        if (digits.IsEmpty)
        {
            return double.NaN;
        }

        var value = double.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
        return negative ? -value : value;
    }

    private static JsonataException NoSequence(IntegerFormat format) => new("D3130", value: format.Token);

    private static string FormatDigits(double value, IntegerFormat format)
    {
        var digits = Digits(value).PadLeft(format.MandatoryDigits, '0');
        var builder = new StringBuilder();
        for (var i = 0; i <= digits.Length; i++)
        {
            AppendSeparators(builder, format, i, digits.Length - i);
            if (i < digits.Length)
            {
                builder.Append(new Rune(format.Zero + digits[i] - '0').ToString());
            }
        }

        return format.Ordinal ? builder.Append(OrdinalSuffix(digits)).ToString() : builder.ToString();
    }

    // A separator stands only where there is a digit to the left of it (4.6.1).
    private static void AppendSeparators(StringBuilder builder, IntegerFormat format, int digitsBefore, int digitsAfter)
    {
        if (digitsBefore == 0)
        {
            return;
        }

        if (format.GroupSize > 0)
        {
            if (digitsAfter > 0 && digitsAfter % format.GroupSize == 0)
            {
                builder.Append(format.Separators[0].Text);
            }

            return;
        }

        foreach (var separator in format.Separators)
        {
            if (separator.Position == digitsAfter)
            {
                builder.Append(separator.Text);
            }
        }
    }

    private static string OrdinalSuffix(string digits) => (digits.Length > 1 ? digits[^2] : '0', digits[^1]) switch
    {
        ('1', _) => "th",
        (_, '1') => "st",
        (_, '2') => "nd",
        (_, '3') => "rd",
        _ => "th",
    };

    private static double ParseDigits(string text, IntegerFormat format)
    {
        // The suffix is not looked at: English has four, and a wrong one changes nothing.
        var digits = format.Ordinal ? text[..Math.Max(0, text.Length - 2)] : text;
        foreach (var separator in format.Separators)
        {
            digits = digits.Replace(separator.Text, string.Empty, StringComparison.Ordinal);
        }

        if (format.Zero != '0')
        {
            digits = string.Concat(digits.EnumerateRunes().Select(rune => rune.Value - format.Zero is var digit and >= 0 and <= 9
                ? ((char)('0' + digit)).ToString()
                : rune.ToString()));
        }

        return LeadingInteger(digits);
    }
}
