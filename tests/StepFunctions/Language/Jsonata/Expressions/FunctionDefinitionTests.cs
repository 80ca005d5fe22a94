namespace Ensemble.StepFunctions.Tests.Language.Jsonata.Expressions;

/// <summary>Functions of expressions: definition, application, chains, signatures.</summary>
public sealed class FunctionDefinitionTests
{
    [Theory]
    [InlineData("($f := function($x){$x + 1}; $f(2))", "3")]
    [InlineData("($f := λ($x, $y){[$x, $y]}; $f(1))", "[1]")]
    [InlineData("($f := λ($x){$x}; $f(1, 2))", "1")]
    [InlineData("($n := 10; $f := function($x){$x + $n}; $n := 20; $f(1))", "21")]
    [InlineData("function($x){$x * 2}(4)", "8")]
    [InlineData("($f := function(){customer.name}; orders.($f()))", """["Ann","Ann"]""")]
    [InlineData("($f := function($n){$n < 2 ? 1 : $n * $f($n - 1)}; $f(10))", "3628800")]
    [InlineData("($y := function($f){function($x){$f($x)}}; $y($sum)([1,2]))", "3")]
    [InlineData("$map([1,2], function($v){function(){$v}}).$()", "[1,2]")]
    public void Functions_take_arguments_and_see_what_is_around_them(string expression, string outcome) =>
        Assert.Equal(outcome, Sample.Outcome(expression));

    [Theory]
    [InlineData("($f := function($n, $a){$n = 0 ? $a : $f($n - 1, $a + $n)}; $f(10000, 0))", "50005000")]
    [InlineData("($even := function($n){$n = 0 ? true : $odd($n - 1)}; $odd := function($n){$n = 0 ? false : $even($n - 1)}; $even(5001))", "false")]
    [InlineData("""($f := function($n){($m := $n - 1; $n > 0 ? $f($m) : "done")}; $f(5000))""", "\"done\"")]
    public void Calls_at_the_end_of_a_function_do_not_nest(string expression, string outcome) =>
        Assert.Equal(outcome, Sample.Outcome(expression));

    [Theory]
    [InlineData("($f := $substring(?, 0, 4); $f(text))", "\"Hell\"")]
    [InlineData("($f := function($a, $b){$a - $b}; $g := $f(?, 1); $g(3))", "2")]
    [InlineData("($f := function($a, $b){$a - $b}; $f(1, ?)(3))", "-2")]
    [InlineData("($f := function($a, $b, $c){[$a,$b,$c]}; $f(?, 2, ?)(1, 3))", "[1,2,3]")]
    [InlineData("substring(?, 1)", "T1007 substring")]
    [InlineData("$missing(?)", "T1008 missing")]
    [InlineData("\"a\"(?)", "T1008 a")]
    public void A_question_mark_leaves_an_argument_open(string expression, string outcome) =>
        Assert.Equal(outcome, Sample.Outcome(expression));

    [Theory]
    [InlineData("numbers ~> $sum", "6")]
    [InlineData("numbers ~> $sum()", "6")]
    [InlineData("""text ~> $substringAfter(", ") ~> $uppercase""", "\"WORLD\"")]
    [InlineData("""($f := $trim ~> $uppercase; $f("  a  b "))""", "\"A B\"")]
    [InlineData("numbers ~> $map(function($v){$v * 2}) ~> $sum", "12")]
    [InlineData("numbers ~> 5", "T2006")]
    [InlineData("numbers ~> missing", "T2006")]
    [InlineData("""customer ~> |$|{"name":"Bob"}|""", """{"name":"Bob","tags":["new"]}""")]
    public void A_chain_applies_a_function_to_what_is_before_it(string expression, string outcome) =>
        Assert.Equal(outcome, Sample.Outcome(expression));

