using System.Text;

namespace Ensemble.StepFunctions.Language.Jsonata.Pictures;

/// <summary>Integers as roman numerals.</summary>
internal static class RomanNumerals
{
    // Without a numeral above a thousand they grow with the number; above this digits are written (4.6.1 lets a processor choose).
    private const double Largest = 1e7;

    private static readonly (int Value, string Numeral)[] Steps =
    [
        (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"),
        (5, "V"), (4, "IV"), (1, "I"),
    ];

    /// <summary>Writes a non-negative integer; nothing for 0, which the Romans had no numeral for.</summary>
    internal static string Format(double value, LetterCase letters)
    {
        if (value > Largest)
        {
            return IntegerPicture.Digits(value);
        }

        var builder = new StringBuilder();
        var rest = (int)value;
        foreach (var (step, numeral) in Steps)
        {
            for (; rest >= step; rest -= step)
            {
                builder.Append(numeral);
            }
        }

        return letters == LetterCase.Upper ? builder.ToString() : builder.ToString().ToLowerInvariant();
    }

    /// <summary>Reads a numeral; not a number if there is anything else in it, or a letter of the other case.</summary>
    internal static double Parse(string text, LetterCase letters)
    {
        var sum = 0d;
        var largest = 1;
        foreach (var letter in text.Reverse())
        {
            var value = ValueOf(letters == LetterCase.Upper ? letter : char.ToUpperInvariant(letter));
            if (value == 0)
            {
                return double.NaN;
            }

            // A numeral before a larger one is taken from it.
            sum += value < largest ? -value : value;
            largest = Math.Max(largest, value);
        }

        return sum;
    }

    private static int ValueOf(char letter) => letter switch
    {
        'M' => 1000,
        'D' => 500,
        'C' => 100,
        'L' => 50,
        'X' => 10,
        'V' => 5,
        'I' => 1,
        _ => 0,
    };
}
