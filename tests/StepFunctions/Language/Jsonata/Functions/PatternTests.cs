namespace Ensemble.StepFunctions.Tests.Language.Jsonata.Functions;

/// <summary>Regular expressions are those of ECMAScript.</summary>
public sealed class PatternTests
{
    [Theory]
    [InlineData("$match('ababbabbcc', /a(b+)/)", """[{"match":"ab","index":0,"groups":["b"]},{"match":"abb","index":2,"groups":["bb"]},{"match":"abb","index":5,"groups":["bb"]}]""")]
    [InlineData("$match('ababbabbcc', /a(b+)/, 1)", """{"match":"ab","index":0,"groups":["b"]}""")]
    [InlineData("$match('abc', /x/)", "nothing")]
    [InlineData("$match('abc', /a/, 0)", "nothing")]
    [InlineData("$match('abc', /a/, -1)", "D3040 match")]
    [InlineData("$match('ab', /(a)|(b)/)", """[{"match":"a","index":0,"groups":["a",null]},{"match":"b","index":1,"groups":[null,"b"]}]""")]
    [InlineData("$match('ab', /(?<x>a)(?:b)/)", """{"match":"ab","index":0,"groups":["a"]}""")]
    [InlineData("$match(missing, /a/)", "nothing")]
    [InlineData("$match('AbC', /b/i)", """{"match":"b","index":1,"groups":[]}""")]
    [InlineData("""$match('a\nb', /^b/m)""", """{"match":"b","index":2,"groups":[]}""")]
    [InlineData("$match('abc', 'a')", "T0410 match")]
    [InlineData("/b+/('abbc').match", "\"bb\"")]
    [InlineData("/b/('abcb').next().start", "3")]
    public void Matches_tell_their_place_and_groups(string expression, string outcome) =>
        Assert.Equal(outcome, Sample.Outcome(expression));

    [Theory]
    [InlineData("$contains('abracadabra', 'bra')", "true")]
    [InlineData("$contains('abracadabra', /a.*a/)", "true")]
    [InlineData("$contains('abc', 'x')", "false")]
    [InlineData("$contains('abc', /X/i)", "false")]
    [InlineData("$contains('abc', '')", "true")]
    [InlineData("$contains(missing, 'a')", "nothing")]
    [InlineData("$contains('abc', 5)", "T0410 contains")]
    [InlineData("$contains('abc', /x*/)", "true")]
    [InlineData("$filter(['ab','b'], /^a/)", "\"ab\"")]
    public void Contains_takes_a_text_or_a_pattern(string expression, string outcome) =>
        Assert.Equal(outcome, Sample.Outcome(expression));

    [Theory]
    [InlineData("""$replace('John Smith', /(\w+)\s(\w+)/, '$2, $1')""", "\"Smith, John\"")]
    [InlineData("$replace('abc', /b/, '[$0]')", "\"a[b]c\"")]
    [InlineData("$replace('265USD', /([0-9]+)USD/, '$$$1')", "\"$265\"")]
    [InlineData("$replace('abc', /(b)/, '$1$2')", "\"abc\"")]
    [InlineData("$replace('abc', /(b)/, '$12')", "\"ab2c\"")]
    [InlineData("$replace('abc', /b/, '$1')", "\"ac\"")]
    [InlineData("$replace('abc', /b/, '$x')", "\"a$xc\"")]
    [InlineData("$replace('aaa', 'a', 'b', 2)", "\"bba\"")]
    [InlineData("$replace('aaa', 'a', '$0')", "\"$0$0$0\"")]
    [InlineData("$replace('aaa', '', 'b')", "D3010 replace")]
    [InlineData("$replace('aaa', 'a', 'b', -1)", "D3011 replace")]
    [InlineData("$replace('aaa', /a/, 'b', 0)", "\"aaa\"")]
    [InlineData("""$replace('temperature 68F', /(\d+)F/, function($m){($number($m.groups[0]) - 32) * 5 / 9 & 'C'})""", "\"temperature 20C\"")]
    [InlineData("$replace('abc', /b/, function($m){5})", "D3012 replace")]
    [InlineData("$replace('abc', /x/, missing)", "\"abc\"")]
    [InlineData("$replace(missing, 'a', 'b')", "nothing")]
    [InlineData("$replace('a.b', '.', '-')", "\"a-b\"")]
    public void Replacements_may_name_groups_or_be_made_by_a_function(string expression, string outcome) =>
        Assert.Equal(outcome, Sample.Outcome(expression));