    [Theory]
    [InlineData("$missing(1)", "T1006 missing")]
    [InlineData("sum(numbers)", "T1005 sum")]
    [InlineData("\"a\"(1)", "T1006 a")]
    [InlineData("1()", "T1006 1")]
    [InlineData("text()", "T1006 text")]
    [InlineData("$sum()()", "T0410 sum")]
    [InlineData("missing.foo(1)", "nothing")]
    [InlineData("(1)(2)", "T1006")]
    public void What_is_no_function_cannot_be_called(string expression, string outcome) =>
        Assert.Equal(outcome, Sample.Outcome(expression));

    [Theory]
    [InlineData("""($f := function($x)<n:n>{$x}; $f("a"))""", "T0410 f")]
    [InlineData("($f := function($x, $y)<nn?:n>{$x + ($y ?? 5)}; $f(1))", "6")]
    [InlineData("($f := function($x)<a<n>:n>{$sum($x)}; $f(4))", "4")]
    [InlineData("""($f := function($x)<a<n>:n>{$sum($x)}; $f(["a"]))""", "T0412 f")]
    [InlineData("""($f := function($x)<s-:s>{$x & "!"}; text.$f())""", "\"Hello, World!\"")]
    [InlineData("""($f := function($x)<s-:s>{$x & "!"}; numbers.$f())""", "T0411 f")]
    [InlineData("($f := function($x)<(sn):s>{$type($x)}; $f(true))", "T0410 f")]
    [InlineData("($f := function($x)<f:f>{$x(3)}; $f(function($n){$n * 2}))", "6")]
    [InlineData("($f := function($x)<o:o>{$x}; $f([]))", "T0410 f")]
    [InlineData("($f := function($x)<x+:x>{$x}; $f(1, 2))", "1")]
    [InlineData("""($f := function($x, $y)<a<>s?:s>{$x}; $f("a"))""", "T0412 f")]
    [InlineData("($f := function($x)<n:n>{$x}; $f(1, 2))", "T0410 f")]
    public void A_signature_is_checked_and_fills_in_the_context(string expression, string outcome) =>
        Assert.Equal(outcome, Sample.Outcome(expression));

    [Theory]
    [InlineData("customer ~> |$|{'name': 'Bob'}|", """{"name":"Bob","tags":["new"]}""")]
    [InlineData("orders ~> |lines|{'total': price * count}, ['size', 'price']|", """[{"id":"o1","lines":[{"sku":"hat","count":2,"total":60},{"sku":"cap","count":1,"total":20}]},{"id":"o2","lines":[{"sku":"hat","count":4,"total":120},{"sku":"coat","count":1,"total":110}]}]""")]
    [InlineData("orders ~> |lines[sku = 'hat']|{'price': 0}|", """[{"id":"o1","lines":[{"sku":"hat","price":0,"count":2,"size":{"w":1}},{"sku":"cap","price":20,"count":1,"size":{"w":2}}]},{"id":"o2","lines":[{"sku":"hat","price":0,"count":4,"size":{"w":1}},{"sku":"coat","price":110,"count":1}]}]""")]
    [InlineData("customer ~> |$|{}, 'tags'|", """{"name":"Ann"}""")]
    [InlineData("($c := customer ~> |$|{'a': 1}|; customer)", """{"name":"Ann","tags":["new"]}""")]
    [InlineData("missing ~> |$|{'a': 1}|", "nothing")]
    [InlineData("customer ~> |missing|{'a': 1}|", """{"name":"Ann","tags":["new"]}""")]
    [InlineData("customer ~> |$|5|", "T2011")]
    [InlineData("customer ~> |$|{}, 5|", "T2012")]
    [InlineData("5 ~> |$|{}|", "T0410")]
    [InlineData("orders ~> |lines|{'sku': $uppercase(sku)}| ~> $count", "2")]
    [InlineData("($clone := 5; customer ~> |$|{}|)", "T2013")]
    public void A_transform_changes_a_copy(string expression, string outcome) =>
        Assert.Equal(outcome, Sample.Outcome(expression));
}
