using Ensemble.StepFunctions.Json;
using Ensemble.StepFunctions.Language.Jsonata;

namespace Ensemble.StepFunctions.Tests.Language.Jsonata;

/// <summary>What expressions give for one document.</summary>
internal static class Sample
{
    /// <summary>A customer and what they ordered, and arrays of all kinds.</summary>
    public const string Document = """
        {
          "customer": { "name": "Ann", "tags": ["new"] },
          "orders": [
            { "id": "o1", "lines": [{ "sku": "hat", "price": 30, "count": 2, "size": { "w": 1 } }, { "sku": "cap", "price": 20, "count": 1, "size": { "w": 2 } }] },
            { "id": "o2", "lines": [{ "sku": "hat", "price": 30, "count": 4, "size": { "w": 1 } }, { "sku": "coat", "price": 110, "count": 1 }] }
          ],
          "numbers": [3, 1, 2],
          "nested": [[1, 2], [3, [4]]],
          "single": [7],
          "none": [],
          "empty": "",
          "text": "Hello, World",
          "flag": true,
          "nil": null
        }
        """;

    /// <summary>The result as JSON, <c>nothing</c>, or the code of an error and the token that it is about.</summary>
    public static string Outcome(string expression)
    {
        try
        {
            return Evaluate(expression)?.ToJson() ?? "nothing";
        }
        catch (JsonataException exception)
        {
            return $"{exception.Code} {exception.Token}".TrimEnd();
        }
    }

    /// <summary>The result for the document.</summary>
    public static JsonValue? Evaluate(string expression, TimeSpan? timeout = null)
    {
        var context = new JsonataContext(new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), new(1)) { Timeout = timeout };
        return JsonataExpression.Parse(expression).Evaluate(JsonValue.Parse(Document), new Dictionary<string, JsonValue>(), context, TestContext.Current.CancellationToken);
    }
}
