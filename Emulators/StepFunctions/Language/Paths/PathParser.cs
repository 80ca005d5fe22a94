using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Ensemble.StepFunctions.Json;

namespace Ensemble.StepFunctions.Language.Paths;

/// <summary>Reads the JSONPath dialect of Step Functions, which is Jayway's JsonPath.</summary>
internal sealed class PathParser
{
    private const int MaxNesting = 50;
    private const int MaxSteps = JsonValue.MaxDepth;
    private static readonly TimeSpan MatchTimeout = TimeSpan.FromSeconds(1);
    private static readonly string[] Operators = ["===", "!==", "==", "!=", "<=", ">=", "=~", "<", ">"];
    private static readonly string[] WordOperators = ["in", "nin", "contains", "size", "empty"];

    private readonly string _text;
    private int _at;
    private int _nesting;

    public PathParser(string text, int at = 0)
    {
        _text = text;
        _at = at;
    }

    /// <summary>How far it has read.</summary>
    public int Position => _at;

    private bool AtEnd => _at == _text.Length;

    private char Current => _at < _text.Length ? _text[_at] : '\0';

    /// <summary>Reads a path up to where it ends.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public JsonPath Path()
    {
        var start = _at;
        Take('$');
        var root = PathRoot.Input;
        string? variable = null;
        if (TryTake('$'))
        {
            root = PathRoot.Context;
        }
        else if (char.IsLetter(Current) || Current == '_')
        {
            root = PathRoot.Variable;
            variable = Name();
        }

        return new JsonPath(root, variable, Tokens(), string.Empty) is var path ? path with { Text = _text[start.._at] } : path;
    }

    private static bool IsNameCharacter(char c) => char.IsLetterOrDigit(c) || c is '_' or '-' || c > '\u007f';

    private List<PathToken> Tokens()
    {
        var tokens = new List<PathToken>();
        while (!AtEnd && Current is '.' or '[')
        {
            if (tokens is [.., FunctionToken])
            {
                throw Fault("a function ends a path");
            }

            tokens.Add(tokens.Count < MaxSteps ? Token() : throw Fault($"a path may have {MaxSteps} steps"));
        }

        if (tokens is [.., PropertyToken last])
        {
            tokens[^1] = last with { IsLast = true };
        }

        return tokens;
    }

    private PathToken Token()
    {
        if (Current == '[')
        {
            return Bracket();
        }

        Take('.');
        if (TryTake('.'))
        {
            return new DescendToken(Current == '[' ? Bracket() : Dotted());
        }

        return Current == '[' ? Bracket() : Dotted();
    }

    private PathToken Dotted()
    {
        if (TryTake('*'))
        {
            return new WildcardToken();
        }

        var name = Name();
        if (Current == '(' && FunctionToken.Names.Contains(name) && _at + 1 < _text.Length && _text[_at + 1] == ')')
        {
            _at += 2;
            return new FunctionToken(name);
        }

        return new PropertyToken([name]);
    }

    private string Name()
    {
        var start = _at;
        while (!AtEnd && (IsNameCharacter(Current) || Current == ':' || Current == '@' || Current == '#' || Current == '/' || Current == '+'))
        {
            _at++;
        }

        return _at > start ? _text[start.._at] : throw Fault("a name is missing");
    }

    private PathToken Bracket()
    {
        Take('[');
        SkipSpace();
        PathToken token = Current switch
        {
            '*' => Wildcard(),
            '?' => FilterBracket(),
            '\'' or '"' => Properties(),
            _ => Indexes(),
        };
        SkipSpace();
        Take(']');
        return token;
    }

    private WildcardToken Wildcard()
    {
        _at++;
        return new();
    }

    private PropertyToken Properties()
    {
        var names = new List<string> { Quoted() };
        SkipSpace();
        while (TryTake(','))
        {
            SkipSpace();
            names.Add(Quoted());
            SkipSpace();
        }

        return new(names);
    }

    private PathToken Indexes()
    {
        int? first = Current == ':' ? null : Whole();
        SkipSpace();
        if (TryTake(':'))
        {
            SkipSpace();
            int? to = Current is ']' or ':' ? null : Whole();
            var stride = TryTake(':') ? Whole() : 1;
            return stride > 0 ? new SliceToken(first, to, stride) : throw Fault("a slice must go forward");
        }

        var indexes = new List<int> { first!.Value };
        while (TryTake(','))
        {
            SkipSpace();
            indexes.Add(Whole());
            SkipSpace();
        }

        return new IndexToken(indexes);
    }

    private FilterToken FilterBracket()
    {
        Take('?');
        SkipSpace();
        Take('(');
        var filter = Or();
        SkipSpace();
        Take(')');
        return new(filter);
    }

    private Filter Or()
    {
        if (++_nesting > MaxNesting)
        {
            throw Fault("the condition is nested too deeply");
        }

        var parts = new List<Filter> { And() };
        while (TryTake("||"))
        {
            parts.Add(And());
        }

        _nesting--;
        return parts is [var only] ? only : new JoinedFilter(parts, IsAnd: false);
    }

