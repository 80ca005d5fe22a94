using System.Text;
using System.Text.RegularExpressions;
using Ensemble.StepFunctions.Json;
using Ensemble.StepFunctions.Language.Jsonata;
using Ensemble.StepFunctions.Language.Jsonata.Pictures;

namespace Ensemble.StepFunctions.Tests.Language.Jsonata.Pictures;

/// <summary>
/// The calls of the picture functions in a file of JSONata cases, those of them that are nothing but a call with literals, or two
/// such calls in a row. ENSEMBLE_JSONATA_CASES names the folder that cases.jsonl is in.
/// </summary>
public sealed partial class PictureCasesTests(ITestOutputHelper output)
{
    private const int Milliseconds = 1000;
    private static readonly DateTimeOffset Now = new(2018, 3, 23, 10, 33, 36, 617, TimeSpan.Zero);

    [Fact]
    public void The_cases_of_the_official_suite_that_are_simple_calls_give_what_they_say()
    {
        var folder = Environment.GetEnvironmentVariable("ENSEMBLE_JSONATA_CASES");
        if (string.IsNullOrEmpty(folder))
        {
            Assert.Skip("ENSEMBLE_JSONATA_CASES does not name a folder with cases.jsonl.");
        }

        var ran = 0;
        var failures = new List<string>();
        foreach (var line in File.ReadLines(Path.Combine(folder, "cases.jsonl")))
        {
            var @case = (JsonObject)JsonValue.Parse(line);
            if (@case["expr"] is not JsonString expression || Calls(expression.Value) is not { } calls)
            {
                continue;
            }

            ran++;
            var expected = @case["code"] ?? @case["result"];
            var actual = Run(calls);
            if (!Equals(expected, actual))
            {
                failures.Add($"{@case["id"]} {expression.Value}: {expected} expected, not {actual}");
            }
        }

        output.WriteLine($"{ran} cases");
        Assert.NotEqual(0, ran);
        Assert.True(failures.Count == 0, string.Join('\n', failures.Prepend($"{failures.Count} of {ran}")));
    }

    [GeneratedRegex(@"\A\s*\$(formatNumber|formatInteger|parseInteger|fromMillis|toMillis)\(([^$]*)\)\s*\z", RegexOptions.Singleline, Milliseconds)]
    private static partial Regex Call();

    [GeneratedRegex(@"\A\(\$ts := (\$toMillis\(.*\)); \$fromMillis\(\$ts, (.*)\) \)\z", RegexOptions.Singleline, Milliseconds)]
    private static partial Regex Stored();

    [GeneratedRegex("\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.)*'|[^\"']+", RegexOptions.Singleline, Milliseconds)]
    private static partial Regex Token();

    private static List<(string Function, List<JsonValue> Arguments)>? Calls(string expression)
    {
        var stored = Stored().Match(expression);
        var steps = stored.Success
            ? [stored.Groups[1].Value, $"$fromMillis({stored.Groups[2].Value})"]
            : expression.Split("~>");
        var calls = new List<(string, List<JsonValue>)>();
        foreach (var step in steps)
        {
            var call = Call().Match(step);
            if (!call.Success || Literals(call.Groups[2].Value) is not { } arguments)
            {
                return null;
            }

            calls.Add((call.Groups[1].Value, arguments));
        }

        return calls;
    }

    // Strings of JSONata may have single quotes and line ends; otherwise its literals are those of JSON.
    private static List<JsonValue>? Literals(string text)
    {
        var json = new StringBuilder("[");
        foreach (Match token in Token().Matches(text))
        {
            json.Append(token.Value[0] == '\'' ? '"' + token.Value[1..^1].Replace("\"", "\\\"", StringComparison.Ordinal) + '"' : token.Value);
        }

        try
        {
            var list = JsonValue.Parse(json.Replace("\n", "\\n").Append(']').ToString());
            return [.. ((JsonArray)list).Items];
        }
        catch (JsonSyntaxException)
        {
            return null;
        }
    }

    // The result, or the code of the error.
    private static JsonValue? Run(List<(string Function, List<JsonValue> Arguments)> calls)
    {
        JsonValue? value = null;
        try
        {
            foreach (var (function, arguments) in calls)
            {
                value = Call(function, value is null ? arguments : [value, .. arguments]);
                if (value is null)
                {
                    break;
                }
            }
        }
        catch (JsonataException exception)
        {
            value = exception.Code;
        }

        return value is JsonNumber { Value: double.NaN } ? "NaN" : value;
    }

    private static JsonValue? Call(string function, List<JsonValue> arguments) => function switch
    {
        "formatNumber" => NumberPicture.Format(Number(arguments), Text(arguments, 1)!, arguments.ElementAtOrDefault(2) as JsonObject),
        "formatInteger" => IntegerPicture.Format(Number(arguments), Text(arguments, 1)!),
        "parseInteger" => IntegerPicture.Parse(Text(arguments, 0)!, Text(arguments, 1)!),
        "fromMillis" => DateTimePicture.Format(Number(arguments), Text(arguments, 1), Text(arguments, 2)),
        _ => DateTimePicture.Parse(Text(arguments, 0)!, Text(arguments, 1), Now) is { } millis ? millis : null,
    };

    private static double Number(List<JsonValue> arguments) => ((JsonNumber)arguments[0]).Value;

    private static string? Text(List<JsonValue> arguments, int index) => (arguments.ElementAtOrDefault(index) as JsonString)?.Value;
}
