using Ensemble.StepFunctions.Execution;
using Ensemble.StepFunctions.Json;
using Ensemble.StepFunctions.Language.Paths;

namespace Ensemble.StepFunctions.Tests.Language;

public sealed class JsonPathTests
{
    private const string Store = """
        {"book":[{"title":"A","price":8.95,"isbn":"1"},{"title":"B","price":12},{"title":"C","price":22.99,"tags":["x","y"]}],"limit":10,"odd name":1,"none":null,"ümlaut":2}
        """;

    private static readonly JsonValue Input = JsonValue.Parse(Store);

    [Theory]
    [InlineData("$", Store)]
    [InlineData("$.limit", "10")]
    [InlineData("$.none", "null")]
    [InlineData("$['odd name']", "1")]
    [InlineData("$[\"odd name\"]", "1")]
    [InlineData("$.ümlaut", "2")]
    [InlineData("$.book[0].title", "\"A\"")]
    [InlineData("$.book[-1].title", "\"C\"")]
    [InlineData("$['book'][1]['title']", "\"B\"")]
    [InlineData("$['limit','none','absent']", """{"limit":10,"none":null}""")]
    [InlineData("$.book[0]['title','price'].length()", "2")]
    [InlineData("$['limit','book'][0].title", """["A"]""")]
    [InlineData("$.book[*].title", """["A","B","C"]""")]
    [InlineData("$.book[0,2].title", """["A","C"]""")]
    [InlineData("$.book[0, -1].title", """["A","C"]""")]
    [InlineData("$.book[1:].title", """["B","C"]""")]
    [InlineData("$.book[:-1].title", """["A","B"]""")]
    [InlineData("$.book[-2:].title", """["B","C"]""")]
    [InlineData("$.book[0:3:2].title", """["A","C"]""")]
    [InlineData("$.book[1:3:2147483647].title", """["B"]""")]
    [InlineData("$.book[5:].title", "[]")]
    [InlineData("$..title", """["A","B","C"]""")]
    [InlineData("$..book[0].title", """["A"]""")]
    [InlineData("$.limit.*", "[]")]
    [InlineData("$.book.length()", "3")]
    [InlineData("$.book[2].tags.first()", "\"x\"")]
    [InlineData("$.book[*].price.max()", "22.99")]
    [InlineData("$..price.sum()", "43.94")]
    [InlineData("$.book[0].keys()", """["title","price","isbn"]""")]
    public void A_path_leads_to_what_Jayways_leads_to(string path, string expected) =>
        Assert.Equal(JsonValue.Parse(expected).ToJson(), Read(path).Find(Input).ToJson());

    [Fact]
    public void A_statistic_beyond_all_numbers_is_none() => Assert.False(Read("$.max()").TryFind(JsonValue.Parse("[1,1e999]"), out _));

    [Theory]
    [InlineData("@.isbn", "A")]
    [InlineData("!@.isbn", "BC")]
    [InlineData("@.price < 10", "A")]
    [InlineData("@.price <= 12", "AB")]
    [InlineData("@.price > $.limit", "BC")]
    [InlineData("@.price >= 12 && @.title != 'C'", "B")]
    [InlineData("@.title == 'A' || @.title == 'C'", "AC")]
    [InlineData("(@.title == 'A' || @.title == 'C') && @.tags", "C")]
    [InlineData("!(@.title == 'A')", "BC")]
    [InlineData("@.title in ['A','B']", "AB")]
    [InlineData("@.title nin ['A','B']", "C")]
    [InlineData("@.tags contains 'y'", "C")]
    [InlineData("@.tags size 2", "C")]
    [InlineData("@.tags empty false", "C")]
    [InlineData("@.title =~ /[ab]/i", "AB")]
    [InlineData("@.title =~ /[ab]/", "")]
    [InlineData("@.price == 'A'", "")]
    [InlineData("@['title'] === \"B\"", "B")]
    public void A_filter_selects_what_satisfies_it(string filter, string titles) =>
        Assert.Equal(titles, string.Concat(((JsonArray)Read($"$.book[?({filter})].title").Find(Input)).Select(item => ((JsonString)item).Value)));

    [Theory]
    [InlineData("$.no", "No results for path: $['no']")]
    [InlineData("$.no.more", "Missing property in path $['no']")]
    [InlineData("$.book[3]", "No results for path: $['book'][3]")]
    [InlineData("$.limit.x", "Expected to find an object with property ['x'] in path $['limit'] but found 'com.fasterxml.jackson.databind.node.IntNode'. This is not a json object according to the JsonProvider: 'com.jayway.jsonpath.spi.json.JacksonJsonNodeJsonProvider'.")]
    [InlineData("$.limit[0]", "Filter: [0] can only be applied to arrays. Current context is: 10")]
    [InlineData("$.book[*].title.max()", "No results for path: $['book'][*]['title'].max()")]
    public void A_definite_path_that_leads_nowhere_says_where_it_ended(string path, string message)
    {
        Assert.Equal(message, Assert.Throws<PathException>(() => Read(path).Find(Input)).Message);
        Assert.False(Read(path).TryFind(Input, out _));
    }

