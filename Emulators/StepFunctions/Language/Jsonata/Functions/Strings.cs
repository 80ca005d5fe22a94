using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;
using Ensemble.StepFunctions.Json;

namespace Ensemble.StepFunctions.Language.Jsonata.Functions;

/// <summary>Functions of strings. Lengths and positions count code points, as the language does.</summary>
internal static partial class Strings
{
    private const int LargestPad = 1_000_000;

    /// <summary>The code points of a text, each as a string.</summary>
    public static string[] Points(string text) => [.. Runes(text)];

    /// <summary>A value as a text; nothing is empty.</summary>
    public static string Of(JsonValue? value) => (Convert(value, indented: false) as JsonString)?.Value ?? string.Empty;

    /// <summary>Changes a text.</summary>
    public static JsonValue? Map(JsonValue? value, Func<string, string> change) => value is JsonString text ? change(text.Value) : null;

    /// <summary>$string</summary>
    public static JsonValue? Convert(JsonValue? value, bool indented)
    {
        switch (value)
        {
            case null:
                return null;
            case JsonString:
                return value;
            case FunctionValue:
                return JsonString.Empty;
            case JsonNumber number when !double.IsFinite(number.Value):
                throw new JsonataException("D3001", -1, null, value);
            default:
                Limits.CheckSize(value);
                var builder = new StringBuilder();
                Write(builder, value is Seq { WrapsInput: true, Count: 1 } wrapper ? wrapper[0] : value, indented ? 0 : null);
                return builder.ToString();
        }
    }

    /// <summary>$substring</summary>
    public static JsonValue? Substring(JsonValue? value, JsonValue? start, JsonValue? length)
    {
        if (value is not JsonString text)
        {
            return null;
        }

        // Without a start it begins at the start, and with a length only it is empty.
        var points = Points(text.Value);
        var from = start is JsonNumber given ? Math.Max(given.Value, -points.Length) : length is null ? 0 : points.Length;
        var to = length is not JsonNumber count ? points.Length
            : count.Value <= 0 ? 0
            : (from >= 0 ? from : points.Length + from) + count.Value;
        var (first, last) = (Index(from, points.Length), Index(to, points.Length));
        return string.Concat(points[first..Math.Max(first, last)]);
    }

    /// <summary>$substringBefore</summary>
    public static JsonValue? Before(JsonValue? value, JsonValue? part)
    {
        if (value is not JsonString text || part is not JsonString wanted)
        {
            return value;
        }

        var index = text.Value.IndexOf(wanted.Value, StringComparison.Ordinal);
        return index < 0 ? text : text.Value[..index];
    }

    /// <summary>$substringAfter</summary>
    public static JsonValue? After(JsonValue? value, JsonValue? part)
    {
        if (value is not JsonString text || part is not JsonString wanted)
        {
            return value;
        }

        var index = text.Value.IndexOf(wanted.Value, StringComparison.Ordinal);
        return index < 0 ? text : text.Value[(index + wanted.Value.Length)..];
    }

    /// <summary>$trim: blanks at the ends go, those within become single spaces.</summary>
    public static string Trimmed(string text) => Blanks().Replace(text, " ").Trim(' ');

    /// <summary>$pad</summary>
    public static JsonValue? Pad(JsonValue? value, JsonValue? width, JsonValue? with)
    {
        if (value is not JsonString text || width is not JsonNumber number)
        {
            return value;
        }

        var missing = (int)Math.Min(Math.Abs(Math.Truncate(number.Value)), LargestPad) - Points(text.Value).Length;
        if (missing <= 0)
        {
            return text;
        }

        var filler = Points(with is JsonString { Value.Length: > 0 } given ? given.Value : " ");
        var padding = string.Concat(Enumerable.Range(0, missing).Select(i => filler[i % filler.Length]));
        return number.Value < 0 ? padding + text.Value : text.Value + padding;
    }

    /// <summary>$join</summary>
    public static JsonValue? Join(JsonValue? items, JsonValue? separator)
    {
        if (items is not JsonArray texts)
        {
            return null;
        }

        var between = (separator as JsonString)?.Value ?? string.Empty;
        Limits.CheckText(texts.Cast<JsonString>().Sum(text => (long)text.Value.Length + between.Length));
        return string.Join(between, texts.Cast<JsonString>().Select(text => text.Value));
    }

    /// <summary>$base64encode; the language takes each character for a byte.</summary>
    public static string ToBase64(string text) => System.Convert.ToBase64String(text.All(c => c < 256) ? Encoding.Latin1.GetBytes(text) : Encoding.UTF8.GetBytes(text));

    /// <summary>$base64decode</summary>
    public static string FromBase64(string text)
    {
        // What is no digit is passed over, and what follows the padding does not count.
        var digits = string.Concat(text.TakeWhile(c => c != '=').Where(c => char.IsAsciiLetterOrDigit(c) || c is '+' or '/' or '-' or '_'));
        digits = digits.Length % 4 == 1 ? digits[..^1] : digits;
        var bytes = System.Convert.FromBase64String(digits.Replace('-', '+').Replace('_', '/').PadRight((digits.Length + 3) / 4 * 4, '='));
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return Encoding.Latin1.GetString(bytes);
        }
    }

    // A position as a slice takes it: below zero it counts from the end.
    private static int Index(double position, int length) =>
        (int)Math.Clamp(Math.Truncate(position) is var at && at < 0 ? length + at : at, 0, length);

    private static IEnumerable<string> Runes(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                yield return text.Substring(i++, 2);
            }
            else
            {
                yield return text[i].ToString();
            }
        }
    }

    // As JSON.stringify, with numbers rounded to 15 digits to hide what binary fractions add.
    private static void Write(StringBuilder builder, JsonValue value, int? indent)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        Limits.CheckText(builder.Length);
        switch (value)
        {
            case JsonNumber number when !double.IsFinite(number.Value):
                builder.Append("null");
                break;
            case JsonNumber number:
                Limits.CheckText(builder.Length);
                builder.Append(JsonNumber.Format(double.IsInteger(number.Value) ? number.Value : double.Parse(number.Value.ToString("G15", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)));
                break;
            case JsonArray { Count: > 0 } items:
                Container(builder, '[', ']', items.Select(item => (Action<int?>)(inner => Write(builder, item, inner))), indent);
                break;
            case JsonObject { Count: > 0 } members:
                Container(
                    builder, '{', '}', members.Members.Select(member => (Action<int?>)(inner =>
                    {
                        JsonString.Write(builder, member.Key);
                        builder.Append(indent is null ? ":" : ": ");
                        Write(builder, member.Value, inner);
                    })),
                    indent);
                break;
            default:
                Limits.CheckText(builder.Length);
                value.WriteTo(builder);
                break;
        }
    }

    private static void Container(StringBuilder builder, char open, char close, IEnumerable<Action<int?>> parts, int? indent)
    {
        Limits.CheckText(builder.Length);
        builder.Append(open);
        var inner = indent + 2;
        foreach (var (i, part) in parts.Index())
        {
            builder.Append(i > 0 ? "," : string.Empty);
            if (inner is { } spaces)
            {
                builder.Append('\n').Append(' ', spaces);
            }

            part(inner);
        }

        if (indent is { } outer)
        {
            builder.Append('\n').Append(' ', outer);
        }

        builder.Append(close);
    }

    [GeneratedRegex("[ \t\n\r]+")]
    private static partial Regex Blanks();
}
