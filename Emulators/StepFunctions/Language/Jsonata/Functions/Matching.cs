using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Ensemble.StepFunctions.Json;

namespace Ensemble.StepFunctions.Language.Jsonata.Functions;

/// <summary>Functions that look for a text, a regular expression, or whatever a function finds.</summary>
internal static class Matching
{
    private readonly record struct Found(string Text, int Start, int End, JsonArray Groups);

    /// <summary>What a regular expression gives as a function.</summary>
    public static JsonValue? First(RegexFunction regex, IReadOnlyList<JsonValue?> arguments)
    {
        if (arguments is not [{ } value and not (JsonArray or JsonObject or FunctionValue), ..])
        {
            return null;
        }

        var text = Strings.Of(value);
        var from = arguments is [_, JsonNumber { Value: var at }, ..] ? Math.Max(at, 0) : 0;
        return from <= text.Length && From(regex, text, (int)from) is { } match ? Describe(regex, text, match) : null;
    }

    private static JsonObject Describe(RegexFunction regex, string text, Match match)
    {
        return new JsonObject(new OrderedDictionary<string, JsonValue>(StringComparer.Ordinal)
        {
            ["match"] = match.Value,
            ["start"] = match.Index,
            ["end"] = match.Index + match.Length,
            ["groups"] = Groups(match),
            ["next"] = new NativeFunction(0, (_, _) => Next(regex, text, match) is { } next ? Describe(regex, text, next) : null),
        });
    }

    /// <summary>$match</summary>
    public static JsonValue? Match(CallContext context, JsonValue? value, JsonValue? matcher, JsonValue? limit)
    {
        if (value is not JsonString text)
        {
            return null;
        }

        var most = Limit(limit, "D3040", "match");
        var results = new Seq();
        foreach (var found in All(context, text.Value, matcher!, most))
        {
            results.Add(new JsonObject([new("match", found.Text), new("index", found.Start), new("groups", found.Groups)]));
        }

        return results;
    }

    /// <summary>$contains</summary>
    public static JsonValue? Contains(CallContext context, JsonValue? value, JsonValue? wanted) => value is not JsonString text ? null
        : wanted is JsonString part ? text.Value.Contains(part.Value, StringComparison.Ordinal)
        : wanted is null ? null
        : All(context, text.Value, wanted, 1).Any();

    /// <summary>$split</summary>
    public static JsonValue? Split(CallContext context, JsonValue? value, JsonValue? separator, JsonValue? limit)
    {
        if (value is not JsonString text || separator is null)
        {
            return null;
        }

        var most = Limit(limit, "D3020", "split");
        var parts = new List<JsonValue>();
        if (separator is JsonString { Value: var by })
        {
            parts.AddRange((by.Length == 0 ? text.Value.Select(c => c.ToString()) : text.Value.Split(by)).Select(part => (JsonValue)part));
            most = Math.Floor(most);
        }
        else
        {
            var start = 0;
            foreach (var found in All(context, text.Value, separator, most))
            {
                parts.Add(text.Value[start..found.Start]);
                start = found.End;
            }

            parts.Add(text.Value[start..]);
        }

        return Seq.Array(parts.Take((int)Math.Min(Math.Ceiling(most), int.MaxValue)));
    }

    /// <summary>$replace</summary>
    public static JsonValue? Replace(CallContext context, JsonValue? value, JsonValue? pattern, JsonValue? replacement, JsonValue? limit)
    {
        if (value is not JsonString { Value: var text } || pattern is null)
        {
            return null;
        }

        if (pattern is JsonString { Value.Length: 0 })
        {
            throw new JsonataException("D3010", -1, "replace", pattern);
        }

        var most = Limit(limit, "D3011", "replace");
        var builder = new StringBuilder();
        var start = 0;
        foreach (var found in pattern is JsonString literal ? Literal(text, literal.Value, most) : All(context, text, pattern, most))
        {
            builder.Append(text, start, found.Start - start);
            if (replacement is JsonString template)
            {
                builder.Append(pattern is JsonString ? template.Value : Expand(template.Value, found));
            }
            else
            {
                var described = new JsonObject([new("match", found.Text), new("start", found.Start), new("end", found.End), new("groups", found.Groups)]);
                builder.Append(replacement is not null && context.Call(replacement, described) is JsonString result ? result.Value : throw new JsonataException("D3012", -1, "replace"));
            }

            start = found.End;
            Limits.CheckText(builder.Length);
        }

        return builder.Append(text, start, text.Length - start).ToString();
    }

