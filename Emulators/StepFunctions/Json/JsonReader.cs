using System.Globalization;
using System.Text;

namespace Ensemble.StepFunctions.Json;

/// <summary>
/// Reads JSON (RFC 8259). Not System.Text.Json's reader, because what is wrong must be said in Jackson's words, which clients
/// of Step Functions see, and because numbers keep their text.
/// </summary>
internal ref struct JsonReader
{
    private const string Expected = "was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')";

    private readonly string _text;
    private int _at;

    private JsonReader(string text) => _text = text;

    public static JsonValue Read(string text)
    {
        var reader = new JsonReader(text);
        reader.SkipSpace();
        if (reader._at == text.Length)
        {
            throw new JsonSyntaxException("No content to map due to end-of-input", 0);
        }

        var value = reader.Value(0);
        reader.SkipSpace();
        return reader._at == text.Length ? value : throw reader.Unexpected($"Trailing token found: {Expected}");
    }

    private JsonValue Value(int depth)
    {
        SkipSpace();
        if (_at == _text.Length)
        {
            throw End("expected a value");
        }

        if (depth > JsonValue.MaxDepth)
        {
            throw new JsonSyntaxException(
                $"Document nesting depth ({depth}) exceeds the maximum allowed ({JsonValue.MaxDepth})", _at);
        }

        return _text[_at] switch
        {
            '{' => Object(depth),
            '[' => Array(depth),
            '"' => new JsonString(String()),
            '-' or (>= '0' and <= '9') => Number(),
            _ => Literal(),
        };
    }

    private JsonObject Object(int depth)
    {
        var members = new OrderedDictionary<string, JsonValue>(StringComparer.Ordinal);
        _at++;
        SkipSpace();
        if (TryTake('}'))
        {
            return JsonObject.Empty;
        }

        while (true)
        {
            SkipSpace();
            if (_at == _text.Length)
            {
                throw End("expected close marker for Object");
            }

            if (_text[_at] != '"')
            {
                throw Unexpected("was expecting double-quote to start field name");
            }

            var name = String();
            SkipSpace();
            if (!TryTake(':'))
            {
                throw _at == _text.Length ? End("expected a colon") : Unexpected("was expecting a colon to separate field name and value");
            }

            members[name] = Value(depth + 1);
            SkipSpace();
            if (TryTake('}'))
            {
                return new(members);
            }

            if (!TryTake(','))
            {
                throw _at == _text.Length ? End("expected close marker for Object") : Unexpected("was expecting comma to separate Object entries");
            }
        }
    }

    private JsonArray Array(int depth)
    {
        var items = new List<JsonValue>();
        _at++;
        SkipSpace();
        if (TryTake(']'))
        {
            return JsonArray.Empty;
        }

        while (true)
        {
            items.Add(Value(depth + 1));
            SkipSpace();
            if (TryTake(']'))
            {
                return new(items);
            }

            if (!TryTake(','))
            {
                throw _at == _text.Length ? End("expected close marker for Array") : Unexpected("was expecting comma to separate Array entries");
            }
        }
    }

    private string String()
    {
        var start = ++_at;
        while (_at < _text.Length && _text[_at] is not ('"' or '\\') and >= ' ')
        {
            _at++;
        }

        if (_at < _text.Length && _text[_at] == '"')
        {
            return _text[start.._at++];
        }

        var builder = new StringBuilder(_text, start, _at - start, Math.Max(16, 2 * (_at - start)));
        while (_at < _text.Length)
        {
            var c = _text[_at++];
            if (c == '"')
            {
                return builder.ToString();
            }

            if (c < ' ')
            {
                throw new JsonSyntaxException(
                    $"Illegal unquoted character ((CTRL-CHAR, code {(int)c})): has to be escaped using backslash to be included in string value", _at - 1);
            }

            builder.Append(c == '\\' ? Escaped() : c);
        }

        throw End("in VALUE_STRING");
    }

    private char Escaped()
    {
        if (_at == _text.Length)
        {
            throw End("in character escape sequence");
        }

        var c = _text[_at++];
        return c switch
        {
            '"' or '\\' or '/' => c,
            'b' => '\b',
            'f' => '\f',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' when _at + 4 <= _text.Length && ushort.TryParse(_text.AsSpan(_at, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) => Code(code),
            'u' => throw new JsonSyntaxException("expected a hex-digit for character escape sequence", _at),
            _ => throw new JsonSyntaxException($"Unrecognized character escape '{c}' (code {(int)c})", _at - 1),
        };
    }

    private char Code(ushort code)
    {
        _at += 4;
        return (char)code;
    }

    private JsonNumber Number()
    {
        var start = _at;
        TryTake('-');
        var whole = Digits("was expecting digit (0-9) to follow minus sign, for valid numeric value");
        if (whole > 1 && _text[_at - whole] == '0')
        {
            throw new JsonSyntaxException("Invalid numeric value: Leading zeroes not allowed", start);
        }

        if (TryTake('.'))
        {
            Digits("Decimal point not followed by a digit");
        }

        if (_at < _text.Length && _text[_at] is 'e' or 'E')
        {
            _at++;
            _ = TryTake('+') || TryTake('-');
            Digits("Exponent indicator not followed by a digit");
        }

        var text = _text[start.._at];
        return new(double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture), text);
    }

    private int Digits(string missing)
    {
        var start = _at;
        while (_at < _text.Length && char.IsAsciiDigit(_text[_at]))
        {
            _at++;
        }

        return _at > start ? _at - start : throw (_at == _text.Length ? End("in numeric value") : Unexpected(missing));
    }

    private JsonValue Literal()
    {
        var start = _at;
        while (_at < _text.Length && (char.IsLetterOrDigit(_text[_at]) || _text[_at] is '_' or '$'))
        {
            _at++;
        }

        switch (_text.AsSpan(start, _at - start))
        {
            case "null":
                return JsonNull.Instance;
            case "true":
                return JsonBoolean.True;
            case "false":
                return JsonBoolean.False;
            case "":
                throw Unexpected("expected a valid value (JSON String, Number, Array, Object or token 'null', 'true' or 'false')");
            default:
                throw new JsonSyntaxException($"Unrecognized token '{_text[start.._at]}': {Expected}", start);
        }
    }

    private bool TryTake(char c)
    {
        if (_at == _text.Length || _text[_at] != c)
        {
            return false;
        }

        _at++;
        return true;
    }

    private void SkipSpace()
    {
        while (_at < _text.Length && _text[_at] is ' ' or '\t' or '\n' or '\r')
        {
            _at++;
        }
    }

    private readonly JsonSyntaxException Unexpected(string what) =>
        new($"Unexpected character ('{_text[_at]}' (code {(int)_text[_at]})): {what}", _at);

    private readonly JsonSyntaxException End(string what) => new($"Unexpected end-of-input: {what}", _at);
}
