using Ensemble.StepFunctions.Json;
using Ensemble.StepFunctions.Language.Jsonata;

namespace Ensemble.StepFunctions.Tests.Language.Jsonata;

/// <summary>The cases of the language's official suite, where a folder of them is at hand.</summary>
public sealed class OfficialCasesTests
{
    private const string Variable = "ENSEMBLE_JSONATA_CASES";

    [Fact]
    public void Every_case_of_the_official_suite_is_answered_as_the_reference_implementation_does()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } folder)
        {
            Assert.Skip($"{Variable} names no folder with the official cases.");
            return;
        }

        var cases = File.ReadLines(Path.Combine(folder, "cases.jsonl")).Select(line => (JsonObject)JsonValue.Parse(line)).ToList();
        var failures = cases.Where(one => !UsesEval(one)).Select(one => Failure(one, folder)).OfType<string>().ToList();

        Assert.True(failures.Count == 0, $"{failures.Count} of {cases.Count} failed:\n{string.Join('\n', failures)}");
    }

    // Step Functions has no $eval.
    private static bool UsesEval(JsonObject one) => ((JsonString)one["expr"]!).Value.Contains("$eval", StringComparison.Ordinal);

    private static string? Failure(JsonObject one, string folder)
    {
        var name = $"{((JsonString)one["id"]!).Value}  {((JsonString)one["expr"]!).Value.ReplaceLineEndings(" ")}";
        try
        {
            var result = Evaluate(one, folder);
            return one["code"] is JsonString code ? $"{name}\n    gave {result?.ToJson() ?? "nothing"} instead of {code.Value}"
                : one["undefinedResult"] is not null ? (result is null ? null : $"{name}\n    gave {result.ToJson()} instead of nothing")
                : one["result"] is { } expected ? (Same(expected, result, one["unordered"] is not null) ? null : $"{name}\n    gave {result?.ToJson() ?? "nothing"} instead of {expected.ToJson()}")
                : null;
        }
        catch (JsonataException exception)
        {
            return one["code"] is not JsonString code ? (one["error"] is null ? $"{name}\n    failed: {exception.Code} {exception.Message}" : null)
                : code.Value != exception.Code ? $"{name}\n    failed with {exception.Code} instead of {code.Value}"
                : one["token"] is JsonString token && token.Value != exception.Token ? $"{name}\n    token {exception.Token} instead of {token.Value}"
                : null;
        }
    }

    private static JsonValue? Evaluate(JsonObject one, string folder)
    {
        var input = one["dataset"] is JsonString dataset
            ? JsonValue.Parse(File.ReadAllText(Path.Combine(folder, "datasets", dataset.Value + ".json")))
            : one["data"];
        var bindings = (one["bindings"] as JsonObject)?.Members.ToDictionary(member => member.Key, member => member.Value) ?? [];
        var context = new JsonataContext(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), new Random(1))
        {
            Timeout = TimeSpan.FromMilliseconds((one["timelimit"] as JsonNumber)?.Value ?? 60_000),
        };
        if (one["depth"] is JsonNumber depth)
        {
            context = context with { MaxDepth = (int)depth.Value };
        }

        return JsonataExpression.Parse(((JsonString)one["expr"]!).Value).Evaluate(input, bindings, context);
    }

    private static bool Same(JsonValue expected, JsonValue? actual, bool unordered) =>
        unordered && expected is JsonArray items && actual is JsonArray others
            ? items.Count == others.Count && items.All(others.Contains)
            : expected.Equals(actual);
}
