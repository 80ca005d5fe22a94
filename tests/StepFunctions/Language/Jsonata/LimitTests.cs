using Ensemble.StepFunctions.Json;
using Ensemble.StepFunctions.Language.Jsonata;

namespace Ensemble.StepFunctions.Tests.Language.Jsonata;

/// <summary>No expression takes up the time, the stack or the memory of the process.</summary>
public sealed class LimitTests
{
    private const string Nest = "$nest := function($n, $value){$n = 0 ? $value : $nest($n - 1, {'a': $value})}";
    private const string Double = "$double := function($n, $value){$n = 0 ? $value : $double($n - 1, $value & $value)}";

    private static readonly TimeSpan Short = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(2);

    [Theory]
    [InlineData("($f := function($n){$n + $f($n + 1)}; $f(1))", "U1001")]
    [InlineData("($f := function($n){[$f($n + 1)]}; $f(1))", "U1001")]
    [InlineData("($f := function($n){$map([1], function($v){$f($v)}) & ''}; $f(1))", "U1001")]
    public void Recursion_without_end_is_ended(string expression, string code) => AssertEnds(expression, code);

    [Theory]
    [InlineData("($f := function(){$f()}; $f())", "U1001")]
    [InlineData("($f := function($n){$g($n)}; $g := function($n){$f($n + 1)}; $f(1))", "U1001")]
    public void Calls_at_the_end_without_end_are_ended(string expression, string code) => AssertEnds(expression, code, Short);

    [Theory]
    [InlineData("[0..10000000]", "D2014")]
    [InlineData("[-9007199254740991..9007199254740991]", "D2014")]
    [InlineData("($f := function($n, $a){$n = 0 ? $a : $f($n - 1, $append($a, $a))}; $count($f(40, [1, 2])))", "D2015")]
    [InlineData("($f := function($n, $a){$n = 0 ? $a : $f($n - 1, [$a, $a])}; $count($f(40, [1, 2])))", "D2015")]
    public void Sequences_do_not_grow_without_end(string expression, string code) => AssertEnds(expression, code);

    [Theory]
    [InlineData("[1..10000000] ~> $count()")]
    [InlineData("$count([1..10000000])")]
    [InlineData("($all := [-4999999..5000000]; $count($all))")]
    public void A_range_takes_no_room_for_its_numbers(string expression)
    {
        var parsed = JsonataExpression.Parse(expression);
        var context = new JsonataContext(DateTimeOffset.UnixEpoch, new Random(1));
        var before = GC.GetAllocatedBytesForCurrentThread();

        var count = parsed.Evaluate(null, new Dictionary<string, JsonValue>(), context, TestContext.Current.CancellationToken);

        Assert.Equal(10_000_000, ((JsonNumber)count!).Value);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    [Theory]
    [InlineData($"({Double}; $length($double(40, 'abcdefgh')))", "U1001")]
    [InlineData("($s := $pad('', 100000, 'a'); $length($replace($s, 'a', $s)))", "U1001")]
    [InlineData("($s := $pad('', 1000000, 'a'); $length($join([1..1000].($s))))", "U1001")]
    public void Texts_do_not_grow_without_end(string expression, string code) => AssertEnds(expression, code);

    [Theory]
    [InlineData($"({Nest}; $nest(20000, 1))", "U1001")]
    [InlineData($"({Nest}; $nest(20000, 1) = $nest(20000, 1))", "U1001")]
    [InlineData($"({Nest}; $string($nest(20000, 1)))", "U1001")]
    [InlineData($"({Nest}; $nest(20000, 1).**)", "U1001")]
    [InlineData($"({Nest}; $distinct([$nest(20000, 1), 1]))", "U1001")]
    [InlineData($"({Nest}; $nest(20000, 1) ~> |$|{{}}|)", "U1001")]
    public void Values_are_not_nested_without_end(string expression, string code) => AssertEnds(expression, code);

    [Theory]
    [InlineData("$contains('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!', /^(a+)+$/)", "U1001")]
    [InlineData("$replace('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!', /^(a|aa)+$/, '')", "U1001")]
    public void Patterns_that_never_finish_are_ended(string expression, string code) => AssertEnds(expression, code, Short);

    [Theory]
    [InlineData("(", ")")]
    [InlineData("[", "]")]
    [InlineData("-", "")]
    [InlineData("{'a':", "}")]
    public void Expressions_are_not_nested_without_end(string open, string close)
    {
        var expression = string.Concat(Enumerable.Repeat(open, 100_000)) + "1" + string.Concat(Enumerable.Repeat(close, 100_000));

        AssertEnds(expression, "U1001");
    }

    [Fact]
    public void What_is_nested_as_deep_as_JSON_may_be_is_a_result() =>
        Assert.NotNull(Sample.Evaluate($"({Nest}; $nest(900, 1))"));

    // On a thread of its own with a small stack, as threads of a pool have it. What is ended for its size or depth has the usual time.
    private static void AssertEnds(string expression, string code, TimeSpan? timeout = null)
    {
        Exception? caught = null;
        var thread = new Thread(() => caught = Record.Exception(() => Sample.Evaluate(expression, timeout)), 1024 * 1024);
        thread.Start();

        Assert.True(thread.Join(Bound), "It did not end in time.");
        Assert.Equal(code, Assert.IsType<JsonataException>(caught).Code);
    }
}