    [Theory]
    [InlineData("$match('abc', /x*/)", "D1004 match")]
    [InlineData("$replace('abc', /x*/, '-')", "D1004 replace")]
    [InlineData("$split('abc', /x*/)", "D1004 split")]
    [InlineData("$match('abc', /$/)", """{"match":"","index":3,"groups":[]}""")]
    public void A_second_match_of_nothing_is_an_error(string expression, string outcome) =>
        Assert.Equal(outcome, Sample.Outcome(expression));

    [Theory]
    [InlineData("""$contains('é', /\w/)""", "false")]
    [InlineData("""$contains('٣', /\d/)""", "false")]
    [InlineData("""$contains('é', /\W/)""", "true")]
    [InlineData("""$contains('\ufeff', /\s/)""", "true")]
    [InlineData("""$contains('\u00a0', /\S/)""", "false")]
    [InlineData("""$contains('a\n', /a$/)""", "false")]
    [InlineData("""$contains('a\nb', /a$/m)""", "true")]
    [InlineData("""$contains('a\rb', /a.b/)""", "false")]
    [InlineData("""$contains('a\u2028b', /^b/m)""", "true")]
    [InlineData("""$contains('aéb', /a\b/)""", "true")]
    [InlineData("$contains('x', /[^]/)", "true")]
    [InlineData("$contains('x', /[]/)", "false")]
    [InlineData("""$contains(']', /[\]]/)""", "true")]
    [InlineData("$contains('[', /[[]/)", "S0302")]
    [InlineData("""$contains('a-b', /[\w-]b/)""", "true")]
    [InlineData("""$contains('/', /[\/]/)""", "true")]
    [InlineData("""$contains('é', /[^\w\s]/)""", "true")]
    [InlineData("""$contains('\t', /[\W]/)""", "true")]
    public void Classes_are_those_of_ASCII_and_lines_end_as_in_ECMAScript(string expression, string outcome) =>
        Assert.Equal(outcome, Sample.Outcome(expression));

    [Theory]
    [InlineData("""$contains('aa', /(a)\1/)""", "true")]
    [InlineData("""$contains('ab', /(a)\1/)""", "false")]
    [InlineData("""$contains('b', /(a)?\1b/)""", "true")]
    [InlineData("""$contains('xx', /(?<n>x)\k<n>/)""", "true")]
    [InlineData("""$contains('A', /\A/)""", "true")]
    [InlineData("""$contains('Z', /\Z/)""", "true")]
    [InlineData("""$contains('\u0041', /\x41/)""", "true")]
    [InlineData("""$contains('A', /\u0041/)""", "true")]
    [InlineData("""$contains('u', /\u/)""", "true")]
    [InlineData("""$contains('a', /(a)|\2/)""", "true")]
    [InlineData("""$contains('p{L}', /\p{L}/)""", "true")]
    [InlineData("$contains('ab', /(?<=a)b/)", "true")]
    [InlineData("$contains('ab', /(?<!a)b/)", "false")]
    [InlineData("$contains('ac', /a(?!b)/)", "true")]
    [InlineData("$contains('aaa', /^a{2,3}?$/)", "true")]
    [InlineData("$contains('a', /(?:a/)", "S0302")]
    [InlineData("$contains('a', /a**/)", "S0201 a**")]
    public void Escapes_and_references_are_read_as_ECMAScript_reads_them(string expression, string outcome) =>
        Assert.Equal(outcome, Sample.Outcome(expression));
}
