using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Ensemble.StepFunctions.Language.Jsonata;

/// <summary>
/// Writes a regular expression of ECMAScript (ECMA-262, Patterns, without the u flag) as .NET reads it: classes are those of
/// ASCII, lines end as ECMAScript ends them, groups are numbered from left to right whether they have names or not.
/// </summary>
internal sealed class PatternSyntax
{
    private const string LineEnds = @"\n\r\u2028\u2029";
    private const string Blanks = @"\s\uFEFF";

    private readonly string _pattern;
    private readonly bool _isMultiline;
    private readonly List<string?> _groups = [];
    private readonly StringBuilder _written = new();
    private int _at;

    private PatternSyntax(string pattern, bool isMultiline)
    {
        _pattern = pattern;
        _isMultiline = isMultiline;
        FindGroups();
    }

    /// <summary>Makes the regular expression.</summary>
    /// <exception cref="ArgumentException">It is none.</exception>
    public static Regex Compile(string pattern, bool ignoresCase, bool isMultiline, TimeSpan timeout)
    {
        var options = RegexOptions.CultureInvariant | (ignoresCase ? RegexOptions.IgnoreCase : RegexOptions.None);
        return new(new PatternSyntax(pattern, isMultiline).Write(), options, timeout);
    }

    private void FindGroups()
    {
        var inClass = false;
        for (var i = 0; i < _pattern.Length; i++)
        {
            switch (_pattern[i])
            {
                case '\\':
                    i++;
                    break;
                case '[':
                    inClass = true;
                    break;
                case ']':
                    inClass = false;
                    break;
                case '(' when !inClass && NameAt(i) is { } name:
                    _groups.Add(name);
                    break;
                case '(' when !inClass && (i + 1 == _pattern.Length || _pattern[i + 1] != '?'):
                    _groups.Add(null);
                    break;
            }
        }
    }

    // The name of the group that opens here.
    private string? NameAt(int open) =>
        string.CompareOrdinal(_pattern, open, "(?<", 0, 3) == 0 && open + 3 < _pattern.Length && _pattern[open + 3] is not ('=' or '!')
        && _pattern.IndexOf('>', open) is var end and > 0
            ? _pattern[(open + 3)..end]
            : null;

    private string Write()
    {
        while (_at < _pattern.Length)
        {
            var c = _pattern[_at++];
            switch (c)
            {
                case '\\':
                    Escape(inClass: false);
                    break;
                case '[':
                    Class();
                    break;
                case '.':
                    _written.Append($"[^{LineEnds}]");
                    break;
                case '^':
                    _written.Append(_isMultiline ? $@"(?:\A|(?<=[{LineEnds}]))" : @"\A");
                    break;
                case '$':
                    _written.Append(_isMultiline ? $@"(?:\z|(?=[{LineEnds}]))" : @"\z");
                    break;
                case '(' when NameAt(_at - 1) is { } name:
                    _written.Append('(');
                    _at += name.Length + 3;
                    break;
                case '(' when _at < _pattern.Length && _pattern[_at] == '?' && (_at + 1 == _pattern.Length || _pattern[_at + 1] is not (':' or '=' or '!' or '<')):
                    throw new ArgumentException("Invalid group");
                default:
                    _written.Append(c);
                    break;
            }
        }

        return _written.ToString();
    }

    private void Class()
    {
        var isNegated = _at < _pattern.Length && _pattern[_at] == '^';
        _at += isNegated ? 1 : 0;
        if (_at < _pattern.Length && _pattern[_at] == ']')
        {
            // No character is of the empty class, and every one is not.
            _at++;
            _written.Append(isNegated ? @"[\s\S]" : "(?!)");
            return;
        }

        _written.Append(isNegated ? "[^" : "[");
        while (_at < _pattern.Length && _pattern[_at] != ']')
        {
            var c = _pattern[_at++];
            if (c == '\\')
            {
                Escape(inClass: true);
            }
            else
            {
                _written.Append(c == '[' ? @"\[" : c);
            }
        }

        _written.Append(_at++ < _pattern.Length ? "]" : throw new ArgumentException("Unterminated character class"));
    }

