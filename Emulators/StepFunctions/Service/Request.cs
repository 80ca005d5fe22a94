using System.Globalization;
using System.Text.RegularExpressions;
using Ensemble.StepFunctions.Json;

namespace Ensemble.StepFunctions.Service;

/// <summary>The fields of a request, checked as AWS checks them.</summary>
internal sealed partial class Request(JsonObject fields)
{
    private const int MaxResults = 1000;
    private const int DefaultResults = 100;

    /// <summary>Whether a field is given.</summary>
    public bool Has(string name) => fields[name] is not (null or JsonNull);

    /// <summary>A text, or null.</summary>
    public string? Text(string name, int least = 0, int most = int.MaxValue)
    {
        if (!Has(name))
        {
            return null;
        }

        if (fields[name] is not JsonString { Value: var text })
        {
            throw new ServiceException("SerializationException", $"The field '{name}' must be a string.");
        }

        return text.Length < least ? throw Constraint(text, name, $"Member must have length greater than or equal to {least}")
            : text.Length > most ? throw Constraint(text, name, $"Member must have length less than or equal to {most}")
            : text;
    }

    /// <summary>A text that must be there.</summary>
    public string Required(string name, int least = 1, int most = int.MaxValue) =>
        Text(name, least, most) ?? throw ServiceException.Validation($"1 validation error detected: Value null at '{name}' failed to satisfy constraint: Member must not be null");

    /// <summary>The ARN of something.</summary>
    public string Arn(string name) => Required(name, 1, 2000);

    /// <summary>The name of something new.</summary>
    public string Name(string field = "name")
    {
        var name = Required(field, 1, 80);
        return ForbiddenCharacters().IsMatch(name) ? throw new ServiceException("InvalidName", $"Invalid Name: '{name}'") : name;
    }

    /// <summary>One of some texts.</summary>
    public string? OneOf(string name, params ReadOnlySpan<string> values) => Text(name) is not { } text ? null
        : values.Contains(text) ? text
        : throw Constraint(text, name, $"Member must satisfy enum value set: [{string.Join(", ", values)}]");

    /// <summary>true or false.</summary>
    public bool Flag(string name, bool otherwise = false) => fields[name] is JsonBoolean flag ? flag.Value : otherwise;

    /// <summary>A whole number within bounds.</summary>
    public long? Whole(string name, long least, long most) => !Has(name) ? null
        : fields[name] is not JsonNumber { Whole: { } number } ? throw new ServiceException("SerializationException", $"The field '{name}' must be a whole number.")
        : number < least ? throw Constraint(number.ToString(CultureInfo.InvariantCulture), name, $"Member must have value greater than or equal to {least}")
        : number > most ? throw Constraint(number.ToString(CultureInfo.InvariantCulture), name, $"Member must have value less than or equal to {most}")
        : number;

    /// <summary>Any number.</summary>
    public double? Number(string name) => (fields[name] as JsonNumber)?.Value;

    /// <summary>An object.</summary>
    public Request? Object(string name) => fields[name] is JsonObject inner ? new(inner) : null;

    /// <summary>An object as it is.</summary>
    public JsonObject? Members(string name) => fields[name] as JsonObject;

    /// <summary>An array of objects.</summary>
    public IReadOnlyList<Request>? Objects(string name) =>
        fields[name] is JsonArray items ? [.. items.OfType<JsonObject>().Select(item => new Request(item))] : null;

    /// <summary>An array of texts.</summary>
    public IReadOnlyList<string> Texts(string name) => fields[name] is JsonArray items ? [.. items.OfType<JsonString>().Select(item => item.Value)] : [];

    /// <summary>How many results are asked for, and after what.</summary>
    public Page Page(int longestToken = 1024)
    {
        var most = Whole("maxResults", 0, MaxResults) is > 0 and var given ? (int)given : DefaultResults;
        var token = Text("nextToken", 1, longestToken);
        return token is null ? new(most, 0)
            : long.TryParse(Decode(token), CultureInfo.InvariantCulture, out var after) && after >= 0 ? new(most, after)
            : throw new ServiceException("InvalidToken", $"Invalid Token: 'Invalid token'");
    }

    /// <summary>A field breaks a rule.</summary>
    public static ServiceException Constraint(string value, string name, string rule) =>
        ServiceException.Validation($"1 validation error detected: Value '{value}' at '{name}' failed to satisfy constraint: {rule}");

    private static string Decode(string token)
    {
        try
        {
            return System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(token));
        }
        catch (FormatException)
        {
            return string.Empty;
        }
    }

    // https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachine.html
    [GeneratedRegex("""[\s<>{}\[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f\ufffe\uffff]""")]
    private static partial Regex ForbiddenCharacters();
}

/// <summary>A part of a list.</summary>
/// <param name="Most">How many entries.</param>
/// <param name="After">How many come before.</param>
internal readonly record struct Page(int Most, long After)
{
    /// <summary>The token of the next part.</summary>
    public static string Token(long after) =>
        Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(after.ToString(CultureInfo.InvariantCulture)));

    /// <summary>This part of a whole list, under a name, with the token of the next.</summary>
    public JsonObject Of<T>(IReadOnlyCollection<T> all, string name, Func<T, JsonValue> show)
    {
        var answer = JsonObject.Empty.With(name, new JsonArray([.. all.Skip((int)After).Take(Most).Select(show)]));
        return all.Count > After + Most ? answer.With("nextToken", Token(After + Most)) : answer;
    }
}
