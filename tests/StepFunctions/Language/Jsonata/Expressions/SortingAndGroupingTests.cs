namespace Ensemble.StepFunctions.Tests.Language.Jsonata.Expressions;

/// <summary>Order-by and group-by.</summary>
public sealed class SortingAndGroupingTests
{
    [Theory]
    [InlineData("numbers^($)", "[1,2,3]")]
    [InlineData("numbers^(>$)", "[3,2,1]")]
    [InlineData("numbers^(<$)", "[1,2,3]")]
    [InlineData("orders.lines^(price).sku", """["cap","hat","hat","coat"]""")]
    [InlineData("orders.lines^(>price, sku).sku", """["coat","hat","hat","cap"]""")]
    [InlineData("orders.lines^(sku, >count).(sku & count)", """["cap1","coat1","hat4","hat2"]""")]
    [InlineData("orders.lines^(size.w).sku", """["hat","hat","cap","coat"]""")]
    [InlineData("orders.lines^(price)[0].sku", "\"cap\"")]
    [InlineData("orders.lines^(count * price)[-1].sku", "\"hat\"")]
    [InlineData("single^($)", "7")]
    [InlineData("none^($)", "nothing")]
    [InlineData("missing^($)", "nothing")]
    [InlineData("nested^($)", "T2008")]
    [InlineData("""[1,"a"]^($)""", "T2007")]
    [InlineData("orders^(lines)", "T2008")]
    [InlineData("['b','a','B','é']^($)", """["B","a","b","é"]""")]
    public void Values_are_ordered_by_terms_one_after_the_other(string expression, string outcome) =>
        Assert.Equal(outcome, Sample.Outcome(expression));

    [Theory]
    [InlineData("orders.lines^(price).(sku & count)", """["cap1","hat2","hat4","coat1"]""")]
    [InlineData("orders.lines^(>price).(sku & count)", """["coat1","hat2","hat4","cap1"]""")]
    [InlineData("""[{"k":1,"v":"a"},{"k":1,"v":"b"},{"k":0,"v":"c"}]^(k).v""", """["c","a","b"]""")]
    public void Equal_values_keep_their_order(string expression, string outcome) =>
        Assert.Equal(outcome, Sample.Outcome(expression));

    [Theory]
    [InlineData("orders.lines{sku: $sum(count)}", """{"hat":6,"cap":1,"coat":1}""")]
    [InlineData("orders.lines{sku: count}", """{"hat":[2,4],"cap":1,"coat":1}""")]
    [InlineData("orders.lines{sku: price[0]}", """{"hat":[30,30],"cap":20,"coat":110}""")]
    [InlineData("orders{id: lines.sku}", """{"o1":["hat","cap"],"o2":["hat","coat"]}""")]
    [InlineData("""orders.lines{sku: {"n": $count($), "total": $sum($.(price * count))}}""", """{"hat":{"n":2,"total":180},"cap":{"n":1,"total":20},"coat":{"n":1,"total":110}}""")]
    [InlineData("orders.lines{missing: 1}", "{}")]
    [InlineData("""numbers{"all": $}""", """{"all":[3,1,2]}""")]
    [InlineData("customer{name: tags}", """{"Ann":["new"]}""")]
    [InlineData("""missing{"a": 1}""", """{"a":1}""")]
    [InlineData("numbers{$: 1}", "T1003")]
    [InlineData("""orders.lines{sku: 1, "hat": 2}""", "D1009")]
    [InlineData("orders.lines^(sku){sku: count}", """{"cap":1,"coat":1,"hat":[2,4]}""")]
    public void Values_are_grouped_by_a_text(string expression, string outcome) =>
        Assert.Equal(outcome, Sample.Outcome(expression));
}
