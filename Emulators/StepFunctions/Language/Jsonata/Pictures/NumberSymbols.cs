using Ensemble.StepFunctions.Json;

namespace Ensemble.StepFunctions.Language.Jsonata.Pictures;

/// <summary>The decimal format that a number picture is read with (XPath F&amp;O 3.1, 4.7.1).</summary>
internal sealed class NumberSymbols
{
    private readonly JsonObject? _options;

    /// <summary>The defaults, except what the options say.</summary>
    public NumberSymbols(JsonObject? options)
    {
        _options = options;
        DecimalSeparator = Option("decimal-separator", ".");
        GroupingSeparator = Option("grouping-separator", ",");
        ExponentSeparator = Option("exponent-separator", "e");
        MinusSign = Option("minus-sign", "-");
        Infinity = Option("infinity", "Infinity");
        NotANumber = Option("NaN", "NaN");
        Percent = Option("percent", "%");
        PerMille = Option("per-mille", "\u2030");
        Digit = Option("digit", "#");
        PatternSeparator = Option("pattern-separator", ";");
        Zero = Option("zero-digit", "0") is { Length: > 0 } zero ? zero[0] : '0';
    }

    /// <summary>Between the integer and the fraction.</summary>
    public string DecimalSeparator { get; }

    /// <summary>Between groups of digits.</summary>
    public string GroupingSeparator { get; }

    /// <summary>Before the exponent.</summary>
    public string ExponentSeparator { get; }

    /// <summary>Before negative numbers.</summary>
    public string MinusSign { get; }

    /// <summary>What infinity is written as.</summary>
    public string Infinity { get; }

    /// <summary>What is written where there is no number.</summary>
    public string NotANumber { get; }

    /// <summary>Shows hundredths.</summary>
    public string Percent { get; }

    /// <summary>Shows thousandths.</summary>
    public string PerMille { get; }

    /// <summary>A digit that may be left out.</summary>
    public string Digit { get; }

    /// <summary>Between the picture of positive and that of negative numbers.</summary>
    public string PatternSeparator { get; }

    /// <summary>The first of ten characters that are digits.</summary>
    public char Zero { get; }

    /// <summary>Whether it is a digit that must be written.</summary>
    public bool IsMandatory(char c) => c >= Zero && c <= Zero + 9;

    /// <summary>Whether it is a digit that may be left out.</summary>
    public bool IsOptional(char c) => Is(c, Digit);

    /// <summary>Whether it is a digit of either kind.</summary>
    public bool IsDigit(char c) => IsMandatory(c) || IsOptional(c);

    /// <summary>Whether it has a meaning in a picture, and is not just text (4.7.3).</summary>
    public bool IsActive(char c) => StartsNumber(c) || Is(c, ExponentSeparator);

    /// <summary>Whether the number may begin or end with it: only what is between two of these is an exponent separator.</summary>
    public bool StartsNumber(char c) =>
        IsDigit(c) || Is(c, DecimalSeparator) || Is(c, GroupingSeparator) || Is(c, PatternSeparator);

    /// <summary>Text in digits 0 to 9 in the digits of this format.</summary>
    public string Localize(string text) => string.Concat(text.Select(c => char.IsAsciiDigit(c) ? (char)(Zero + c - '0') : c));

    private static bool Is(char c, string symbol) => symbol.Length == 1 && symbol[0] == c;

    private string Option(string name, string fallback) => _options?[name] is JsonString text ? text.Value : fallback;
}
