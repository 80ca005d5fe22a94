using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Ensemble.StepFunctions.Json;

namespace Ensemble.StepFunctions.Language.Jsonata;

internal enum TokenType
{
    End, Operator, Name, Variable, Text, Number, Value, Regex,
}

/// <summary>A token.</summary>
internal readonly record struct Token(TokenType Type, string Text, int Position, double Number = 0, Regex? Pattern = null)
{
    /// <summary>Whether it is an operator.</summary>
    public bool Is(string symbol) => Type == TokenType.Operator && Text == symbol;
}

/// <summary>Splits an expression into tokens.</summary>
internal sealed class Tokenizer(string text)
{
    private static readonly TimeSpan MatchTimeout = TimeSpan.FromSeconds(1);
    private static readonly string[] Pairs = ["..", ":=", "!=", ">=", "<=", "**", "~>", "?:", "??"];
    private const string Singles = ".[]{}(),@#;:?+-*/%|=<>^&!~";

    private int _at;

    /// <summary>The next token; where an operator may stand a slash divides, else it begins a regular expression.</summary>
    public Token Next(bool operatorExpected)
    {
        SkipBlanks();
        if (_at >= text.Length)
        {
            return new(TokenType.End, "(end)", _at);
        }

        var c = text[_at];
        if (c == '/' && !operatorExpected)
        {
            return Pattern();
        }

        foreach (var pair in Pairs)
        {
            if (string.CompareOrdinal(text, _at, pair, 0, 2) == 0)
            {
                _at += 2;
                return new(TokenType.Operator, pair, _at);
            }
        }

        if (Singles.Contains(c, StringComparison.Ordinal))
        {
            _at++;
            return new(TokenType.Operator, c.ToString(), _at);
        }

        return c switch
        {
            '"' or '\'' => Text(c),
            '`' => Quoted(),
            >= '0' and <= '9' => Number(),
            _ => Name(),
        };
    }

    private void SkipBlanks()
    {
        while (_at < text.Length)
        {
            if (text[_at] is ' ' or '\t' or '\n' or '\r' or '\v')
            {
                _at++;
            }
            else if (text[_at] == '/' && _at + 1 < text.Length && text[_at + 1] == '*')
            {
                var start = _at;
                var end = text.IndexOf("*/", _at + 2, StringComparison.Ordinal);
                _at = end < 0 ? throw new JsonataException("S0106", start) : end + 2;
            }
            else
            {
                return;
            }
        }
    }

    private Token Text(char quote)
    {
        _at++;
        var builder = new StringBuilder();
        while (_at < text.Length)
        {
            var c = text[_at++];
            if (c == quote)
            {
                return new(TokenType.Text, builder.ToString(), _at);
            }

            builder.Append(c == '\\' ? Escape() : c);
        }

        throw new JsonataException("S0101", text.Length);
    }

    private char Escape()
    {
        var c = _at < text.Length ? text[_at++] : '\0';
        switch (c)
        {
            case '"' or '\\' or '/':
                return c;
            case 'b':
                return '\b';
            case 'f':
                return '\f';
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 't':
                return '\t';
            case 'u':
                if (_at + 4 > text.Length || !ushort.TryParse(text.AsSpan(_at, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
                {
                    throw new JsonataException("S0104", _at - 1);
                }

                _at += 4;
                return (char)code;
            default:
                throw new JsonataException("S0103", _at - 1, c == '\0' ? string.Empty : c.ToString());
        }
    }

    private Token Quoted()
    {
        var end = text.IndexOf('`', _at + 1);
        if (end < 0)
        {
            throw new JsonataException("S0105", text.Length);
        }

        var name = text[(_at + 1)..end];
        _at = end + 1;
        return new(TokenType.Name, name, _at);
    }

    private Token Number()
    {
        var start = _at;
        if (text[_at] == '0')
        {
            _at++;
        }
        else
        {
            Digits();
        }

        if (_at + 1 < text.Length && text[_at] == '.' && char.IsAsciiDigit(text[_at + 1]))
        {
            _at++;
            Digits();
        }

        if (_at < text.Length && text[_at] is 'e' or 'E')
        {
            var sign = _at + 1 < text.Length && text[_at + 1] is '+' or '-' ? 1 : 0;
            if (_at + 1 + sign < text.Length && char.IsAsciiDigit(text[_at + 1 + sign]))
            {
                _at += 1 + sign;
                Digits();
            }
        }

        var digits = text[start.._at];
        var number = double.Parse(digits, NumberStyles.Float, CultureInfo.InvariantCulture);
        return double.IsFinite(number) ? new(TokenType.Number, JsonNumber.Format(number), _at, number) : throw new JsonataException("S0102", start, digits);
    }

    private void Digits()
    {
        while (_at < text.Length && char.IsAsciiDigit(text[_at]))
        {
            _at++;
        }
    }

    private Token Name()
    {
        var start = _at;
        while (_at < text.Length && text[_at] is not (' ' or '\t' or '\n' or '\r' or '\v') && !Singles.Contains(text[_at], StringComparison.Ordinal))
        {
            _at++;
        }

        var name = text[start.._at];
        return name switch
        {
            ['$', ..] => new(TokenType.Variable, name[1..], _at),
            "or" or "in" or "and" => new(TokenType.Operator, name, _at),
            "true" or "false" or "null" => new(TokenType.Value, name, _at),
            _ => new(TokenType.Name, name, _at),
        };
    }

    private Token Pattern()
    {
        var start = ++_at;
        var depth = 0;
        while (_at < text.Length)
        {
            var c = text[_at];
            if (c == '/' && !IsEscaped(start) && depth == 0)
            {
                break;
            }

            if (!IsEscaped(start))
            {
                depth += c is '(' or '[' or '{' ? 1 : c is ')' or ']' or '}' ? -1 : 0;
            }

            _at++;
        }

        if (_at >= text.Length)
        {
            throw new JsonataException("S0302", _at);
        }

        var pattern = text[start.._at++];
        if (pattern.Length == 0)
        {
            throw new JsonataException("S0301", start);
        }

        var flags = _at;
        while (_at < text.Length && text[_at] is 'i' or 'm')
        {
            _at++;
        }

        try
        {
            var given = text[flags.._at];
            return new(
                TokenType.Regex, pattern, _at,
                Pattern: PatternSyntax.Compile(pattern, given.Contains('i', StringComparison.Ordinal), given.Contains('m', StringComparison.Ordinal), MatchTimeout));
        }
        catch (ArgumentException)
        {
            throw new JsonataException("S0201", _at, pattern);
        }
    }

    private bool IsEscaped(int start)
    {
        var slashes = 0;
        for (var i = _at - 1; i >= start && text[i] == '\\'; i--)
        {
            slashes++;
        }

        return slashes % 2 == 1;
    }
}
