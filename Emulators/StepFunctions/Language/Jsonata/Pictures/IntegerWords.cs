using System.Text;
using System.Text.RegularExpressions;

namespace Ensemble.StepFunctions.Language.Jsonata.Pictures;

/// <summary>Integers in English words, as the British say them: one hundred and twenty-three.</summary>
internal static partial class IntegerWords
{
    private const int Milliseconds = 1000;

    private static readonly string[] Small =
    [
        "Zero", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve", "Thirteen",
        "Fourteen", "Fifteen", "Sixteen", "Seventeen", "Eighteen", "Nineteen",
    ];

    private static readonly string[] Tens = ["Twenty", "Thirty", "Forty", "Fifty", "Sixty", "Seventy", "Eighty", "Ninety"];

    // Above the last one they are combined: a million trillion.
    private static readonly (double Value, string Word)[] Magnitudes =
        [(1e12, "Trillion"), (1e9, "Billion"), (1e6, "Million"), (1e3, "Thousand")];

    private static readonly Dictionary<string, string> IrregularOrdinals = new(StringComparer.Ordinal)
    {
        ["One"] = "First",
        ["Two"] = "Second",
        ["Three"] = "Third",
        ["Five"] = "Fifth",
        ["Eight"] = "Eighth",
        ["Nine"] = "Ninth",
        ["Twelve"] = "Twelfth",
    };

    private static readonly Dictionary<string, double> Values = ReadWords();

    /// <summary>What numbers in words consist of, in small letters.</summary>
    internal static IReadOnlyList<string> Vocabulary { get; } = [.. Values.Keys, "and", "-", ",", " "];

    /// <summary>Writes a non-negative integer.</summary>
    internal static string Format(double value, bool ordinal, LetterCase letters)
    {
        var builder = new StringBuilder();
        Append(builder, value);
        var words = builder.ToString();
        if (ordinal)
        {
            var last = words.AsSpan().LastIndexOfAny(' ', '-') + 1;
            words = words[..last] + OrdinalOf(words[last..]);
        }

        return letters switch
        {
            LetterCase.Upper => words.ToUpperInvariant(),
            LetterCase.Lower => words.ToLowerInvariant(),
            _ => words,
        };
    }

    /// <summary>Reads words, cardinal or ordinal in any case; not a number if there are others among them.</summary>
    internal static double Parse(string text)
    {
        // What is complete, from the thousands up, and what the next words add to or multiply.
        var sum = 0d;
        var current = 0d;
        foreach (var word in Separators().Split(text.ToLowerInvariant()))
        {
            if (!Values.TryGetValue(word, out var value))
            {
                return double.NaN;
            }

            if (value >= 100)
            {
                current *= value;
                continue;
            }

            if (current >= 1000)
            {
                sum += current;
                current = 0;
            }

            current += value;
        }

        return sum + current;
    }

    [GeneratedRegex(@",\s|\sand\s|[\s\\-]", RegexOptions.CultureInvariant, Milliseconds)]
    private static partial Regex Separators();

    private static void Append(StringBuilder builder, double value)
    {
        if (value < 20)
        {
            builder.Append(Small[(int)value]);
        }
        else if (value < 100)
        {
            builder.Append(Tens[((int)value / 10) - 2]);
            if (value % 10 > 0)
            {
                builder.Append('-').Append(Small[(int)value % 10]);
            }
        }
        else if (value < 1000)
        {
            builder.Append(Small[(int)value / 100]).Append(" Hundred");
            AppendRest(builder, value % 100);
        }
        else
        {
            var (magnitude, word) = Array.Find(Magnitudes, each => value >= each.Value);
            var count = Math.Floor(value / magnitude);
            Append(builder, count);
            builder.Append(' ').Append(word);
            AppendRest(builder, value - (count * magnitude));
        }
    }

    private static void AppendRest(StringBuilder builder, double rest)
    {
        if (rest > 0)
        {
            builder.Append(rest < 100 ? " and " : ", ");
            Append(builder, rest);
        }
    }

    private static string OrdinalOf(string word) =>
        IrregularOrdinals.TryGetValue(word, out var ordinal) ? ordinal
        : word.EndsWith('y') ? word[..^1] + "ieth"
        : word + "th";

    private static Dictionary<string, double> ReadWords()
    {
        var values = new Dictionary<string, double>(StringComparer.Ordinal);
        var words = Small.Select((word, index) => (Word: word, Value: (double)index))
            .Concat(Tens.Select((word, index) => (Word: word, Value: (double)(index + 2) * 10)))
            .Append((Word: "Hundred", Value: 100))
            .Concat(Magnitudes.Select(each => (each.Word, each.Value)));
        foreach (var (word, value) in words)
        {
            values[word.ToLowerInvariant()] = value;
            values[OrdinalOf(word).ToLowerInvariant()] = value;
        }

        return values;
    }
}
