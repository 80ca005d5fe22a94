namespace Ensemble.StepFunctions.Tests.Language.Jsonata.Expressions;

/// <summary>Operators.</summary>
public sealed class OperatorTests
{
    [Theory]
    [InlineData("7 + 2", "9")]
    [InlineData("7 - 2", "5")]
    [InlineData("7 * 2", "14")]
    [InlineData("7 / 2", "3.5")]
    [InlineData("7 % 4", "3")]
    [InlineData("-7 % 4", "-3")]
    [InlineData("7.5 % 2", "1.5")]
    [InlineData("0.1 + 0.2", "0.30000000000000004")]
    [InlineData("1 + missing", "nothing")]
    [InlineData("missing * 2", "nothing")]
    [InlineData("-missing", "nothing")]
    [InlineData("- (3)", "-3")]
    [InlineData("1 + '1'", "T2002 +")]
    [InlineData("'1' + 1", "T2001 +")]
    [InlineData("1 - null", "T2002 -")]
    [InlineData("true * 1", "T2001 *")]
    [InlineData("[1] + 1", "T2001 +")]
    [InlineData("numbers + 1", "T2001 +")]
    [InlineData("-\"a\"", "D1002 -")]
    [InlineData("-true", "D1002 -")]
    [InlineData("1 / 0 + 1", "D1001 +")]
    public void Arithmetic_takes_numbers_and_nothing_makes_nothing(string expression, string outcome) =>
        Assert.Equal(outcome, Sample.Outcome(expression));

    [Theory]
    [InlineData("1 = 1.0", "true")]
    [InlineData("'1' = 1", "false")]
    [InlineData("[1,[2]] = [1,[2]]", "true")]
    [InlineData("""{"a":1,"b":2} = {"b":2,"a":1}""", "true")]
    [InlineData("[1,2] != [2,1]", "true")]
    [InlineData("null = null", "true")]
    [InlineData("missing = missing", "false")]
    [InlineData("missing != 1", "false")]
    [InlineData("[] = []", "true")]
    [InlineData("$sum = $sum", "true")]
    [InlineData("single = 7", "false")]
    [InlineData("[7] = single", "true")]
    public void Values_are_equal_if_they_are_deeply_the_same(string expression, string outcome) =>
        Assert.Equal(outcome, Sample.Outcome(expression));

    [Theory]
    [InlineData("1 < 2", "true")]
    [InlineData("2 <= 2", "true")]
    [InlineData("3 > 4", "false")]
    [InlineData("3 >= 4", "false")]
    [InlineData("'a' < 'b'", "true")]
    [InlineData("'B' < 'a'", "true")]
    [InlineData("'10' < '9'", "true")]
    [InlineData("1 < missing", "nothing")]
    [InlineData("missing > 1", "nothing")]
    [InlineData("'1' < 2", "T2009 <")]
    [InlineData("null < 1", "T2010 <")]
    [InlineData("1 >= [1]", "T2010 >=")]
    [InlineData("true > false", "T2010 >")]
    [InlineData("missing < null", "T2010 <")]
    public void Order_is_that_of_numbers_or_of_the_units_of_strings(string expression, string outcome) =>
        Assert.Equal(outcome, Sample.Outcome(expression));

    [Theory]
    [InlineData("1 in [1,2]", "true")]
    [InlineData("3 in [1,2]", "false")]
    [InlineData("'a' in 'a'", "true")]
    [InlineData("'a' in 'abc'", "false")]
    [InlineData("missing in [1]", "false")]
    [InlineData("1 in missing", "false")]
    [InlineData("[1] in [[1]]", "false")]
    [InlineData("""{"a":1} in [{"a":1}]""", "false")]
    [InlineData("null in [null]", "true")]
    [InlineData("numbers in nested", "false")]
    [InlineData("orders[0] in orders", "true")]
    public void In_looks_for_a_value_in_an_array_or_in_what_counts_as_one(string expression, string outcome) =>
        Assert.Equal(outcome, Sample.Outcome(expression));

