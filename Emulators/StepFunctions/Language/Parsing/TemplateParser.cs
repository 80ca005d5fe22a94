using Ensemble.StepFunctions.Json;
using Ensemble.StepFunctions.Language.Expressions;
using Ensemble.StepFunctions.Language.Jsonata;

namespace Ensemble.StepFunctions.Language.Parsing;

/// <summary>Reads payload templates.</summary>
internal static class TemplateParser
{
    private const string PathSuffix = ".$";

    /// <summary>Reads a template; in JSONPath members whose name ends with <c>.$</c> are computed, in JSONata strings between <c>{%</c> and <c>%}</c>.</summary>
    /// <param name="value">The template.</param>
    /// <param name="field">Its place in the state, e.g. <c>Output</c>.</param>
    /// <param name="location">Its place in the definition.</param>
    /// <param name="language">The language of its expressions.</param>
    /// <param name="problems">Where problems are noted.</param>
    public static Template Parse(JsonValue value, string field, string location, QueryLanguage language, List<Problem> problems) => value switch
    {
        JsonObject members => Object(members, field, location, language, problems),
        JsonArray items => Array(items, field, location, language, problems),
        JsonString text when language == QueryLanguage.Jsonata && Expression.IsJsonata(text.Value) => Jsonata(text.Value, field, location, problems),
        _ => new ConstantTemplate(value),
    };

    private static Template Object(JsonObject members, string field, string location, QueryLanguage language, List<Problem> problems)
    {
        var constant = new List<KeyValuePair<string, Template>>();
        var computed = new List<KeyValuePair<string, Template>>();
        foreach (var (name, value) in members.Members)
        {
            if (language == QueryLanguage.JsonPath && name.EndsWith(PathSuffix, StringComparison.Ordinal))
            {
                computed.Add(KeyValuePair.Create(name[..^PathSuffix.Length], Path(name, value, location, problems)));
            }
            else
            {
                if (language == QueryLanguage.JsonPath && value is JsonString { Value: ['$', '.' or '$', ..] or ['S', 't', 'a', 't', 'e', 's', '.', ..] })
                {
                    problems.Add(new(Problem.NoDollar, $"The field '{name}' holds an expression, but its name does not end with '.$'", $"{location}/{name}", IsWarning: true));
                }

                constant.Add(KeyValuePair.Create(name, Parse(value, $"{field}/{name}", $"{location}/{name}", language, problems)));
            }
        }

        return computed.Count == 0 && constant.All(member => member.Value is ConstantTemplate)
            ? new ConstantTemplate(members)
            : new ObjectTemplate([.. constant, .. JavaHashOrder.Sort(computed)]);
    }

    private static Template Array(JsonArray items, string field, string location, QueryLanguage language, List<Problem> problems)
    {
        Template[] templates = [.. items.Select((item, i) => Parse(item, $"{field}[{i}]", $"{location}[{i}]", language, problems))];
        return templates.All(template => template is ConstantTemplate) ? new ConstantTemplate(items) : new ArrayTemplate(templates);
    }

    private static Template Path(string name, JsonValue value, string location, List<Problem> problems)
    {
        if (value is JsonString text)
        {
            try
            {
                return new ExpressionTemplate(Expression.ParsePath(text.Value), name);
            }
            catch (FormatException)
            {
                // Said below.
            }
        }

        problems.Add(new(Problem.Schema, $"The value for the field '{name}' must be a valid JSONPath or a valid intrinsic function call", $"{location}/{name}"));
        return new ConstantTemplate(value);
    }

    private static Template Jsonata(string text, string field, string location, List<Problem> problems)
    {
        try
        {
            return new ExpressionTemplate(Expression.ParseJsonata(text), field);
        }
        catch (JsonataException exception)
        {
            problems.Add(new(Problem.Schema, $"Invalid JSONata expression: {exception.Message}", location));
            return new ConstantTemplate(JsonNull.Instance);
        }
    }
}
