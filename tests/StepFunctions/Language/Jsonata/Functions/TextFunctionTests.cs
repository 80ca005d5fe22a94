namespace Ensemble.StepFunctions.Tests.Language.Jsonata.Functions;

/// <summary>Functions of texts.</summary>
public sealed class TextFunctionTests
{
    [Theory]
    [InlineData("$string(5)", "\"5\"")]
    [InlineData("""$string("a")""", "\"a\"")]
    [InlineData("$string(true)", "\"true\"")]
    [InlineData("$string(null)", "\"null\"")]
    [InlineData("""$string([1,"a",{"b":null}])""", "\"[1,\\\"a\\\",{\\\"b\\\":null}]\"")]
    [InlineData("$string(customer)", "\"{\\\"name\\\":\\\"Ann\\\",\\\"tags\\\":[\\\"new\\\"]}\"")]
    [InlineData("$string(missing)", "nothing")]
    [InlineData("$string($sum)", "\"\"")]
    [InlineData("$string([$sum])", "\"[\\\"\\\"]\"")]
    [InlineData("$string(1e21)", "\"1e+21\"")]
    [InlineData("$string(123456789012345680000)", "\"123456789012345680000\"")]
    [InlineData("$string(1/3)", "\"0.333333333333333\"")]
    [InlineData("$string([0.1 + 0.2])", "\"[0.3]\"")]
    [InlineData("""$string({"a":[1,{"b":2}],"c":[],"d":{}}, true)""", "\"{\\n  \\\"a\\\": [\\n    1,\\n    {\\n      \\\"b\\\": 2\\n    }\\n  ],\\n  \\\"c\\\": [],\\n  \\\"d\\\": {}\\n}\"")]
    [InlineData("""$string("é\u0001\"")""", "\"é\\u0001\\\"\"")]
    [InlineData("$string(1/0)", "D3001 string")]
    [InlineData("numbers.$string()", """["3","1","2"]""")]
    [InlineData("$string()~> $length > 0", "true")]
    public void Everything_has_a_text(string expression, string outcome) =>
        Assert.Equal(outcome, Sample.Outcome(expression));

    [Theory]
    [InlineData("""$length("a😀b")""", "3")]
    [InlineData("""$length("")""", "0")]
    [InlineData("$length(missing)", "nothing")]
    [InlineData("text.$length()", "12")]
    [InlineData("$length(5)", "T0410 length")]
    [InlineData("""$substring("a😀b", 1, 1)""", "\"😀\"")]
    [InlineData("""$substring("hello", 1)""", "\"ello\"")]
    [InlineData("""$substring("hello", -3)""", "\"llo\"")]
    [InlineData("""$substring("hello", -3, 2)""", "\"ll\"")]
    [InlineData("""$substring("hello", -9, 2)""", "\"he\"")]
    [InlineData("""$substring("hello", 9)""", "\"\"")]
    [InlineData("""$substring("hello", 1, -1)""", "\"\"")]
    [InlineData("""$substring("hello", 1.5, 1.5)""", "\"el\"")]
    [InlineData("""$substring("hello", missing)""", "\"hello\"")]
    [InlineData("""$substring("hello", 0, 0)""", "\"\"")]
    [InlineData("$substring(5, 1)", "T0411 substring")]
    [InlineData("""$pad("a", 3)""", "\"a  \"")]
    [InlineData("""$pad("a", -3, "xy")""", "\"xya\"")]
    [InlineData("""$pad("a😀", 5, "😀-")""", "\"a😀😀-😀\"")]
    [InlineData("""$pad("abc", 2)""", "\"abc\"")]
    [InlineData("""$pad("a", 3, "")""", "\"a  \"")]
    [InlineData("""$pad("a", missing)""", "\"a\"")]
    [InlineData("$pad(missing, 3)", "nothing")]
    public void Lengths_and_parts_count_code_points(string expression, string outcome) =>
        Assert.Equal(outcome, Sample.Outcome(expression));

