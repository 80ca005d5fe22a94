using Ensemble.StepFunctions.Language.Jsonata;

namespace Ensemble.StepFunctions.Tests.Language.Jsonata;

/// <summary>Expressions that ask for what cannot be given fail as expressions do, whatever they ask for.</summary>
public sealed class RobustnessTests
{
    [Theory]
    [InlineData("1 ?? ", "1", 3000)]
    [InlineData("1 + ", "1", 3000)]
    [InlineData("a.", "a", 3000)]
    [InlineData("[", "", 3000)]
    [InlineData("-", "1", 3000)]
    public void An_expression_that_is_nested_too_deeply_or_too_long_is_refused(string part, string last, int count) =>
        Assert.Equal("U1001", Assert.Throws<JsonataException>(() => JsonataExpression.Parse(string.Concat(Enumerable.Repeat(part, count)) + last)).Code);

    [Fact]
    public void Chains_within_chains_do_not_exhaust_the_stack()
    {
        var text = "1";
        for (var i = 0; i < 200; i++)
        {
            text = $"({text}){string.Concat(Enumerable.Repeat("+1", 1900))}";
        }

        Assert.Equal("U1001", Assert.Throws<JsonataException>(() => JsonataExpression.Parse(text)).Code);
    }

    [Fact]
    public void Alternatives_within_alternatives_are_evaluated_once_each()
    {
        var text = "nothing";
        for (var i = 0; i < 200; i++)
        {
            text = $"({text} {(i % 2 == 0 ? "??" : "?:")} nothing)";
        }

        Assert.Equal("7", Evaluate(text + " ?? 7"));
    }

    [Theory]
    [InlineData("false ?: 1", "1")]
    [InlineData("2 ?: 1", "2")]
    [InlineData("false ?? 1", "false")]
    [InlineData("nothing ?? 1", "1")]
    [InlineData("nothing ?? nothing", null)]
    [InlineData("($random() ?: 0) < 1", "true")]
    [InlineData("($f := function($x){ $x > 1000 ? $x : nothing ?? $f($x + 1) }; $f(1))", "1001")]
    public void An_alternative_is_taken_where_the_first_is_not_true_or_not_there(string text, string? expected) => Assert.Equal(expected, Evaluate(text));

    [Theory]
    [InlineData("""$reduce([1..100], function($a, $b){ $a & $a }, "x")""", "U1001")]
    [InlineData("$reduce([1..100], function($a, $b){ $append($a, $a) }, [1, 2])", "D2015")]
    [InlineData("""$reduce([1..1001], function($a, $b){ {"a": $a} }, 1)""", "U1001")]
    [InlineData("""$reduce([1..100], function($a, $b){ {"a": $a, "b": $a} }, 1)""", "U1001")]
    [InlineData("""$string($reduce([1..100], function($a, $b){ {"a": $a, "b": $a} }, 1))""", "U1001")]
    [InlineData("""$string($reduce([1..100000], function($a, $b){ {"a": $a} }, 1))""", "U1001")]
    [InlineData("""$clone($reduce([1..100000], function($a, $b){ {"a": $a} }, 1))""", "U1001")]
    [InlineData("""$reduce([1..100000], function($a, $b){ {"a": $a} }, 1) = $reduce([1..100000], function($a, $b){ {"a": $a} }, 1)""", "U1001")]
    [InlineData("""$replace($pad("", 100000, "a"), "a", $pad("", 100000, "b"))""", "U1001")]
    [InlineData("[1..10000001]", "D2014")]
    [InlineData("[-9000000000000000000..9000000000000000000]", "D2014")]
    [InlineData("($f := function(){ $f() }; $f())", "U1001")]
    [InlineData("$range(1, 1/0, 1)", "D3137")]
    [InlineData("$range(0/0, 1, 1)", "D3137")]
    [InlineData("$formatBase(1/0)", "D1001")]
    [InlineData("$formatBase(1, 0/0)", "D3100")]
    [InlineData("""$split("abc", function($s){ {"match": "b", "start": 2, "end": 1, "groups": [], "next": function(){ null }} })""", "T1010")]
    [InlineData("""$replace("abc", function($s){ {"match": "b", "start": 7, "end": 9, "groups": [], "next": function(){ null }} }, "x")""", "T1010")]
    public void What_is_too_large_or_has_no_bounds_is_an_error(string text, string code)
    {
        var context = new JsonataContext(DateTimeOffset.UnixEpoch, new Random(1), MaxSteps: 2_000_000);
        var exception = Assert.Throws<JsonataException>(() => JsonataExpression.Parse(text).Evaluate(null, NoVariables, context, TestContext.Current.CancellationToken));

        Assert.Equal(code, exception.Code);
    }

    [Theory]
    [InlineData("$range(1e300, 1e300, 1)", "1e+300")]
    [InlineData("$range(3, 1, -1)", "[3,2,1]")]
    [InlineData("$range(1, 3, -1)", null)]
    [InlineData("$round(1.5, 1e99)", "1.5")]
    [InlineData("$round(1.5, -1e99)", "0")]
    [InlineData("""$substring("abc", 1, 0/0)""", "\"\"")]
    [InlineData("""$substring("abc", 0/0)""", "\"abc\"")]
    [InlineData("""$lookup({"a": 1}, nothing)""", null)]
    [InlineData("""$sift({})""", null)]
    [InlineData("$range(9223372036854775807, 1, 1)", null)]
    [InlineData("nothing@$v{\"k\": $v}", "{}")]
    [InlineData("$string([1/0])", "\"[null]\"")]
    public void An_odd_argument_gives_something_all_the_same(string text, string? expected) => Assert.Equal(expected, Evaluate(text));

    [Theory]
    [InlineData("""$reduce([1..100], function($a, $b){ {"a": $a} }, 1)""", true)]
    [InlineData("[1, 1/0]", false)]
    [InlineData("""{"f": $sum}""", false)]
    public void A_result_is_JSON_only_if_it_can_be_written_as_such(string text, bool isJson) =>
        Assert.Equal(isJson, JsonataExpression.IsJson(JsonataExpression.Parse(text).Evaluate(null, NoVariables, Context(), TestContext.Current.CancellationToken)!));

    [Theory]
    [InlineData("<s")]
    [InlineData("<s???:s>")]
    [InlineData("<s-+?-:s>")]
    [InlineData("<a<>:s>")]
    [InlineData("<(:s>")]
    [InlineData("<(]):s>")]
    [InlineData("<([^):s>")]
    [InlineData("<a<s:s>")]
    [InlineData("<\\:s>")]
    public void A_signature_that_makes_no_sense_does_no_harm(string signature)
    {
        try
        {
            JsonataExpression.Parse($$"""function($x){{signature}}{ $x }("a")""").Evaluate(null, NoVariables, Context(), TestContext.Current.CancellationToken);
        }
        catch (JsonataException exception)
        {
            Assert.NotEmpty(exception.Message);
        }
    }

    private static readonly Dictionary<string, StepFunctions.Json.JsonValue> NoVariables = [];

    private static JsonataContext Context() => new(DateTimeOffset.UnixEpoch, new Random(1));

    private static string? Evaluate(string text) => JsonataExpression.Parse(text).Evaluate(null, NoVariables, Context(), TestContext.Current.CancellationToken)?.ToJson();
}
