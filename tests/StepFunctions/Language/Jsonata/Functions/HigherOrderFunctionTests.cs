namespace Ensemble.StepFunctions.Tests.Language.Jsonata.Functions;

/// <summary>Functions that take functions.</summary>
public sealed class HigherOrderFunctionTests
{
    [Theory]
    [InlineData("$map(numbers, function($v){$v * 2})", "[6,2,4]")]
    [InlineData("$map(numbers, function($v, $i){[$v, $i]})", "[[3,0],[1,1],[2,2]]")]
    [InlineData("$map(numbers, function($v, $i, $a){$count($a)})", "[3,3,3]")]
    [InlineData("$map(5, function($v){$v})", "5")]
    [InlineData("$map([], function($v){$v})", "nothing")]
    [InlineData("$map(missing, $string)", "nothing")]
    [InlineData("$map(numbers, $string)", """["3","1","2"]""")]
    [InlineData("$map([1,[2],missing], $type)", """["number","array"]""")]
    [InlineData("$map(numbers, function($v){$v = 1 ? missing : $v})", "[3,2]")]
    [InlineData("$map(numbers, function($v){$v > 2 ? $v})", "3")]
    [InlineData("$map(numbers, 5)", "T0410 map")]
    [InlineData("$map(numbers)", "T0410 map")]
    [InlineData("""$map([["a"]], $count)""", "1")]
    [InlineData("""$map(["abc","abc"], /a/).match""", "\"a\"")]
    public void Map_gives_each_function_as_many_arguments_as_it_takes(string expression, string outcome) =>
        Assert.Equal(outcome, Sample.Outcome(expression));

    [Theory]
    [InlineData("$filter(numbers, function($v){$v > 1})", "[3,2]")]
    [InlineData("$filter(numbers, function($v, $i){$i = 0})", "3")]
    [InlineData("$filter(numbers, function($v){$v > 5})", "nothing")]
    [InlineData("$filter(5, function($v){true})", "5")]
    [InlineData("$filter(numbers, $boolean)", "[3,1,2]")]
    [InlineData("$single(numbers, function($v){$v = 3})", "3")]
    [InlineData("$single(numbers, function($v){$v > 1})", "D3138 single")]
    [InlineData("$single(numbers, function($v){$v > 5})", "D3139 single")]
    [InlineData("$single(single)", "7")]
    [InlineData("$single(numbers)", "D3138 single")]
    [InlineData("$single(missing, $boolean)", "nothing")]
    [InlineData("$single([null])", "null")]
    public void Filter_and_single_keep_what_a_function_is_true_for(string expression, string outcome) =>
        Assert.Equal(outcome, Sample.Outcome(expression));

    [Theory]
    [InlineData("$reduce(numbers, function($a, $b){$a + $b})", "6")]
    [InlineData("$reduce(numbers, function($a, $b){$a + $b}, 10)", "16")]
    [InlineData("$reduce([], function($a, $b){$a + $b})", "nothing")]
    [InlineData("$reduce([], function($a, $b){$a + $b}, 10)", "10")]
    [InlineData("$reduce([1], function($a, $b){$a + $b})", "1")]
    [InlineData("$reduce(numbers, function($a, $b, $i, $all){$a + $i + $count($all)})", "12")]
    [InlineData("$reduce(numbers, $append)", "[3,1,2]")]
    [InlineData("$reduce(numbers, function($a){$a})", "D3050 reduce")]
    [InlineData("$reduce(missing, function($a, $b){1})", "nothing")]
    [InlineData("$reduce(5, function($a, $b){1})", "5")]
    public void Reduce_needs_a_function_of_two(string expression, string outcome) =>
        Assert.Equal(outcome, Sample.Outcome(expression));

    [Theory]
    [InlineData("""$sift({"a":1,"b":2}, function($v){$v > 1})""", """{"b":2}""")]
    [InlineData("""$sift({"a":1,"b":2}, function($v, $k){$k = "a"})""", """{"a":1}""")]
    [InlineData("""$sift({"a":1}, function($v){$v > 1})""", "nothing")]
    [InlineData("$sift(missing, $boolean)", "nothing")]
    [InlineData("customer.$sift(function($v, $k){$k ~> /^n/})", """{"name":"Ann"}""")]
    [InlineData("""$each({"a":1,"b":2}, function($v, $k){$k & $v})""", """["a1","b2"]""")]
    [InlineData("""$each({"a":1}, function($v, $k, $o){$count($keys($o))})""", "1")]
    [InlineData("""$each({"a":1}, $string)""", "\"1\"")]
    [InlineData("$each({}, $string)", "nothing")]
    [InlineData("$each(missing, $string)", "nothing")]
    [InlineData("$each(5, $string)", "T0410 each")]
    public void Sift_and_each_go_through_objects(string expression, string outcome) =>
        Assert.Equal(outcome, Sample.Outcome(expression));
}
