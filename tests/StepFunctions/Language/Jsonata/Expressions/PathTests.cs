namespace Ensemble.StepFunctions.Tests.Language.Jsonata.Expressions;

/// <summary>Paths through objects and arrays.</summary>
public sealed class PathTests
{
    [Theory]
    [InlineData("customer.name", "\"Ann\"")]
    [InlineData("orders.id", """["o1","o2"]""")]
    [InlineData("orders.lines.sku", """["hat","cap","hat","coat"]""")]
    [InlineData("orders.lines.size.w", "[1,2,1]")]
    [InlineData("customer.missing", "nothing")]
    [InlineData("missing.name", "nothing")]
    [InlineData("text.name", "nothing")]
    [InlineData("numbers.a", "nothing")]
    [InlineData("$.customer.name", "\"Ann\"")]
    [InlineData("$$.customer.name", "\"Ann\"")]
    [InlineData("orders.($.id)", """["o1","o2"]""")]
    public void A_step_goes_into_objects_and_into_each_item_of_an_array(string expression, string outcome) =>
        Assert.Equal(outcome, Sample.Outcome(expression));

    [Theory]
    [InlineData("single", "[7]")]
    [InlineData("single.$", "7")]
    [InlineData("customer.tags", """["new"]""")]
    [InlineData("customer.tags.$", "\"new\"")]
    [InlineData("orders[0].id", "\"o1\"")]
    [InlineData("orders[0].id[]", """["o1"]""")]
    [InlineData("orders.lines[0].sku", """["hat","hat"]""")]
    [InlineData("""orders[id="o1"]""", """{"id":"o1","lines":[{"sku":"hat","price":30,"count":2,"size":{"w":1}},{"sku":"cap","price":20,"count":1,"size":{"w":2}}]}""")]
    [InlineData("""orders[id="o1"][].id""", """["o1"]""")]
    [InlineData("customer.name[]", """["Ann"]""")]
    [InlineData("missing[]", "nothing")]
    [InlineData("[customer.name]", """["Ann"]""")]
    [InlineData("none", "[]")]
    [InlineData("none.a", "nothing")]
    [InlineData("[none]", "[]")]
    public void One_value_is_no_array_unless_that_is_asked_for(string expression, string outcome) =>
        Assert.Equal(outcome, Sample.Outcome(expression));

    [Theory]
    [InlineData("nested", "[[1,2],[3,[4]]]")]
    [InlineData("nested.$", "[1,2,3,[4]]")]
    [InlineData("nested.$.$", "[1,2,3,4]")]
    [InlineData("nested[0]", "[1,2]")]
    [InlineData("nested.[$]", "[[1,2],[3,[4]]]")]
    [InlineData("orders.[id]", """[["o1"],["o2"]]""")]
    [InlineData("orders.[lines.sku]", """[["hat","cap"],["hat","coat"]]""")]
    [InlineData("orders.lines.[sku, price]", """[["hat",30],["cap",20],["hat",30],["coat",110]]""")]
    [InlineData("[nested, 5]", "[[1,2],[3,[4]],5]")]
    [InlineData("[[1,2],3]", "[[1,2],3]")]
    [InlineData("[orders.id, customer.name]", """["o1","o2","Ann"]""")]
    [InlineData("[1, missing, 2]", "[1,2]")]
    public void Arrays_within_arrays_are_flattened_by_a_step_and_kept_by_a_constructor(string expression, string outcome) =>
        Assert.Equal(outcome, Sample.Outcome(expression));

    [Theory]
    [InlineData("customer.*", """["Ann","new"]""")]
    [InlineData("*.name", "\"Ann\"")]
    [InlineData("orders[0].*", """["o1",{"sku":"hat","price":30,"count":2,"size":{"w":1}},{"sku":"cap","price":20,"count":1,"size":{"w":2}}]""")]
    [InlineData("orders.lines.*.w", "[1,2,1]")]
    [InlineData("**.w", "[1,2,1]")]
    [InlineData("orders.**.sku", """["hat","cap","hat","coat"]""")]
    [InlineData("numbers.*", "nothing")]
    [InlineData("missing.*", "nothing")]
    [InlineData("missing.**", "nothing")]
    [InlineData("$count(**)", "42")]
    [InlineData("""{"a":[1]}.*""", "[1]")]
    [InlineData("""{"a":1}.*""", "1")]
    public void Wildcards_take_every_member_and_descendants_everything_below(string expression, string outcome) =>
        Assert.Equal(outcome, Sample.Outcome(expression));

    [Theory]
    [InlineData("orders.{'id': id, 'n': $count(lines)}", """[{"id":"o1","n":2},{"id":"o2","n":2}]""")]
    [InlineData("customer.{'n': name, 'm': missing}", """{"n":"Ann"}""")]
    [InlineData("{'a': 1, 'b': missing}", """{"a":1}""")]
    [InlineData("{missing: 1}", "{}")]
    [InlineData("{1: 2}", "T1003")]
    [InlineData("{'a': 1, 'a': 2}", "D1009")]
    [InlineData("missing.{'a': 1}", "nothing")]
    [InlineData("none.{'a': 1}", "nothing")]
    public void Objects_are_made_once_for_each_value(string expression, string outcome) =>
        Assert.Equal(outcome, Sample.Outcome(expression));

    [Theory]
    [InlineData("(1; 2; 3)", "3")]
    [InlineData("()", "nothing")]
    [InlineData("($a := 1; ($a := 2); $a)", "1")]
    [InlineData("($a := 1; $b := $a + 1; [$a, $b])", "[1,2]")]
    [InlineData("$a := 5", "5")]
    [InlineData("""orders.($i := id; $i & "!")""", """["o1!","o2!"]""")]
    [InlineData("(1;)", "1")]
    public void Blocks_have_their_own_variables_and_give_their_last_value(string expression, string outcome) =>
        Assert.Equal(outcome, Sample.Outcome(expression));
}