    [Theory]
    [InlineData("$substringBefore('a-b-c', '-')", "\"a\"")]
    [InlineData("$substringAfter('a-b-c', '-')", "\"b-c\"")]
    [InlineData("$substringBefore('abc', 'x')", "\"abc\"")]
    [InlineData("$substringAfter('abc', 'x')", "\"abc\"")]
    [InlineData("$substringBefore('abc', '')", "\"\"")]
    [InlineData("$substringAfter('abc', '')", "\"abc\"")]
    [InlineData("$substringBefore('abc', missing)", "\"abc\"")]
    [InlineData("$substringAfter(missing, 'a')", "nothing")]
    [InlineData("text.$substringBefore(',')", "\"Hello\"")]
    [InlineData("numbers.$substringBefore('a')", "T0411 substringBefore")]
    public void Texts_are_cut_where_another_is_found(string expression, string outcome) =>
        Assert.Equal(outcome, Sample.Outcome(expression));

    [Theory]
    [InlineData("$uppercase('aé')", "\"AÉ\"")]
    [InlineData("$lowercase('AÉ')", "\"aé\"")]
    [InlineData("""$trim('  a \n\t b  ')""", "\"a b\"")]
    [InlineData("$trim('')", "\"\"")]
    [InlineData("$uppercase(missing)", "nothing")]
    [InlineData("$uppercase(5)", "T0410 uppercase")]
    [InlineData("text.$uppercase()", "\"HELLO, WORLD\"")]
    [InlineData("$map(['a','b'], $uppercase)", """["A","B"]""")]
    public void Case_and_blanks_are_changed(string expression, string outcome) =>
        Assert.Equal(outcome, Sample.Outcome(expression));

    [Theory]
    [InlineData("$split('a,b,c', ',')", """["a","b","c"]""")]
    [InlineData("$split('a,b,c', ',', 2)", """["a","b"]""")]
    [InlineData("$split('a,b,c', ',', 0)", "[]")]
    [InlineData("$split('abc', '')", """["a","b","c"]""")]
    [InlineData("$split('', ',')", """[""]""")]
    [InlineData("$split('a,b', ',', -1)", "D3020 split")]
    [InlineData("$split('abc', '', 2)", """["a","b"]""")]
    [InlineData("$split(missing, ',')", "nothing")]
    [InlineData("""$split('a1b22c', /\d+/)""", """["a","b","c"]""")]
    [InlineData("""$split('a1b22c', /\d/, 2)""", """["a","b"]""")]
    [InlineData("$split('abc', /x/)", """["abc"]""")]
    [InlineData("$join(['a','b'])", "\"ab\"")]
    [InlineData("$join(['a','b'], '-')", "\"a-b\"")]
    [InlineData("$join('a', '-')", "\"a\"")]
    [InlineData("$join([], '-')", "\"\"")]
    [InlineData("$join([1], '-')", "T0412 join")]
    [InlineData("$join(missing, '-')", "nothing")]
    public void Texts_are_split_and_joined(string expression, string outcome) =>
        Assert.Equal(outcome, Sample.Outcome(expression));

    [Theory]
    [InlineData("$base64encode('hello:world')", "\"aGVsbG86d29ybGQ=\"")]
    [InlineData("$base64decode('aGVsbG86d29ybGQ=')", "\"hello:world\"")]
    [InlineData("$base64decode('aGVsbG8')", "\"hello\"")]
    [InlineData("$base64decode('aGVs bG8=')", "\"hello\"")]
    [InlineData("$base64encode('')", "\"\"")]
    [InlineData("$encodeUrlComponent('?x=é&y=1/2')", "\"%3Fx%3D%C3%A9%26y%3D1%2F2\"")]
    [InlineData("$encodeUrl('https://x.y/a b?c=é#d')", "\"https://x.y/a%20b?c=%C3%A9#d\"")]
    [InlineData("$decodeUrlComponent('%3Fx%3D%C3%A9')", "\"?x=é\"")]
    [InlineData("$decodeUrl('a%20b%3F')", "\"a b%3F\"")]
    [InlineData("$decodeUrl('%E0%A4%A')", "D3140 decodeUrl")]
    [InlineData("""$encodeUrl('\ud800')""", "D3140 encodeUrl")]
    [InlineData("$base64encode(missing)", "nothing")]
    public void Texts_are_encoded_and_decoded(string expression, string outcome) =>
        Assert.Equal(outcome, Sample.Outcome(expression));
}
