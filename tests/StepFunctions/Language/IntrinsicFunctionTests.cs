using Ensemble.StepFunctions.Execution;
using Ensemble.StepFunctions.Json;
using Ensemble.StepFunctions.Language.Intrinsics;

namespace Ensemble.StepFunctions.Tests.Language;

public sealed class IntrinsicFunctionTests
{
    private static readonly JsonValue Input = JsonValue.Parse("""
        {"n":3,"text":"a{}b","items":[1,2,3,4,5],"object":{"b":1,"a":{"x":1}},"other":{"a":2,"c":3},"big":9223372036854775807,"quote":"it's"}
        """);

    [Theory]
    [InlineData("States.Array()", "[]")]
    [InlineData("States.Array('a', 1, true, null, $.n)", """["a",1,true,null,3]""")]
    [InlineData("States.ArrayContains($.items, 3)", "true")]
    [InlineData("States.ArrayContains($.items, '3')", "false")]
    [InlineData("States.ArrayGetItem($.items, 1)", "2")]
    [InlineData("States.ArrayLength($.items)", "5")]
    [InlineData("States.ArrayPartition($.items, 2)", "[[1,2],[3,4],[5]]")]
    [InlineData("States.ArrayRange(1, 9, 2)", "[1,3,5,7,9]")]
    [InlineData("States.ArrayRange(1, 10, 4)", "[1,5,9]")]
    [InlineData("States.ArrayRange(5, 1, -2)", "[5,3,1]")]
    [InlineData("States.ArrayRange(5, 1, 2)", "[]")]
    [InlineData("States.ArrayRange(1, 5000, -1)", "[]")]
    [InlineData("States.ArrayRange(1, 1, -7)", "[1]")]
    [InlineData("States.ArrayRange(0, 4, 5000000000000000000)", "[0]")]
    [InlineData("States.ArrayUnique(States.Array(1, 1.0, '1', 2, 1))", """[1,"1",2]""")]
    [InlineData("States.Base64Encode('äb')", "\"w6Ri\"")]
    [InlineData("States.Base64Decode('w6Ri')", "\"äb\"")]
    [InlineData("States.Format('{} and {}', $.n, $.object)", """ "3 and {\"b\":1,\"a\":{\"x\":1}}" """)]
    [InlineData("States.Format('\\{\\}\\'\\\\ {}', 1)", """ "{}'\\ 1" """)]
    [InlineData("States.Format($.text, 7)", "\"a7b\"")]
    [InlineData("States.Hash('input', 'SHA-1')", "\"140f86aae51ab9e1cda9b4254fe98a74eb54c1a1\"")]
    [InlineData("States.Hash('a', 'MD5')", "\"0cc175b9c0f1b6a831c399e269772661\"")]
    [InlineData("States.JsonMerge($.object, $.other, false)", """{"a":2,"b":1,"c":3}""")]
    [InlineData("States.JsonToString($.object)", """ "{\"b\":1,\"a\":{\"x\":1}}" """)]
    [InlineData("States.StringToJson('{\"a\":[1]}')", """{"a":[1]}""")]
    [InlineData("States.MathAdd(1, -3)", "-2")]
    [InlineData("States.MathAdd(1.5, 1)", "3")]
    [InlineData("States.StringSplit('1,2;;3', ',;')", """["1","2","3"]""")]
    [InlineData("States.StringSplit('a b', '')", """["a b"]""")]
    [InlineData("States.StringSplit('', ',')", "[]")]
    [InlineData(" States.MathAdd ( 1 , 2 ) ", "3")]
    [InlineData("States.Array(1e3, -0.5)", "[1e3,-0.5]")]
    public void A_call_gives_what_its_function_says(string call, string expected) =>
        Assert.Equal(JsonValue.Parse(expected).ToJson(), Evaluate(call.Trim()).ToJson());

