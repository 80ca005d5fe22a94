namespace Ensemble.StepFunctions.Tests.Language.Jsonata.Expressions;

/// <summary>Names bound on the way: parents, values and positions.</summary>
public sealed class BindingTests
{
    [Theory]
    [InlineData("orders.lines.(%.id & ':' & sku)", """["o1:hat","o1:cap","o2:hat","o2:coat"]""")]
    [InlineData("""orders.lines.{"o": %.id, "c": %.%.customer.name}""", """[{"o":"o1","c":"Ann"},{"o":"o1","c":"Ann"},{"o":"o2","c":"Ann"},{"o":"o2","c":"Ann"}]""")]
    [InlineData("""orders.lines[%.id = "o2"].sku""", """["hat","coat"]""")]
    [InlineData("orders.lines.size.%.sku", """["hat","cap","hat"]""")]
    [InlineData("orders.lines.size.%.%.id", """["o1","o1","o2"]""")]
    [InlineData("(orders.lines).%.id", """["o1","o1","o2","o2"]""")]
    [InlineData("orders.lines[0].%.id", "\"o1\"")]
    [InlineData("orders.%.customer.name", """["Ann","Ann"]""")]
    [InlineData("orders.lines.sku^(%.price).$", """["cap","hat","hat","coat"]""")]
    [InlineData("orders.lines{sku: %.id}", "{}")]
    [InlineData("orders.*.%.id", """["o1","o1","o1","o2","o2","o2"]""")]
    [InlineData("customer.name.%.tags", "\"new\"")]
    [InlineData("orders.lines.(%.id)[0]", "\"o1\"")]
    [InlineData("numbers.(%)", """[{"customer":{"name":"Ann","tags":["new"]},"orders":[{"id":"o1","lines":[{"sku":"hat","price":30,"count":2,"size":{"w":1}},{"sku":"cap","price":20,"count":1,"size":{"w":2}}]},{"id":"o2","lines":[{"sku":"hat","price":30,"count":4,"size":{"w":1}},{"sku":"coat","price":110,"count":1}]}],"numbers":[3,1,2],"nested":[[1,2],[3,[4]]],"single":[7],"none":[],"empty":"","text":"Hello, World","flag":true,"nil":null},{"customer":{"name":"Ann","tags":["new"]},"orders":[{"id":"o1","lines":[{"sku":"hat","price":30,"count":2,"size":{"w":1}},{"sku":"cap","price":20,"count":1,"size":{"w":2}}]},{"id":"o2","lines":[{"sku":"hat","price":30,"count":4,"size":{"w":1}},{"sku":"coat","price":110,"count":1}]}],"numbers":[3,1,2],"nested":[[1,2],[3,[4]]],"single":[7],"none":[],"empty":"","text":"Hello, World","flag":true,"nil":null},{"customer":{"name":"Ann","tags":["new"]},"orders":[{"id":"o1","lines":[{"sku":"hat","price":30,"count":2,"size":{"w":1}},{"sku":"cap","price":20,"count":1,"size":{"w":2}}]},{"id":"o2","lines":[{"sku":"hat","price":30,"count":4,"size":{"w":1}},{"sku":"coat","price":110,"count":1}]}],"numbers":[3,1,2],"nested":[[1,2],[3,[4]]],"single":[7],"none":[],"empty":"","text":"Hello, World","flag":true,"nil":null}]""")]
    [InlineData("$sum(%)", "S0217 function")]
    [InlineData("orders.$sum(lines.(price * %.%.flag))", "T2002 *")]
    public void The_percent_sign_is_the_object_that_holds_the_value(string expression, string outcome) =>
        Assert.Equal(outcome, Sample.Outcome(expression));

    [Theory]
    [InlineData("""orders@$o.lines.{"o": $o.id}""", "nothing")]
    [InlineData("orders@$o.customer.name", """["Ann","Ann"]""")]
    [InlineData("orders@$o.$o.id", """["o1","o2"]""")]
    [InlineData("""orders.lines@$l.{"id": id, "sku": $l.sku}""", """[{"id":"o1","sku":"hat"},{"id":"o1","sku":"cap"},{"id":"o2","sku":"hat"},{"id":"o2","sku":"coat"}]""")]
    [InlineData("orders@$o.numbers@$n[$n = 1].[$o.id, $n]", """["o1",1,"o2",1]""")]
    [InlineData("orders@$o.orders@$p[$o.id != $p.id].($o.id & $p.id)", """["o1o2","o2o1"]""")]
    [InlineData("numbers@$a.numbers@$b[$a < $b].[$a,$b]", "[1,3,1,2,2,3]")]
    [InlineData("orders@$o{$o.id: $count($o.lines)}", """{"o1":2,"o2":2}""")]
    public void An_at_sign_binds_the_value_and_stays_where_it_was(string expression, string outcome) =>
        Assert.Equal(outcome, Sample.Outcome(expression));

    [Theory]
    [InlineData("numbers#$i.[$, $i]", "[3,0,1,1,2,2]")]
    [InlineData("numbers#$i[$i > 0]", "[1,2]")]
    [InlineData("orders#$o.lines#$l.[$o, $l, sku]", """[0,0,"hat",0,1,"cap",1,0,"hat",1,1,"coat"]""")]
    [InlineData("orders.lines#$l.($l & sku)", """["0hat","1cap","0hat","1coat"]""")]
    [InlineData("orders.lines[price > 25]#$i.($i & sku)", """["0hat","1hat","2coat"]""")]
    [InlineData("orders@$o#$i.$o.id^(>$i).$", """["o2","o1"]""")]
    [InlineData("numbers^($)#$i.[$i,$]", "[0,1,1,2,2,3]")]
    [InlineData("single#$i.$i", "0")]
    [InlineData("numbers#$i.$i", "[0,1,2]")]
    public void A_hash_sign_binds_the_position(string expression, string outcome) =>
        Assert.Equal(outcome, Sample.Outcome(expression));
}
