using System.Text;
using Ensemble.StepFunctions.Json;
using Ensemble.StepFunctions.Language.Paths;

namespace Ensemble.StepFunctions.Language.Intrinsics;

/// <summary>An argument of an intrinsic function.</summary>
internal abstract record IntrinsicArgument;

/// <summary>A string, number, boolean or null; a string also as it was written, for the escapes of States.Format.</summary>
internal sealed record LiteralArgument(JsonValue Value, string? Raw = null) : IntrinsicArgument;

/// <summary>A path.</summary>
internal sealed record PathArgument(JsonPath Path) : IntrinsicArgument;

/// <summary>Another function.</summary>
internal sealed record CallArgument(IntrinsicCall Call) : IntrinsicArgument;

/// <summary>The call of an intrinsic function.</summary>
internal sealed record IntrinsicCall(string Name, IReadOnlyList<IntrinsicArgument> Arguments, string Text);

/// <summary>
/// Reads calls of intrinsic functions
/// (https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html).
/// </summary>
internal sealed class IntrinsicParser
{
    private const int MaxNesting = 10;

    private readonly string _text;
    private int _at;

    private IntrinsicParser(string text) => _text = text;

    /// <summary>Whether a text looks like a call.</summary>
    public static bool IsCall(string text) => text.StartsWith("States.", StringComparison.Ordinal);

    /// <summary>Reads a whole text as a call.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static IntrinsicCall Parse(string text)
    {
        var parser = new IntrinsicParser(text);
        var call = parser.Call(1);
        parser.SkipSpace();
        return parser._at == text.Length ? call : throw parser.Fault("nothing may follow the call");
    }

    private IntrinsicCall Call(int depth)
    {
        if (depth > MaxNesting)
        {
            throw Fault($"functions may be nested {MaxNesting} deep");
        }

        var start = _at;
        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] == '.'))
        {
            _at++;
        }

        var name = _text[start.._at];
        if (!IntrinsicFunctions.Arities.TryGetValue(name, out var arity))
        {
            throw Fault($"there is no function '{name}'");
        }

        SkipSpace();
        Take('(');
        var arguments = new List<IntrinsicArgument>();
        SkipSpace();
        if (!TryTake(')'))
        {
            do
            {
                SkipSpace();
                arguments.Add(Argument(depth));
                SkipSpace();
            }
            while (TryTake(','));
            Take(')');
        }

        return arguments.Count >= arity.Least && arguments.Count <= arity.Most
            ? new(name, arguments, _text[start.._at])
            : throw Fault($"{name} takes {arity.Describe()}");
    }

    private IntrinsicArgument Argument(int depth)
    {
        switch (_at < _text.Length ? _text[_at] : '\0')
        {
            case '\'':
                return Quoted();
            case '$':
                var parser = new PathParser(_text, _at);
                var path = parser.Path();
                _at = parser.Position;
                return new PathArgument(path);
            case 'S':
                return new CallArgument(Call(depth + 1));
            default:
                return Word();
        }
    }

    private LiteralArgument Word()
    {
        var start = _at;
        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] is '.' or '-' or '+'))
        {
            _at++;
        }

        var word = _text[start.._at];
        return new(word switch
        {
            "true" => JsonBoolean.True,
            "false" => JsonBoolean.False,
            "null" => JsonNull.Instance,
            _ => Number(word) ?? throw Fault("an argument is missing"),
        });
    }

    private static JsonNumber? Number(string word)
    {
        try
        {
            return JsonValue.Parse(word) as JsonNumber;
        }
        catch (JsonSyntaxException)
        {
            return null;
        }
    }

    private LiteralArgument Quoted()
    {
        var start = ++_at;
        var builder = new StringBuilder();
        while (_at < _text.Length && _text[_at] != '\'')
        {
            if (_text[_at] == '\\' && _at + 1 < _text.Length)
            {
                _at++;
            }

            builder.Append(_text[_at++]);
        }

        var raw = _text[start..Math.Min(_at, _text.Length)];
        Take('\'');
        return new(new JsonString(builder.ToString()), raw);
    }

    private void SkipSpace()
    {
        while (_at < _text.Length && _text[_at] is ' ' or '\t' or '\n' or '\r')
        {
            _at++;
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

    private void Take(char c)
    {
        if (!TryTake(c))
        {
            throw Fault($"'{c}' is expected");
        }
    }

    private FormatException Fault(string what) => new($"Syntax error at 1:{_at + 1}: {what}");
}
