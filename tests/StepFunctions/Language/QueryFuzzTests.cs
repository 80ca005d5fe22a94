using CsCheck;
using Ensemble.StepFunctions.Execution;
using Ensemble.StepFunctions.Json;
using Ensemble.StepFunctions.Language.Expressions;
using Ensemble.StepFunctions.Language.Jsonata;
using Ensemble.StepFunctions.Language.Paths;

namespace Ensemble.StepFunctions.Tests.Language;

/// <summary>Whatever the text and the input, a query gives a value or one of the errors that its language has.</summary>
public sealed class QueryFuzzTests
{
    private const long Count = 5000;
    private const int MaxSteps = 20_000;

    private static readonly Gen<string> Odd = Gen.Frequency(
        (3, Gen.String[0, 3]), (1, Gen.Char.Select(c => c.ToString())), (1, Gen.Long.Select(number => FormattableString.Invariant($"{number}"))),
        (1, Gen.Double.Select(number => FormattableString.Invariant($"{number}"))), (1, Fuzz.Json.Select(value => value.ToJson())));

    private static readonly Gen<string> Paths = Soup(
        "$", "$$", "$x", ".a", ".b", ".*", "[*]", "..", "..a", "[0]", "[-1]", "[1:]", "[:2]", "[::2]", "[0:9:2147483647]", "['a']", "['a','b']", "[\"b\"]", "[?(", ")]", "@",
        "@.a", "@.b", "==", "!=", "<", ">=", "=~", "/a.*/i", "&&", "||", "!", "(", ")", " in ", " nin ", " contains ", " size ", " empty ", "['a', 1]", "1", "'a'", "null",
        "true", ".length()", ".min()", ".stddev()", ".keys()", ".first()", ",", " ", "]", "[");

    private static readonly Gen<string> Calls = Soup(
        "States.Array(", "States.ArrayContains(", "States.ArrayGetItem(", "States.ArrayLength(", "States.ArrayPartition(", "States.ArrayRange(", "States.ArrayUnique(",
        "States.Base64Decode(", "States.Base64Encode(", "States.Format(", "States.Hash(", "States.JsonMerge(", "States.JsonToString(", "States.MathAdd(", "States.MathRandom(",
        "States.StringSplit(", "States.StringToJson(", "States.UUID()", ")", ")", ")", ", ", ", ", ", ", "$.a", "$.b", "$", "$$.a", "$x[0]", "$.a[?(@.b)]", "'a'", "'{}'", "'SHA-256'",
        "'MD5'", "'{\"a\":1}'", "'YQ=='", "'\\{\\'", "1", "0", "-3", "2.5", "9223372036854775807", "-9223372036854775808", "1e300", "true", "false", "null");

    private static readonly Gen<string> Expressions = Soup(
        "$", "$$", "$states", ".input", ".", ".", "a", "b", "c", "`odd`", "*", "**", "%", "[", "]", "[0]", "[-1]", "[]", "(", ")", "(", ")", "{", "}", "{\"k\":", "\"a\"", "'b'", "1", "0", "2",
        "-1", "1.5", "1e300", "(1/0)", "(0/0)", "[1..5]", "[1,2,3]", "[\"a\",\"b\"]", "+", "-", "*", "/", "&", "=", "!=", "<", ">=", " and ", " or ", " in ", "?", ":", "?:", "??", "~>", ":=", ";", ",", ",", "@$v", "#$i",
        "^(a)", "^(>$)", "|a|{\"b\":1}|", "|$|{},\"a\"|", "function($x){", "function($x,$y){", "λ($x)<s-:s>{", "function($x)<a<n>?:x>{", "$x", "$y", "$v", "$i", "/a+/", "/(a)(b)?/i", "/x*/",
        "true", "false", "null", "$sum(", "$count(", "$max(", "$string(", "$substring(", "$substringBefore(", "$uppercase(", "$length(", "$trim(", "$pad(", "$match(", "$contains(", "$replace(",
        "$split(", "$join(", "$formatNumber(", "$formatBase(", "$formatInteger(", "$parseInteger(", "$number(", "$floor(", "$round(", "$sqrt(", "$power(", "$boolean(", "$not(", "$map(", "$zip(",
        "$filter(", "$single(", "$reduce(", "$sift(", "$keys(", "$lookup(", "$append(", "$exists(", "$spread(", "$merge(", "$reverse(", "$each(", "$error(", "$assert(", "$type(", "$sort(", "$shuffle(",
        "$distinct(", "$base64encode(", "$base64decode(", "$encodeUrl(", "$decodeUrlComponent(", "$toMillis(", "$fromMillis(", "$now(", "$clone(", "$random(", "$partition(", "$range(", "$hash(", "$uuid(",
        "$parse(", "\"#,##0.00\"", "\"000\"", "\"w\"", "\"I\"", "\"[Y0001]-[M01]-[D01]\"", "\"[FNn], [D1o] [MNn] [Y]\"", "\"[H01]:[m01] [Z]\"", "\"-0500\"", "\"2024-02-30\"", "\"SHA-1\"", "\"{\\\"a\\\":[1]}\"");

