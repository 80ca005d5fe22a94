namespace Ensemble.StepFunctions.Tests.Language.Jsonata.Expressions;

/// <summary>Predicates and positions.</summary>
public sealed class PredicateTests
{
    [Theory]
    [InlineData("numbers[0]", "3")]
    [InlineData("numbers[2]", "2")]
    [InlineData("numbers[3]", "nothing")]
    [InlineData("numbers[-1]", "2")]
    [InlineData("numbers[-3]", "3")]
    [InlineData("numbers[-4]", "nothing")]
    [InlineData("numbers[1.9]", "1")]
    [InlineData("numbers[-1.1]", "1")]
    [InlineData("text[0]", "\"Hello, World\"")]
    [InlineData("text[1]", "nothing")]
    [InlineData("missing[0]", "nothing")]
    [InlineData("nested[1][0]", "3")]
    [InlineData("orders.lines[0].sku", """["hat","hat"]""")]
    [InlineData("(orders.lines)[0].sku", "\"hat\"")]
    [InlineData("orders[1].lines[-1].sku", "\"coat\"")]
    public void A_number_is_a_position_from_the_start_or_from_the_end(string expression, string outcome) =>
        Assert.Equal(outcome, Sample.Outcome(expression));

    [Theory]
    [InlineData("numbers[[0,2]]", "[3,2]")]
    [InlineData("numbers[[0..1]]", "[3,1]")]
    [InlineData("numbers[[2,0,0]]", "[3,3,2]")]
    [InlineData("numbers[[5]]", "nothing")]
    [InlineData("numbers[[]]", "nothing")]
    [InlineData("[1..5][[1..2]]", "[2,3]")]
    public void Several_numbers_are_several_positions(string expression, string outcome) =>
        Assert.Equal(outcome, Sample.Outcome(expression));

    [Theory]
    [InlineData("numbers[$ > 1]", "[3,2]")]
    [InlineData("orders.lines[price > 25].sku", """["hat","hat","coat"]""")]
    [InlineData("""orders.lines[sku = "hat" and count > 2].price""", "30")]
    [InlineData("""orders[lines.sku = "x"]""", "nothing")]
    [InlineData("orders[$count(lines) = 2].id", """["o1","o2"]""")]
    [InlineData("numbers[true]", "[3,1,2]")]
    [InlineData("numbers[false]", "nothing")]
    [InlineData("orders.lines[size].sku", """["hat","cap","hat"]""")]
    [InlineData("orders.lines[$not($exists(size))].sku", "\"coat\"")]
    [InlineData("""customer[name = "Ann"].name""", "\"Ann\"")]
    [InlineData("""customer[name = "Bob"]""", "nothing")]
    [InlineData("""numbers["a"]""", "[3,1,2]")]
    [InlineData("""orders[id in ["o2"]].id""", "\"o2\"")]
    [InlineData("""missing[1 + "a"]""", "T2002 +")]
    public void Anything_else_keeps_what_it_is_true_for(string expression, string outcome) =>
        Assert.Equal(outcome, Sample.Outcome(expression));

    [Theory]
    [InlineData("numbers[$ > 1][0]", "3")]
    [InlineData("numbers[$ > 1][$ > 2]", "3")]
    [InlineData("orders.lines[price > 25][count > 1].sku", """["hat","hat"]""")]
    [InlineData("orders[0][0].id", "\"o1\"")]
    [InlineData("""orders.lines[0][sku = "hat"].count""", "[2,4]")]
    public void Predicates_follow_one_another(string expression, string outcome) =>
        Assert.Equal(outcome, Sample.Outcome(expression));

    [Theory]
    [InlineData("orders.lines{sku: $sum(count)}[0]", """{"hat":6}""")]
    [InlineData("(orders.lines{sku: $sum(count)})[0]", """{"hat":6,"cap":1,"coat":1}""")]
    public void A_predicate_after_a_grouping_is_applied_before_it(string expression, string outcome) =>
        Assert.Equal(outcome, Sample.Outcome(expression));
}