    private void Escape(bool inClass)
    {
        var c = _at < _pattern.Length ? _pattern[_at++] : throw new ArgumentException(@"\ at end of pattern");
        switch (c)
        {
            case 'd':
                _written.Append(inClass ? "0-9" : "[0-9]");
                break;
            case 'D':
                _written.Append(inClass ? @"\0-/:-\uFFFF" : "[^0-9]");
                break;
            case 'w':
                _written.Append(inClass ? "A-Za-z0-9_" : "[A-Za-z0-9_]");
                break;
            case 'W':
                _written.Append(inClass ? @"\0-/:-@\[-\^`{-\uFFFF" : "[^A-Za-z0-9_]");
                break;
            case 's':
                _written.Append(inClass ? Blanks : $"[{Blanks}]");
                break;
            case 'S':
                _written.Append(inClass ? @"\S" : $"[^{Blanks}]");
                break;
            case 'b' when !inClass:
                _written.Append("(?:(?<![A-Za-z0-9_])(?=[A-Za-z0-9_])|(?<=[A-Za-z0-9_])(?![A-Za-z0-9_]))");
                break;
            case 'B' when !inClass:
                _written.Append("(?:(?<![A-Za-z0-9_])(?![A-Za-z0-9_])|(?<=[A-Za-z0-9_])(?=[A-Za-z0-9_]))");
                break;
            case 'k' when !inClass && _groups.Exists(name => name is not null):
                Reference(_groups.IndexOf(Named()) + 1);
                break;
            case >= '1' and <= '9' when !inClass && Number() is var number && number <= _groups.Count:
                _at += number.ToString(CultureInfo.InvariantCulture).Length - 1;
                Reference(number);
                break;
            case >= '0' and <= '7':
                Octal();
                break;
            case 'b' or 'f' or 'n' or 'r' or 't' or 'v' or 'c':
            case 'x' when Digits() >= 2:
            case 'u' when Digits() >= 4:
                _written.Append('\\').Append(c);
                break;
            default:
                _written.Append(char.IsAsciiLetterOrDigit(c) ? c.ToString() : $"\\{c}");
                break;
        }
    }

    // A group that has taken no part matches nothing, of which there is some everywhere.
    private void Reference(int group) =>
        _written.Append(CultureInfo.InvariantCulture, $"(?({group})\\{group}(?#)|)");

    private string Named()
    {
        var end = _at < _pattern.Length && _pattern[_at] == '<' ? _pattern.IndexOf('>', _at) : -1;
        var name = end > 0 ? _pattern[(_at + 1)..end] : throw new ArgumentException("Invalid named reference");
        _at = end + 1;
        return _groups.Contains(name) ? name : throw new ArgumentException("Invalid named capture referenced");
    }

    private int Number()
    {
        var number = 0;
        for (var i = _at - 1; i < _pattern.Length && char.IsAsciiDigit(_pattern[i]) && number < 1000; i++)
        {
            number = (number * 10) + _pattern[i] - '0';
        }

        return number;
    }

    private void Octal()
    {
        var code = 0;
        _at--;
        for (var i = 0; i < 3 && _at < _pattern.Length && _pattern[_at] is >= '0' and <= '7' && (code * 8) + _pattern[_at] - '0' <= 255; i++)
        {
            code = (code * 8) + _pattern[_at++] - '0';
        }

        _written.Append(CultureInfo.InvariantCulture, $"\\u{code:X4}");
    }

    private int Digits()
    {
        var count = 0;
        while (_at + count < _pattern.Length && char.IsAsciiHexDigit(_pattern[_at + count]))
        {
            count++;
        }

        return count;
    }
}