    private static double Limit(JsonValue? limit, string code, string function) => limit switch
    {
        JsonNumber { Value: >= 0 and var most } => most,
        null => double.PositiveInfinity,
        _ => throw new JsonataException(code, -1, function, limit),
    };

    private static IEnumerable<Found> Literal(string text, string wanted, double most)
    {
        for (var at = text.IndexOf(wanted, StringComparison.Ordinal); at >= 0 && most > 0; at = text.IndexOf(wanted, at + wanted.Length, StringComparison.Ordinal), most--)
        {
            yield return new(wanted, at, at + wanted.Length, JsonArray.Empty);
        }
    }

    private static IEnumerable<Found> All(CallContext context, string text, JsonValue matcher, double most)
    {
        if (most == 0)
        {
            yield break;
        }

        if (matcher is RegexFunction regex)
        {
            for (var match = From(regex, text, 0); match is not null && most > 0; match = Next(regex, text, match), most--)
            {
                yield return new(match.Value, match.Index, match.Index + match.Length, Groups(match));
            }

            yield break;
        }

        var after = 0;
        for (var described = context.Call(matcher, text); described is not null && most > 0; described = context.Call(((JsonObject)described)["next"]), most--)
        {
            if (described is not JsonObject result || result["start"] is not JsonNumber start || result["end"] is not JsonNumber end
                || result["groups"] is not JsonArray groups || result["next"] is not FunctionValue
                || !(start.Value >= after && end.Value >= start.Value && end.Value <= text.Length))
            {
                throw new JsonataException("T1010");
            }

            after = (int)end.Value;
            yield return new((result["match"] as JsonString)?.Value ?? string.Empty, (int)start.Value, (int)end.Value, groups);
        }
    }

    private static Match? From(RegexFunction regex, string text, int from)
    {
        try
        {
            var match = regex.Regex.Match(text, from);
            return match.Success ? match : null;
        }
        catch (RegexMatchTimeoutException)
        {
            throw new JsonataException("U1001");
        }
    }

    // The next match must get ahead.
    private static Match? Next(RegexFunction regex, string text, Match match)
    {
        var end = match.Index + match.Length;
        return end >= text.Length || From(regex, text, end) is not { } next ? null
            : next.Length > 0 ? next
            : throw new JsonataException("D1004", -1, null, regex.Source);
    }

    private static Seq Groups(Match match) => Seq.Array(match.Groups.Values.Skip(1).Select(group => group.Success ? (JsonValue)group.Value : JsonNull.Instance));

    // $0 is the match, $1 a group; a number with more digits than there are groups is taken as far as it makes sense.
    private static string Expand(string template, Found found)
    {
        var builder = new StringBuilder();
        for (var i = 0; i < template.Length; i++)
        {
            if (template[i] != '$' || i + 1 == template.Length)
            {
                builder.Append(template[i]);
                continue;
            }

            if (template[i + 1] == '$')
            {
                builder.Append('$');
                i++;
            }
            else if (template[i + 1] == '0')
            {
                builder.Append(found.Text);
                i++;
            }
            else
            {
                i += Group(template, i + 1, found, builder);
            }
        }

        return builder.ToString();
    }

    private static int Group(string template, int at, Found found, StringBuilder builder)
    {
        var most = found.Groups.Count == 0 ? 1 : (int)Math.Floor(Math.Log10(found.Groups.Count)) + 1;
        var length = 0;
        while (length < most && at + length < template.Length && char.IsAsciiDigit(template[at + length]))
        {
            length++;
        }

        if (length == 0)
        {
            builder.Append('$');
            return 0;
        }

        var index = int.Parse(template.AsSpan(at, length), CultureInfo.InvariantCulture);
        if (most > 1 && index > found.Groups.Count && length > 1)
        {
            length--;
            index = int.Parse(template.AsSpan(at, length), CultureInfo.InvariantCulture);
        }

        if (index <= found.Groups.Count)
        {
            builder.Append((found.Groups[index - 1] as JsonString)?.Value);
        }

        return length;
    }
}
