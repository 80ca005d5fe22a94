using System.Globalization;
using System.Text.RegularExpressions;
using Ensemble.StepFunctions.Json;
using Ensemble.StepFunctions.Language.Jsonata.Pictures;

namespace Ensemble.StepFunctions.Language.Jsonata.Functions;

/// <summary>Functions of numbers.</summary>
internal static partial class Numbers
{
    private const int LargestShift = 10_000;
    private const double LargestExact = 9007199254740992;
    private const string Digits = "0123456789abcdefghijklmnopqrstuvwxyz";

    /// <summary>$sum</summary>
    public static JsonValue? Sum(JsonValue? items) => items is JsonArray numbers ? Values(numbers).Sum() : null;

    /// <summary>$max, $min, $average: nothing of nothing.</summary>
    public static JsonValue? Extreme(JsonValue? items, Func<IEnumerable<double>, double> of) =>
        items is JsonArray { Count: > 0 } numbers ? of(Values(numbers)) : null;

    /// <summary>Changes a number.</summary>
    public static JsonValue? Map(JsonValue? value, Func<double, double> change) => value is JsonNumber number ? change(number.Value) : null;

    /// <summary>$number</summary>
    public static JsonValue? Convert(JsonValue? value)
    {
        switch (value)
        {
            case null or JsonNumber:
                return value;
            case JsonBoolean boolean:
                return boolean.Value ? 1 : 0;
            case JsonString { Value: var text } when Decimal().IsMatch(text) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number):
                return number;
            case JsonString { Value: ['0', 'x' or 'X' or 'o' or 'O' or 'b' or 'B', _, ..] text }:
                var radix = text[1] is 'x' or 'X' ? 16 : text[1] is 'o' or 'O' ? 8 : 2;
                var sum = 0.0;
                foreach (var c in text.AsSpan(2))
                {
                    var digit = Digits.IndexOf(char.ToLowerInvariant(c), StringComparison.Ordinal);
                    sum = digit >= 0 && digit < radix ? (sum * radix) + digit : throw new JsonataException("D3030", -1, "number", value);
                }

                return sum;
            default:
                throw new JsonataException("D3030", -1, "number", value);
        }
    }

    /// <summary>$round: halves to even, at a decimal place or, if negative, before the point.</summary>
    public static JsonValue? Round(JsonValue? value, JsonValue? precision)
    {
        if (value is not JsonNumber number)
        {
            return null;
        }

        var places = precision is JsonNumber given ? (int)Math.Clamp(given.Value, -LargestShift, LargestShift) : 0;
        var shifted = Shift(number.Value, places);
        if (!double.IsFinite(shifted))
        {
            return number;
        }

        var rounded = Math.Round(shifted, MidpointRounding.ToEven);
        return Shift(rounded, -places) is var result && result == 0 ? 0 : result;
    }

    /// <summary>$sqrt</summary>
    public static JsonValue? SquareRoot(JsonValue? value) => value is JsonNumber number
        ? number.Value >= 0 ? Math.Sqrt(number.Value) : throw new JsonataException("D3060", -1, "sqrt", value)
        : null;

    /// <summary>$power</summary>
    public static JsonValue? Power(JsonValue? value, JsonValue? exponent)
    {
        if (value is not JsonNumber number)
        {
            return null;
        }

        var result = Math.Pow(number.Value, exponent is JsonNumber power ? power.Value : double.NaN);
        return double.IsFinite(result) ? result : throw new JsonataException("D3061", -1, "power", value, exponent);
    }

    /// <summary>$formatNumber</summary>
    public static JsonValue? Format(JsonValue? value, JsonValue? picture, JsonValue? options) => value is JsonNumber number && picture is JsonString text
        ? NumberPicture.Format(number.Value, text.Value, options as JsonObject)
        : null;

    /// <summary>$formatInteger</summary>
    public static JsonValue? FormatInteger(JsonValue? value, JsonValue? picture) => value is JsonNumber number && picture is JsonString text
        ? IntegerPicture.Format(Math.Floor(number.Value), text.Value)
        : null;

    /// <summary>$parseInteger</summary>
    public static JsonValue? ParseInteger(JsonValue? value, JsonValue? picture) =>
        value is JsonString text && picture is JsonString format && IntegerPicture.Parse(text.Value, format.Value) is var number && double.IsFinite(number) ? number : null;

    /// <summary>$formatBase</summary>
    public static JsonValue? FormatBase(JsonValue? value, JsonValue? radix)
    {
        if (value is not JsonNumber number)
        {
            return null;
        }

        if (!double.IsFinite(number.Value))
        {
            throw new JsonataException("D1001", -1, "formatBase", number.Value.ToString(CultureInfo.InvariantCulture));
        }

        var to = radix is JsonNumber given ? Math.Round(given.Value, MidpointRounding.ToEven) : 10;
        if (to is not (>= 2 and <= 36))
        {
            throw new JsonataException("D3100", -1, "formatBase", to);
        }

        if (to == 10)
        {
            return JsonNumber.Format(Math.Round(number.Value, MidpointRounding.ToEven));
        }

        var rest = Math.Abs(Math.Round(number.Value, MidpointRounding.ToEven));
        var text = string.Empty;
        while (rest >= LargestExact)
        {
            // The last digits of what is too large to be exact are not known.
            text += '0';
            rest /= to;
        }

        do
        {
            text = Digits[(int)(rest % to)] + text;
            rest = (rest - (rest % to)) / to;
        }
        while (rest >= 1);
        return Math.Round(number.Value, MidpointRounding.ToEven) < 0 ? "-" + text : text;
    }

    private static IEnumerable<double> Values(JsonArray numbers) => numbers.Cast<JsonNumber>().Select(number => number.Value);

    // By moving the exponent in the text, so that 1.005 is 100.5 and not 100.49999999999999.
    private static double Shift(double value, int places)
    {
        if (!double.IsFinite(value))
        {
            return value;
        }

        var parts = JsonNumber.Format(value).Split('e');
        var exponent = (parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0) + places;
        return double.Parse($"{parts[0]}e{exponent.ToString(CultureInfo.InvariantCulture)}", NumberStyles.Float, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"^-?[0-9]+(\.[0-9]+)?([Ee][-+]?[0-9]+)?\z")]
    private static partial Regex Decimal();
}
