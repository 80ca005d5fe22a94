namespace Ensemble.StepFunctions.Language.Jsonata.Pictures;

/// <summary>Integers as the columns of a spreadsheet are named: a, b, ... z, aa, ab.</summary>
internal static class IntegerLetters
{
    private const int Letters = 26;

    /// <summary>Writes a non-negative integer; nothing for 0, which has no letters.</summary>
    internal static string Format(double value, char first)
    {
        var letters = new Stack<char>();
        while (value > 0)
        {
            letters.Push((char)(first + (int)((value - 1) % Letters)));
            value = Math.Floor((value - 1) / Letters);
        }

        return string.Concat(letters);
    }

    /// <summary>Reads letters; not a number if there are others among them.</summary>
    internal static double Parse(string text, char first)
    {
        var value = 0d;
        foreach (var letter in text)
        {
            if (letter < first || letter >= first + Letters)
            {
                return double.NaN;
            }

            value = (value * Letters) + (letter - first + 1);
        }

        return value;
    }
}
