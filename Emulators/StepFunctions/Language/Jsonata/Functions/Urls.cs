using System.Globalization;
using System.Text;
using Ensemble.StepFunctions.Json;

namespace Ensemble.StepFunctions.Language.Jsonata.Functions;

/// <summary>Percent-encoding as ECMAScript does it (ECMA-262, URI handling functions).</summary>
internal static class Urls
{
    public const string Unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.!~*'()";
    public const string Reserved = ";/?:@&=+$,#";

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Encodes all but some characters.</summary>
    public static JsonValue? Encode(JsonValue? value, string function, string kept)
    {
        if (value is not JsonString text)
        {
            return null;
        }

        try
        {
            var builder = new StringBuilder();
            foreach (var point in Strings.Points(text.Value))
            {
                if (point.Length == 1 && kept.Contains(point[0], StringComparison.Ordinal))
                {
                    builder.Append(point);
                    continue;
                }

                foreach (var one in Strict.GetBytes(point))
                {
                    builder.Append('%').Append(one.ToString("X2", CultureInfo.InvariantCulture));
                }
            }

            return builder.ToString();
        }
        catch (EncoderFallbackException)
        {
            throw new JsonataException("D3140", -1, function, value);
        }
    }

    /// <summary>Decodes all but some characters.</summary>
    public static JsonValue? Decode(JsonValue? value, string function, string kept)
    {
        if (value is not JsonString { Value: var text })
        {
            return null;
        }

        var builder = new StringBuilder();
        var bytes = new List<byte>();
        try
        {
            for (var i = 0; i < text.Length; i++)
            {
                if (text[i] != '%')
                {
                    builder.Append(text[i]);
                    continue;
                }

                bytes.Clear();
                while (i + 2 < text.Length && text[i] == '%' && byte.TryParse(text.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var one))
                {
                    bytes.Add(one);
                    i += 3;
                }

                if (bytes.Count == 0 || (i < text.Length && text[i] == '%'))
                {
                    throw new JsonataException("D3140", -1, function, value);
                }

                i--;
                foreach (var c in Strict.GetString([.. bytes]))
                {
                    builder.Append(kept.Contains(c, StringComparison.Ordinal) ? $"%{(int)c:X2}" : c.ToString());
                }
            }

            return builder.ToString();
        }
        catch (DecoderFallbackException)
        {
            throw new JsonataException("D3140", -1, function, value);
        }
    }
}
