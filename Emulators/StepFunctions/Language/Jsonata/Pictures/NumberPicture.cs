using System.Globalization;
using System.Text;
using Ensemble.StepFunctions.Json;

namespace Ensemble.StepFunctions.Language.Jsonata.Pictures;

/// <summary>Numbers written as a picture shows them: $formatNumber (XPath F&amp;O 3.1, 4.7).</summary>
internal static class NumberPicture
{
    /// <summary>Writes a number.</summary>
    /// <exception cref="JsonataException">D3080 to D3093: the picture breaks a rule of 4.7.3.</exception>
    internal static string Format(double value, string picture, JsonObject? options)
    {
        var symbols = new NumberSymbols(options);
        var subpictures = picture.Split(symbols.PatternSeparator);
        if (subpictures.Length > 2)
        {
            throw new JsonataException("D3080");
        }

        // The picture of negative numbers is the other one after a minus sign, unless there is one (4.7.5, rule 2).
        var parts = Array.ConvertAll(subpictures, subpicture => new NumberSubpicture(subpicture, symbols));
        if (double.IsNaN(value))
        {
            return symbols.NotANumber;
        }

        var part = value < 0 ? parts[^1] : parts[0];
        var minus = value < 0 && parts.Length == 1 ? symbols.MinusSign : string.Empty;
        var number = double.IsInfinity(value) ? symbols.Infinity : Format(Math.Abs(value), part, symbols);
        return minus + part.Prefix + number + part.Suffix;
    }

    private static string Format(double value, NumberSubpicture part, NumberSymbols symbols)
    {
        var mantissa = part.IsPercent ? value * 100 : part.IsPerMille ? value * 1000 : value;
        var exponent = part.HasExponent ? TakeExponent(ref mantissa, part.ScalingFactor) : 0;
        var rounded = Round(mantissa, part.MaximumFractionSize);
        var digits = rounded.ToString(string.Create(CultureInfo.InvariantCulture, $"F{part.MaximumFractionSize}"), CultureInfo.InvariantCulture);
        var point = digits.IndexOf('.', StringComparison.Ordinal);
        var integer = (point < 0 ? digits : digits[..point]).TrimStart('0').PadLeft(part.MinimumIntegerSize, '0');
        var fraction = (point < 0 ? string.Empty : digits[(point + 1)..]).TrimEnd('0').PadRight(part.MinimumFractionSize, '0');

        var builder = new StringBuilder();
        AppendInteger(builder, symbols.Localize(integer), part, symbols);
        if (fraction.Length > 0)
        {
            builder.Append(symbols.DecimalSeparator);
            AppendFraction(builder, symbols.Localize(fraction), part, symbols);
        }

        if (part.HasExponent)
        {
            var size = Math.Abs(exponent).ToString(CultureInfo.InvariantCulture).PadLeft(part.MinimumExponentSize, '0');
            builder.Append(symbols.ExponentSeparator).Append(exponent < 0 ? symbols.MinusSign : string.Empty).Append(symbols.Localize(size));
        }

        return builder.ToString();
    }

    // Step by step as jsonata-js does it, whose rounding errors are seen, and so that the largest mantissa is 10 and not 9.9 (4.7.5,
    // rule 5, excludes the 10).
    private static int TakeExponent(ref double mantissa, int scalingFactor)
    {
        var largest = Math.Pow(10, scalingFactor);
        var smallest = Math.Pow(10, scalingFactor - 1);
        var exponent = 0;
        for (; mantissa != 0 && mantissa < smallest; exponent--)
        {
            mantissa *= 10;
        }

        for (; mantissa > largest; exponent++)
        {
            mantissa /= 10;
        }

        return exponent;
    }

    // To the nearest, or the even one of two (rule 6). The point is moved in the text: a product would not be exact.
    private static double Round(double value, int places)
    {
        var rounded = Math.Round(MovePoint(value, places), MidpointRounding.ToEven);
        return double.IsFinite(rounded) ? MovePoint(rounded, -places) : value;
    }

    private static double MovePoint(double value, int places)
    {
        var parts = value.ToString("R", CultureInfo.InvariantCulture).Split('E');
        var exponent = places + (parts.Length > 1 ? int.Parse(parts[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) : 0);
        return double.Parse(string.Create(CultureInfo.InvariantCulture, $"{parts[0]}E{exponent}"), CultureInfo.InvariantCulture);
    }

    private static void AppendInteger(StringBuilder builder, string digits, NumberSubpicture part, NumberSymbols symbols)
    {
        for (var i = 0; i < digits.Length; i++)
        {
            // Rule 10; regular groups go on to the left of the picture.
            var right = digits.Length - i;
            if (i > 0 && (part.RegularGroup > 0 ? right % part.RegularGroup == 0 : part.IntegerGroups.Contains(right)))
            {
                builder.Append(symbols.GroupingSeparator);
            }

            builder.Append(digits[i]);
        }
    }

    private static void AppendFraction(StringBuilder builder, string digits, NumberSubpicture part, NumberSymbols symbols)
    {
        for (var i = 0; i < digits.Length; i++)
        {
            // Rule 11.
            if (i > 0 && part.FractionGroups.Contains(i))
            {
                builder.Append(symbols.GroupingSeparator);
            }

            builder.Append(digits[i]);
        }
    }
}
