using System.Globalization;
using System.Text;

namespace Ensemble.StepFunctions.Language.Jsonata.Pictures;

/// <summary>How an integer is written.</summary>
internal enum IntegerStyle
{
    /// <summary>Digits: 0,001.</summary>
    Decimal,

    /// <summary>Letters like the columns of a spreadsheet: a, b, ... z, aa.</summary>
    Letters,

    /// <summary>Roman numerals.</summary>
    Roman,

    /// <summary>English words.</summary>
    Words,

    /// <summary>A numbering sequence that starts with some other token; there are none.</summary>
    Sequence,
}

/// <summary>The case of letters and words.</summary>
internal enum LetterCase
{
    /// <summary>all small</summary>
    Lower,

    /// <summary>ALL CAPITAL</summary>
    Upper,

    /// <summary>Capital First</summary>
    Title,
}

/// <summary>What separates groups of digits, and how many digits are to the right of it.</summary>
internal readonly record struct GroupSeparator(int Position, string Text);

/// <summary>An integer picture taken apart (XPath F&amp;O 3.1, 4.6.1 fn:format-integer).</summary>
internal sealed class IntegerFormat
{
    private IntegerFormat(IntegerStyle style, LetterCase letters, bool ordinal, string token)
    {
        Style = style;
        Case = letters;
        Ordinal = ordinal;
        Token = token;
    }

    /// <summary>How it is written.</summary>
    public IntegerStyle Style { get; }

    /// <summary>The case of its letters.</summary>
    public LetterCase Case { get; }

    /// <summary>First instead of one.</summary>
    public bool Ordinal { get; }

    /// <summary>The primary format token.</summary>
    public string Token { get; }

    /// <summary>The code point of zero in the family that digits are of.</summary>
    public int Zero { get; private init; } = '0';

    /// <summary>How many digits are written at least; 0 for what is not written in digits.</summary>
    public int MandatoryDigits { get; set; }

    /// <summary>How many further places the picture shows.</summary>
    public int OptionalDigits { get; private init; }

    /// <summary>The size of all groups, where they are regular; else 0.</summary>
    public int GroupSize { get; private init; }

    /// <summary>The separators in the order of the picture.</summary>
    public IReadOnlyList<GroupSeparator> Separators { get; private init; } = [];

    /// <summary>Takes a picture apart: a primary format token and, after the last semicolon, a modifier.</summary>
    /// <exception cref="JsonataException">D3131: digits of several families.</exception>
    public static IntegerFormat Analyse(string picture)
    {
        var semicolon = picture.LastIndexOf(';');
        var token = semicolon < 0 ? picture : picture[..semicolon];
        var ordinal = semicolon >= 0 && picture.AsSpan(semicolon + 1).StartsWith('o');
        return token switch
        {
            "A" => new(IntegerStyle.Letters, LetterCase.Upper, ordinal, token),
            "a" => new(IntegerStyle.Letters, LetterCase.Lower, ordinal, token),
            "I" => new(IntegerStyle.Roman, LetterCase.Upper, ordinal, token),
            "i" => new(IntegerStyle.Roman, LetterCase.Lower, ordinal, token),
            "W" => new(IntegerStyle.Words, LetterCase.Upper, ordinal, token),
            "w" => new(IntegerStyle.Words, LetterCase.Lower, ordinal, token),
            "Ww" => new(IntegerStyle.Words, LetterCase.Title, ordinal, token),
            _ => AnalyseDigits(token, ordinal),
        };
    }

    private static IntegerFormat AnalyseDigits(string token, bool ordinal)
    {
        var zero = -1;
        var mandatory = 0;
        var optional = 0;
        var separators = new List<GroupSeparator>();
        foreach (var rune in token.EnumerateRunes().Reverse())
        {
            if (Rune.GetUnicodeCategory(rune) == UnicodeCategory.DecimalDigitNumber)
            {
                var family = rune.Value - (int)Rune.GetNumericValue(rune);
                if (zero >= 0 && family != zero)
                {
                    throw new JsonataException("D3131");
                }

                zero = family;
                mandatory++;
            }
            else if (rune.Value == '#')
            {
                optional++;
            }
            else
            {
                separators.Insert(0, new(mandatory + optional, rune.ToString()));
            }
        }

        // A token without a digit starts a numbering sequence; which of those there are is implementation-defined.
        return mandatory == 0
            ? new(IntegerStyle.Sequence, LetterCase.Lower, ordinal, token)
            : new(IntegerStyle.Decimal, LetterCase.Lower, ordinal, token)
            {
                Zero = zero,
                MandatoryDigits = mandatory,
                OptionalDigits = optional,
                Separators = separators,
                GroupSize = RegularSize(separators),
            };
    }

    // Separators are regular if they are the same character and stand at every multiple of a number, as far as the picture goes;
    // they then continue to the left of it (4.6.1, "regular grouping").
    private static int RegularSize(List<GroupSeparator> separators)
    {
        return separators.TrueForAll(each => each.Text == separators[0].Text)
            ? RegularSize(separators.ConvertAll(each => each.Position))
            : 0;
    }

    /// <summary>The number that these are all the first multiples of, or 0.</summary>
    internal static int RegularSize(List<int> positions)
    {
        if (positions.Count == 0)
        {
            return 0;
        }

        var size = positions.Min();
        return size > 0 && Enumerable.Range(1, positions.Count).All(multiple => positions.Contains(multiple * size)) ? size : 0;
    }
}