    // Calls that are whole, with arguments of every type: what a soup of tokens rarely becomes.
    private static readonly Gen<string> WholeCalls =
        from name in Fuzz.OneOf([.. FunctionNames])
        from arguments in Fuzz.OneOf(
            "$", "a", "b", "nothing", "null", "true", "0", "1", "-1", "2.5", "1e300", "-1e18", "(1/0)", "(0/0)", "\"\"", "\"a\"", "\"abc\"", "\"1\"", "\"0x1F\"", "\"%E4\"", "\"\\uD800\"", "[]", "[1]", "[1,2,3]", "[0/0]",
            "[\"a\",\"b\"]", "[null]", "[[1],[2]]", "[nothing]", "{}", "{\"a\":1}", "[{\"a\":1},{\"b\":2}]", "$sum", "$string", "$zip", "$now", "/a/", "/x*/", "/(b)|(c)/", "function(){1}", "function($x){$x}", "function($x,$y){$x>$y}",
            "function($x,$y,$z,$u,$v){$u}", "function($x){{\"match\":\"a\",\"start\":0,\"end\":1,\"groups\":[],\"next\":function(){nothing}}}", "\"#,##0.00\"", "\"0.0e0\"", "\"00000000000000000000\"", "\"w\"", "\"Ww;o\"", "\"I\"", "\"A\"", "\"[Y]-[M]-[D]\"",
            "\"[Y9999999]\"", "\"[FNn,*-3], [D1o] [MNn] [YI]\"", "\"[H]:[m]:[s].[f0001] [Z] [z]\"", "\"[W] [w] [X] [x] [E] [C]\"", "\"+9999\"", "\"2024-02-30T25:00:00Z\"", "\"SHA-1\"", "\"YQ\"", "8640000000000000", "-62167219200001", "{\"zero-digit\":\"x\"}", "{\"decimal-separator\":\"\"}").Array[0, 4]
        select $"${name}({string.Join(", ", arguments)})";

    private static IEnumerable<string> FunctionNames =>
        "sum count max min average string substring substringBefore substringAfter lowercase uppercase length trim pad match contains replace split join formatNumber formatBase formatInteger parseInteger number floor ceil round abs sqrt power boolean not map zip filter single reduce sift keys lookup append exists spread merge reverse each error assert type sort shuffle distinct base64encode base64decode encodeUrlComponent encodeUrl decodeUrlComponent decodeUrl toMillis fromMillis now millis clone random partition range hash uuid parse".Split(' ');

    [Fact]
    public void A_path_gives_a_value_or_an_error() => Gen.Select(Paths, Fuzz.Json).Sample(
        (text, input) =>
        {
            EvaluatePath(text, input);
            EvaluatePath("$" + text, input);
        },
        iter: Fuzz.Count(Count));

    [Fact]
    public void An_intrinsic_call_gives_a_value_or_an_error() => Gen.Select(Calls, Fuzz.Json).Sample(
        (text, input) =>
        {
            EvaluatePath(text, input);
            EvaluatePath($"States.Array({text})", input);
        },
        iter: Fuzz.Count(Count));

    [Fact]
    public void An_expression_gives_a_value_or_an_error() => Gen.Select(Expressions, Fuzz.Json).Sample(EvaluateJsonata, iter: Fuzz.Count(Count));

    [Fact]
    public void A_function_gives_a_value_or_an_error_for_arguments_of_any_type() => Gen.Select(WholeCalls, Fuzz.Json).Sample(EvaluateJsonata, iter: Fuzz.Count(Count));

    [Fact]
    public void A_value_is_put_anywhere_or_refused() => Gen.Select(Paths, Fuzz.Json).Sample(
        (text, input) =>
        {
            if (JsonPath.TryParse("$" + text, out var path, out _) && path.IsReference)
            {
                try
                {
                    var changed = ReferencePath.Put(input, path, "put");
                    Assert.Equal("put", Assert.IsType<JsonString>(path.Find(changed)).Value);
                }
                catch (PathException exception)
                {
                    Assert.NotEmpty(exception.Message);
                }
            }
        },
        iter: Fuzz.Count(Count));

    private static void EvaluatePath(string text, JsonValue input)
    {
        try
        {
            var variables = new Variables(null);
            variables.Assign((JsonObject)JsonValue.Parse("""{"x":[1,{"a":2}]}"""));
            var scope = new Scope
            {
                Input = input,
                Context = () => JsonObject.Empty.With("a", input),
                Variables = variables,
                Random = new Random(1),
                Time = TimeProvider.System,
            };
            Readable(Expression.ParsePath(text).Evaluate(scope, "f"));
        }
        catch (Exception exception) when (exception is FormatException or StatesException)
        {
            Assert.NotEmpty(exception.Message);
        }
    }

    private static void EvaluateJsonata(string text, JsonValue input)
    {
        try
        {
            var expression = JsonataExpression.Parse(text);
            var bindings = new Dictionary<string, JsonValue>(StringComparer.Ordinal) { ["states"] = JsonObject.Empty.With("input", input) };
            var context = new JsonataContext(DateTimeOffset.UnixEpoch, new Random(1), MaxSteps: MaxSteps);
            var result = expression.Evaluate(input, bindings, context, TestContext.Current.CancellationToken);
            if (result is not null && JsonataExpression.IsJson(result))
            {
                Readable(result);
            }
        }
        catch (JsonataException exception)
        {
            Assert.NotEmpty(exception.Code);
            Assert.NotEqual("Unknown error", exception.Message);
        }
    }

    private static void Readable(JsonValue value)
    {
        var text = value.ToJson();
        Assert.Equal(text, JsonValue.Parse(text).ToJson());
    }

    private static Gen<string> Soup(params string[] tokens) =>
        Gen.Frequency((12, Fuzz.OneOf(tokens)), (1, Odd)).Array[0, 14].Select(string.Concat);
}