    [Theory]
    [InlineData("States.ArrayGetItem($.items, 5)", "The index is outside of the array")]
    [InlineData("States.ArrayGetItem($.items, -1)", "The index is outside of the array")]
    [InlineData("States.ArrayLength($.n)", "An array is expected")]
    [InlineData("States.ArrayPartition($.items, 0)", "A positive number is expected")]
    [InlineData("States.ArrayRange(1, 2, 0)", "The step must not be zero")]
    [InlineData("States.ArrayRange(0, 1000, 1)", "A range may have 1000 items")]
    [InlineData("States.ArrayRange(-9223372036854775808, 9223372036854775807, 1)", "Arithmetic operation resulted in an overflow.")]
    [InlineData("States.ArrayRange(1, -9223372036854775806, -1)", "A range may have 1000 items")]
    [InlineData("States.MathAdd($.big, 1)", "Arithmetic operation resulted in an overflow.")]
    [InlineData("States.MathAdd('1', 1)", "A number is expected")]
    [InlineData("States.MathRandom(2, 2)", "The start must be less than the end")]
    [InlineData("States.Format('{}{}', 1)", "There are more places than values")]
    [InlineData("States.Format('{}', 1, 2)", "There are more values than places")]
    [InlineData("States.Hash('a', 'CRC')", "There is no algorithm 'CRC'")]
    [InlineData("States.JsonMerge($.object, $.other, true)", "The third argument must be false: only shallow merging is supported")]
    [InlineData("States.StringToJson('{')", "Unexpected end-of-input: expected close marker for Object")]
    [InlineData("States.StringSplit('a', 1)", "A string is expected")]
    public void A_call_that_cannot_be_answered_is_an_intrinsic_failure(string call, string cause)
    {
        var exception = Assert.Throws<StatesException>(() => Evaluate(call));

        Assert.Equal((StatesErrors.IntrinsicFailure, $"{cause} in {call}"), (exception.Error, exception.Cause));
    }

    [Theory]
    [InlineData("States.Nothing()", "Syntax error at 1:15: there is no function 'States.Nothing'")]
    [InlineData("States.UUID", "Syntax error at 1:12: '(' is expected")]
    [InlineData("States.UUID(1)", "Syntax error at 1:15: States.UUID takes 0 arguments")]
    [InlineData("States.Hash('a')", "Syntax error at 1:17: States.Hash takes 2 arguments")]
    [InlineData("States.ArrayLength()", "Syntax error at 1:21: States.ArrayLength takes 1 argument")]
    [InlineData("States.MathRandom(1)", "Syntax error at 1:21: States.MathRandom takes 2 to 3 arguments")]
    [InlineData("States.Format()", "Syntax error at 1:16: States.Format takes at least 1 arguments")]
    [InlineData("States.Array(1,)", "Syntax error at 1:16: an argument is missing")]
    [InlineData("States.Array(1 2)", "Syntax error at 1:16: ')' is expected")]
    [InlineData("States.Array('a)", "Syntax error at 1:17: ''' is expected")]
    [InlineData("States.Array(NaN)", "Syntax error at 1:17: an argument is missing")]
    [InlineData("States.Array(+1)", "Syntax error at 1:16: an argument is missing")]
    [InlineData("States.Array(.5)", "Syntax error at 1:16: an argument is missing")]
    [InlineData("States.Array(01)", "Syntax error at 1:16: an argument is missing")]
    [InlineData("States.Array($.a[)", "Syntax error at 1:18: an index is missing")]
    [InlineData("States.UUID() x", "Syntax error at 1:15: nothing may follow the call")]
    public void What_is_no_call_is_refused_with_its_place(string text, string message) =>
        Assert.Equal(message, Assert.Throws<FormatException>(() => IntrinsicParser.Parse(text)).Message);

    [Fact]
    public void Calls_may_be_nested_ten_deep()
    {
        Assert.Equal(new string('[', 10) + new string(']', 10), Evaluate(Nested(10)).ToJson());
        Assert.EndsWith("functions may be nested 10 deep", Assert.Throws<FormatException>(() => Evaluate(Nested(11))).Message, StringComparison.Ordinal);

        static string Nested(int depth) => string.Concat(Enumerable.Repeat("States.Array(", depth)) + new string(')', depth);
    }

    [Fact]
    public void A_random_number_is_in_its_range_and_the_same_for_the_same_seed()
    {
        for (var i = 0; i < 100; i++)
        {
            Assert.InRange(((JsonNumber)Evaluate("States.MathRandom(-2, 3)")).Value, -2, 2);
        }

        Assert.Equal(Evaluate("States.MathRandom(1, 1000000, 7)"), Evaluate("States.MathRandom(1, 1000000, 7)"));
    }

    [Fact]
    public void A_UUID_is_of_version_four() =>
        Assert.Matches("^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$", ((JsonString)Evaluate("States.UUID()")).Value);

    private static JsonValue Evaluate(string call) => IntrinsicFunctions.Call(IntrinsicParser.Parse(call), path => path.Find(Input), new Random(1));
}