    [Theory]
    [InlineData("", "Syntax error at 1:1: '$' is missing at the end")]
    [InlineData("limit", "Syntax error at 1:1: '$' is expected instead of 'l'")]
    [InlineData("$.", "Syntax error at 1:3: a name is missing")]
    [InlineData("$..", "Syntax error at 1:4: a name is missing")]
    [InlineData("$.a b", "Syntax error at 1:4: unexpected ' '")]
    [InlineData("$[", "Syntax error at 1:3: an index is missing")]
    [InlineData("$[0", "Syntax error at 1:4: ']' is missing at the end")]
    [InlineData("$[99999999999]", "Syntax error at 1:14: an index is missing")]
    [InlineData("$[0:5:0]", "Syntax error at 1:8: a slice must go forward")]
    [InlineData("$['a", "Syntax error at 1:5: ''' is missing at the end")]
    [InlineData("$[?(@.a == )]", "Syntax error at 1:12: a value is missing")]
    [InlineData("$[?(@.a == NaN)]", "Syntax error at 1:15: a value is missing")]
    [InlineData("$.a.length().b", "Syntax error at 1:13: a function ends a path")]
    public void What_is_no_path_is_refused_with_its_place(string text, string expected)
    {
        Assert.False(JsonPath.TryParse(text, out _, out var fault));
        Assert.Equal(expected, fault);
    }

    [Theory]
    [InlineData("$", true)]
    [InlineData("$.a['b'][0]", true)]
    [InlineData("$.a[-1]", false)]
    [InlineData("$.a[*]", false)]
    [InlineData("$..a", false)]
    [InlineData("$['a','b']", false)]
    [InlineData("$.a.length()", false)]
    [InlineData("$$.a", false)]
    [InlineData("$name.a", false)]
    public void A_Reference_Path_is_made_of_single_names_and_indexes_from_the_input(string path, bool isReference) =>
        Assert.Equal(isReference, Read(path).IsReference);

    [Fact]
    public void A_path_begins_at_the_input_the_context_or_a_variable()
    {
        Assert.Equal(PathRoot.Input, Read("$.a").Root);
        Assert.Equal(PathRoot.Context, Read("$$.a").Root);
        Assert.Equal((PathRoot.Variable, "name"), (Read("$name[0]").Root, Read("$name[0]").Variable));
    }

    [Theory]
    [InlineData("""{"a":1}""", "$", "7")]
    [InlineData("""{"a":1}""", "$.a", """{"a":7}""")]
    [InlineData("""{"a":1}""", "$.b.c", """{"a":1,"b":{"c":7}}""")]
    [InlineData("""{"a":[1,2]}""", "$.a[1]", """{"a":[1,7]}""")]
    [InlineData("""{"a":[{}]}""", "$.a[0].b", """{"a":[{"b":7}]}""")]
    public void A_value_is_put_where_a_Reference_Path_points(string input, string path, string expected) =>
        Assert.Equal(expected, ReferencePath.Put(JsonValue.Parse(input), Read(path), 7).ToJson());

    [Theory]
    [InlineData("""{"a":1}""", "$.a.b", "Unable to apply step \"b\" to input 1")]
    [InlineData("""{"a":[1]}""", "$.a[1]", "Unable to apply step \"1\" to input [1]")]
    [InlineData("[1]", "$.a", "Unable to apply step \"a\" to input [1]")]
    [InlineData("{}", "$.a[0]", "Unable to apply step \"0\" to input null")]
    public void A_value_cannot_be_put_where_nothing_can_be(string input, string path, string message) =>
        Assert.Equal(message, Assert.Throws<PathException>(() => ReferencePath.Put(JsonValue.Parse(input), Read(path), 7)).Message);

    [Theory]
    [InlineData("$", ".a", 200_000, "a path may have 1000 steps")]
    [InlineData("$", "[*]", 200_000, "a path may have 1000 steps")]
    [InlineData("$", "[?(@", 200_000, "the condition is nested too deeply")]
    [InlineData("$[?(", "(", 200_000, "the condition is nested too deeply")]
    [InlineData("$[?(", "!", 200_000, "the condition is nested too deeply")]
    public void A_path_cannot_be_so_long_that_it_does_harm(string head, string part, int count, string fault)
    {
        Assert.False(JsonPath.TryParse(head + string.Concat(Enumerable.Repeat(part, count)), out _, out var actual));
        Assert.EndsWith(fault, actual, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(" || ")]
    [InlineData(" && ")]
    public void A_condition_may_have_any_number_of_parts(string joint) =>
        Assert.Equal(joint == " || " ? 3 : 0, ((JsonArray)Read($"$.book[?({string.Join(joint, Enumerable.Repeat("@.absent", 100_000))}{joint}@.title)]").Find(Input)).Count);

    [Theory]
    [InlineData("$..*..*..*..*")]
    [InlineData("$..[?(@..[?(@..[?(@..[?(@.x == 1)])])])]")]
    public void A_search_that_multiplies_what_it_finds_is_given_up(string path)
    {
        var nested = JsonValue.Parse(new string('[', 900) + new string(']', 900));

        Assert.Contains("leads to more than", Assert.Throws<StatesException>(() => Read(path).Find(nested)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_regular_expression_that_takes_too_long_is_given_up()
    {
        var input = JsonValue.Parse($"[\"{new string('a', 40)}!\"]");

        Assert.Contains("takes too long", Assert.Throws<StatesException>(() => Read("$[?(@ =~ /(a+)+b/)]").Find(input)).Message, StringComparison.Ordinal);
    }

    private static JsonPath Read(string text) => JsonPath.TryParse(text, out var path, out var fault) ? path : throw new FormatException(fault);
}
