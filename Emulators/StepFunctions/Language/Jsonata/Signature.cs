using System.Text;
using System.Text.RegularExpressions;
using Ensemble.StepFunctions.Json;

namespace Ensemble.StepFunctions.Language.Jsonata;

/// <summary>What a function takes and gives, e.g. <c>&lt;s-nn?:s&gt;</c>: its arguments are matched as a text of type letters.</summary>
internal sealed class Signature
{
    private readonly List<Parameter> _parameters;
    private readonly Regex _pattern;

    private Signature(List<Parameter> parameters)
    {
        _parameters = parameters;
        _pattern = new($"^{string.Concat(parameters.Select(parameter => $"({parameter.Pattern})"))}$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
    }

    /// <summary>Reads a signature, which stands at a position of an expression.</summary>
    public static Signature Parse(string text, int position = 0)
    {
        var parameters = new List<Parameter>();
        for (var i = 1; i < text.Length && text[i] != ':'; i++)
        {
            var c = text[i];
            var last = parameters.Count > 0 ? parameters[^1] : null;
            switch (c)
            {
                case 's' or 'n' or 'b' or 'l' or 'o':
                    parameters.Add(new() { Type = c.ToString(), Letters = $"[{c}m]" });
                    break;
                case 'a':
                    parameters.Add(new() { Type = "a", Letters = "[asnblfom]" });
                    break;
                case 'f':
                    parameters.Add(new() { Type = "f", Letters = "f" });
                    break;
                case 'j':
                    parameters.Add(new() { Type = "j", Letters = "[asnblom]" });
                    break;
                case 'x':
                    parameters.Add(new() { Type = "x", Letters = "[asnblfom]" });
                    break;
                case '-' or '?' or '+' when last is not null:
                    last.ContextPattern ??= c == '-' ? last.Pattern : null;
                    last.Quantifier = c == '-' ? '?' : c;
                    break;
                case '(':
                    var choice = Between(text, i, '(', ')');
                    if (!choice.All(char.IsAsciiLetter))
                    {
                        throw new JsonataException("S0402", position + i, null, choice);
                    }

                    parameters.Add(new() { Type = $"({choice})", Letters = $"[{choice}m]" });
                    i += choice.Length + 1;
                    break;
                case '<':
                    if (last is not { Type: "a" or "f" })
                    {
                        throw new JsonataException("S0401", position + i, null, last?.Type);
                    }

                    var subtype = Between(text, i, '<', '>');
                    last.Subtype = subtype;
                    i += subtype.Length + 1;
                    break;
            }
        }

        return new(parameters);
    }

    /// <summary>The arguments with the context put in where it is taken, and single values made arrays where arrays are.</summary>
    public JsonValue?[] Validate(IReadOnlyList<JsonValue?> arguments, JsonValue? context)
    {
        var supplied = string.Concat(arguments.Select(Letter));
        var match = _pattern.Match(supplied);
        if (!match.Success)
        {
            throw Mismatch(arguments, supplied);
        }

        var validated = new List<JsonValue?>();
        var index = 0;
        foreach (var (i, parameter) in _parameters.Index())
        {
            var letters = match.Groups[i + 1].Value;
            if (letters.Length == 0)
            {
                if (parameter.ContextPattern is null)
                {
                    validated.Add(At(arguments, index));
                    index++;
                }
                else if (Regex.IsMatch(Letter(context).ToString(), parameter.ContextPattern, RegexOptions.CultureInvariant))
                {
                    validated.Add(context);
                }
                else
                {
                    throw new JsonataException("T0411", -1, null, context) { Index = index + 1 };
                }

                continue;
            }

            foreach (var letter in letters)
            {
                var argument = At(arguments, index++);
                validated.Add(parameter.Type == "a" ? AsArray(parameter, letter, letters, argument, index) : argument);
            }
        }

        return [.. validated];
    }

    private static JsonArray? AsArray(Parameter parameter, char letter, string letters, JsonValue? argument, int index)
    {
        if (letter == 'm')
        {
            return null;
        }

        if (parameter.Subtype is { } subtype)
        {
            var isRight = letter != 'a' ? letters == subtype
                : argument is JsonArray items && (items.Count == 0 || items.All(item => subtype.StartsWith(Letter(item))));
            if (!isRight)
            {
                throw new JsonataException("T0412", -1, null, argument) { Index = index, Type = Named(subtype) };
            }
        }

        return argument as JsonArray ?? Seq.Array([argument]);
    }

    private static string? Named(string subtype) => subtype switch
    {
        "a" => "arrays",
        "b" => "booleans",
        "f" => "functions",
        "n" => "numbers",
        "o" => "objects",
        "s" => "strings",
        _ => null,
    };

    private JsonataException Mismatch(IReadOnlyList<JsonValue?> arguments, string supplied)
    {
        var partial = new StringBuilder("^");
        var good = 0;
        foreach (var parameter in _parameters)
        {
            partial.Append(parameter.Pattern);
            var match = Regex.Match(supplied, partial.ToString(), RegexOptions.CultureInvariant);
            if (!match.Success)
            {
                return new("T0410", -1, null, At(arguments, good)) { Index = good + 1 };
            }

            good = match.Length;
        }

        return new("T0410", -1, null, At(arguments, good)) { Index = good + 1 };
    }

    private static JsonValue? At(IReadOnlyList<JsonValue?> arguments, int index) => index < arguments.Count ? arguments[index] : null;

    private static char Letter(JsonValue? value) => value switch
    {
        null => 'm',
        FunctionValue => 'f',
        JsonString => 's',
        JsonNumber => 'n',
        JsonBoolean => 'b',
        JsonNull => 'l',
        JsonArray => 'a',
        _ => 'o',
    };

    private static string Between(string text, int start, char open, char close)
    {
        var depth = 0;
        for (var i = start; i < text.Length; i++)
        {
            depth += text[i] == open ? 1 : text[i] == close ? -1 : 0;
            if (depth == 0)
            {
                return text[(start + 1)..i];
            }
        }

        return text[(start + 1)..];
    }

    private sealed class Parameter
    {
        public required string Type { get; init; }

        public required string Letters { get; init; }

        public char? Quantifier { get; set; }

        public string Pattern => Letters + Quantifier;

        public string? ContextPattern { get; set; }

        public string? Subtype { get; set; }
    }
}