    [Theory]
    [InlineData("'a' and 1", "true")]
    [InlineData("0 or \"\"", "false")]
    [InlineData("[0] or {}", "false")]
    [InlineData("""[0,1] and {"a":0}""", "true")]
    [InlineData("missing or true", "true")]
    [InlineData("missing and true", "false")]
    [InlineData("""false and (1 + "a")""", "false")]
    [InlineData("""true or (1 + "a")""", "true")]
    [InlineData("null or [[]]", "false")]
    [InlineData("$sum or false", "false")]
    [InlineData("""true and (1 + "a")""", "T2002 and")]
    [InlineData("""false or $number("x")""", "D3030 or")]
    public void And_and_or_take_what_counts_as_true_and_stop_early(string expression, string outcome) =>
        Assert.Equal(outcome, Sample.Outcome(expression));

    [Theory]
    [InlineData("'a' & 1", "\"a1\"")]
    [InlineData("1 & true & null", "\"1truenull\"")]
    [InlineData("'[' & [1,2] & ']'", "\"[[1,2]]\"")]
    [InlineData("{'a':1} & ''", "\"{\\\"a\\\":1}\"")]
    [InlineData("missing & 'a'", "\"a\"")]
    [InlineData("missing & missing", "\"\"")]
    [InlineData("1e21 & \"\"", "\"1e+21\"")]
    [InlineData("0.1 + 0.2 & \"\"", "\"0.3\"")]
    [InlineData("$sum & \"f\"", "\"f\"")]
    [InlineData("single & \"\"", "\"[7]\"")]
    public void Ampersand_joins_texts_of_all_things(string expression, string outcome) =>
        Assert.Equal(outcome, Sample.Outcome(expression));

    [Theory]
    [InlineData("[1..3]", "[1,2,3]")]
    [InlineData("[3..1]", "[]")]
    [InlineData("[-1..1]", "[-1,0,1]")]
    [InlineData("[1..1]", "[1]")]
    [InlineData("[1..2, 5..6]", "[1,2,5,6]")]
    [InlineData("[1e20..1e20]", "[100000000000000000000]")]
    [InlineData("($few := [2..4]; [$few, $few[1], $append($few, 5)])", "[2,3,4,3,2,3,4,5]")]
    [InlineData("[2..4][-1]", "4")]
    [InlineData("[1..missing]", "[]")]
    [InlineData("[missing..3]", "[]")]
    [InlineData("[1.5..3]", "T2003 ..")]
    [InlineData("[1..'3']", "T2004 ..")]
    [InlineData("[0..10000000]", "D2014 ..")]
    [InlineData("[1..1e20]", "D2014 ..")]
    [InlineData("[1..3].($ * 2)", "[2,4,6]")]
    public void Ranges_are_integers_from_one_to_another(string expression, string outcome) =>
        Assert.Equal(outcome, Sample.Outcome(expression));

    [Theory]
    [InlineData("1 ? 'yes' : 'no'", "\"yes\"")]
    [InlineData("0 ? 'yes' : 'no'", "\"no\"")]
    [InlineData("missing ? 1", "nothing")]
    [InlineData("missing ? 1 : 2", "2")]
    [InlineData("'' ?: 'default'", "\"default\"")]
    [InlineData("0 ?? 'default'", "0")]
    [InlineData("missing ?? 'default'", "\"default\"")]
    [InlineData("null ?? 'default'", "null")]
    [InlineData("none ?: 'e'", "\"e\"")]
    [InlineData("numbers[9] ?? numbers[0]", "3")]
    [InlineData("customer.name ?: 'x'", "\"Ann\"")]
    public void Conditions_choose_and_defaults_stand_in(string expression, string outcome) =>
        Assert.Equal(outcome, Sample.Outcome(expression));
}
