using System.Globalization;
using System.Text;

namespace Ensemble.StepFunctions.Json;

/// <summary>A number: its value, and its text where it was read from one, so that it is written as it came.</summary>
public sealed class JsonNumber : JsonValue
{
    private readonly string? _text;

    /// <summary>A number that was computed.</summary>
    public JsonNumber(double value) => Value = value;

    /// <summary>A whole number that was computed.</summary>
    public JsonNumber(long value)
    {
        Value = value;
        _text = value.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>A number that was read.</summary>
    internal JsonNumber(double value, string text)
    {
        Value = value;
        _text = text;
    }

    /// <summary>Its value.</summary>
    public double Value { get; }

    /// <summary>Its value if it is whole and fits, however it was written.</summary>
    public long? Whole => long.TryParse(_text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var exact) ? exact
        : Value is >= long.MinValue and < 9.2233720368547758e18 && Math.Floor(Value) == Value ? (long)Value
        : null;

    /// <summary>Whether it is written without a fraction and an exponent: what Java calls an integer.</summary>
    public bool IsWrittenWhole => _text is null ? Whole is not null : _text.AsSpan().IndexOfAny('.', 'e', 'E') < 0;

    /// <summary>
    /// The shortest text that reads back as the same number, laid out as ECMAScript does (ECMA-262, Number::toString): 7, 0.1,
    /// 1e+21.
    /// </summary>
    public static string Format(double value)
    {
        if (value == 0)
        {
            return "0";
        }

        if (value == Math.Floor(value) && Math.Abs(value) < 1e15)
        {
            return ((long)value).ToString(CultureInfo.InvariantCulture);
        }

        // Digits and the power of ten from .NET's shortest text, which is 1.5E-07 or 123.45.
        var shortest = Math.Abs(value).ToString("R", CultureInfo.InvariantCulture).Split('E');
        var point = shortest[0].IndexOf('.', StringComparison.Ordinal);
        var all = shortest[0].Replace(".", string.Empty, StringComparison.Ordinal);
        var leading = all.Length - all.TrimStart('0').Length;
        var digits = all.Trim('0');
        var exponent = (point < 0 ? all.Length : point) - leading + (shortest.Length > 1 ? int.Parse(shortest[1], CultureInfo.InvariantCulture) : 0);
        var sign = value < 0 ? "-" : string.Empty;
        return sign + (exponent, digits.Length) switch
        {
            ( > 0 and <= 21, var length) when length <= exponent => digits.PadRight(exponent, '0'),
            ( > 0 and <= 21, _) => $"{digits[..exponent]}.{digits[exponent..]}",
            ( > -6 and <= 0, _) => "0." + digits.PadLeft(digits.Length - exponent, '0'),
            (_, 1) => $"{digits}e{Signed(exponent - 1)}",
            _ => $"{digits[0]}.{digits[1..]}e{Signed(exponent - 1)}",
        };
    }

    /// <inheritdoc/>
    public override void WriteTo(StringBuilder builder) => builder.Append(_text ?? Format(Value));

    /// <inheritdoc/>
    public override bool Equals(JsonValue? other) => other is JsonNumber number && number.Value == Value;

    /// <inheritdoc/>
    public override int GetHashCode() => Value.GetHashCode();

    private static string Signed(int exponent) => exponent.ToString("+0;-0", CultureInfo.InvariantCulture);
}