    private Filter And()
    {
        var parts = new List<Filter> { Not() };
        while (TryTake("&&"))
        {
            parts.Add(Not());
        }

        return parts is [var only] ? only : new JoinedFilter(parts, IsAnd: true);
    }

    private Filter Not()
    {
        SkipSpace();
        if (Current == '!' && _at + 1 < _text.Length && _text[_at + 1] != '=')
        {
            _at++;
            if (++_nesting > MaxNesting)
            {
                throw Fault("the condition is nested too deeply");
            }

            var inner = Not();
            _nesting--;
            return new NegatedFilter(inner);
        }

        if (TryTake('('))
        {
            var filter = Or();
            SkipSpace();
            Take(')');
            return filter;
        }

        var left = Operand();
        SkipSpace();
        if (Operator() is not { } comparison)
        {
            return new ExistsFilter(left);
        }

        SkipSpace();
        return comparison == "=~" ? new MatchFilter(left, Pattern()) : new ComparisonFilter(left, comparison, Operand());
    }

    private string? Operator()
    {
        foreach (var symbol in Operators)
        {
            if (string.CompareOrdinal(_text, _at, symbol, 0, symbol.Length) == 0)
            {
                _at += symbol.Length;
                return symbol;
            }
        }

        foreach (var word in WordOperators)
        {
            var end = _at + word.Length;
            if (string.Compare(_text, _at, word, 0, word.Length, StringComparison.OrdinalIgnoreCase) == 0
                && (end >= _text.Length || !IsNameCharacter(_text[end])))
            {
                _at = end;
                return word;
            }
        }

        return null;
    }

    private Operand Operand()
    {
        SkipSpace();
        switch (Current)
        {
            case '@' or '$':
                var fromItem = Current == '@';
                _at++;
                return new(null, fromItem, Tokens());
            case '\'' or '"':
                return Literal(new JsonString(Quoted()));
            case '[':
                return Literal(Array());
            default:
                return Literal(Word());
        }
    }

    private JsonArray Array()
    {
        Take('[');
        var items = new List<JsonValue>();
        SkipSpace();
        while (!TryTake(']'))
        {
            if (items.Count > 0)
            {
                Take(',');
            }

            SkipSpace();
            items.Add(Current is '\'' or '"' ? new JsonString(Quoted()) : Word());
            SkipSpace();
        }

        return new(items);
    }

    private static Operand Literal(JsonValue value) => new(value, FromItem: false, []);

    private JsonValue Word()
    {
        var start = _at;
        while (!AtEnd && (char.IsLetterOrDigit(Current) || Current is '.' or '-' or '+'))
        {
            _at++;
        }

        var word = _text[start.._at];
        return word switch
        {
            "true" => JsonBoolean.True,
            "false" => JsonBoolean.False,
            "null" => JsonNull.Instance,
            _ when double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) => new JsonNumber(number),
            _ => throw Fault("a value is missing"),
        };
    }

    private Regex Pattern()
    {
        Take('/');
        var start = _at;
        while (!AtEnd && (Current != '/' || _text[_at - 1] == '\\'))
        {
            _at++;
        }

        var pattern = _text[start.._at];
        Take('/');
        var options = RegexOptions.CultureInvariant | (TryTake('i') ? RegexOptions.IgnoreCase : RegexOptions.None);
        try
        {
            return new(pattern, options, MatchTimeout);
        }
        catch (ArgumentException exception)
        {
            throw Fault(exception.Message);
        }
    }

    private string Quoted()
    {
        var quote = Current;
        if (quote is not ('\'' or '"'))
        {
            throw Fault("a quoted name is missing");
        }

        _at++;
        var builder = new StringBuilder();
        while (!AtEnd && Current != quote)
        {
            if (Current == '\\' && _at + 1 < _text.Length)
            {
                _at++;
            }

            builder.Append(_text[_at++]);
        }

        Take(quote);
        return builder.ToString();
    }

    private int Whole()
    {
        var start = _at;
        TryTake('-');
        while (char.IsAsciiDigit(Current))
        {
            _at++;
        }

        return int.TryParse(_text.AsSpan(start, _at - start), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Fault("an index is missing");
    }

    private void SkipSpace()
    {
        while (Current == ' ')
        {
            _at++;
        }
    }

    private bool TryTake(string symbol)
    {
        SkipSpace();
        if (string.CompareOrdinal(_text, _at, symbol, 0, symbol.Length) != 0)
        {
            return false;
        }

        _at += symbol.Length;
        return true;
    }

    private bool TryTake(char c)
    {
        if (Current != c || AtEnd)
        {
            return false;
        }

        _at++;
        return true;
    }

    private void Take(char c)
    {
        if (!TryTake(c))
        {
            throw Fault(AtEnd ? $"'{c}' is missing at the end" : $"'{c}' is expected instead of '{Current}'");
        }
    }

    private FormatException Fault(string what) => new($"Syntax error at 1:{_at + 1}: {what}");
}
