using Ensemble.StepFunctions.Json;
using Ensemble.StepFunctions.Language.Choices;

namespace Ensemble.StepFunctions.Tests.Language;

public sealed class ComparisonOperatorTests
{
    [Fact]
    public void Every_operator_of_the_language_is_there() => Assert.Equal(
        """
        BooleanEquals BooleanEqualsPath IsBoolean IsNull IsNumeric IsPresent IsString IsTimestamp
        NumericEquals NumericEqualsPath NumericGreaterThan NumericGreaterThanEquals NumericGreaterThanEqualsPath NumericGreaterThanPath
        NumericLessThan NumericLessThanEquals NumericLessThanEqualsPath NumericLessThanPath
        StringEquals StringEqualsPath StringGreaterThan StringGreaterThanEquals StringGreaterThanEqualsPath StringGreaterThanPath
        StringLessThan StringLessThanEquals StringLessThanEqualsPath StringLessThanPath StringMatches
        TimestampEquals TimestampEqualsPath TimestampGreaterThan TimestampGreaterThanEquals TimestampGreaterThanEqualsPath TimestampGreaterThanPath
        TimestampLessThan TimestampLessThanEquals TimestampLessThanEqualsPath TimestampLessThanPath
        """.ReplaceLineEndings(" "),
        string.Join(' ', ComparisonOperator.All.Keys.Order(StringComparer.Ordinal)));

    [Theory]
    [InlineData("StringEquals", "\"a\"", "\"a\"", true)]
    [InlineData("StringEquals", "1", "\"1\"", false)]
    [InlineData("StringLessThan", "\"B\"", "\"a\"", true)]
    [InlineData("StringLessThan", "\"a\"", "\"a\"", false)]
    [InlineData("StringLessThanEquals", "\"a\"", "\"a\"", true)]
    [InlineData("StringGreaterThan", "\"ä\"", "\"z\"", true)]
    [InlineData("StringGreaterThanEqualsPath", "\"b\"", "\"a\"", true)]
    [InlineData("NumericEquals", "1.0", "1", true)]
    [InlineData("NumericEquals", "\"1\"", "1", false)]
    [InlineData("NumericLessThan", "-1", "0", true)]
    [InlineData("NumericLessThanPath", "0", "\"1\"", false)]
    [InlineData("NumericGreaterThanEquals", "2", "2", true)]
    [InlineData("BooleanEquals", "true", "true", true)]
    [InlineData("BooleanEquals", "false", "true", false)]
    [InlineData("BooleanEqualsPath", "0", "false", false)]
    [InlineData("TimestampEquals", "\"2024-01-01T02:00:00+02:00\"", "\"2024-01-01T00:00:00Z\"", true)]
    [InlineData("TimestampLessThan", "\"2024-01-01T00:00:00Z\"", "\"2024-01-01T00:00:00.5Z\"", true)]
    [InlineData("TimestampGreaterThan", "\"yesterday\"", "\"2024-01-01T00:00:00Z\"", false)]
    [InlineData("IsNull", "null", "true", true)]
    [InlineData("IsNull", "0", "false", true)]
    [InlineData("IsString", "\"\"", "true", true)]
    [InlineData("IsNumeric", "\"1\"", "true", false)]
    [InlineData("IsBoolean", "false", "true", true)]
    [InlineData("IsTimestamp", "\"2024-01-01T00:00:00Z\"", "true", true)]
    [InlineData("IsTimestamp", "\"2024-01-01\"", "true", false)]
    public void An_operator_holds_only_between_values_of_its_type(string name, string value, string operand, bool holds) =>
        Assert.Equal(holds, ComparisonOperator.All[name].Holds(JsonValue.Parse(value), JsonValue.Parse(operand)));

    [Theory]
    [InlineData("", "", true)]
    [InlineData("", "*", true)]
    [InlineData("abc", "abc", true)]
    [InlineData("abc", "*", true)]
    [InlineData("abc", "a*", true)]
    [InlineData("abc", "*c", true)]
    [InlineData("abc", "a*c", true)]
    [InlineData("abc", "a*b", false)]
    [InlineData("abc", "**b**", true)]
    [InlineData("abcbc", "a*bc", true)]
    [InlineData("a*c", "a\\*c", true)]
    [InlineData("abc", "a\\*c", false)]
    [InlineData("a\\c", "a\\\\c", true)]
    [InlineData("abc", "ABC", false)]
    [InlineData("abc", "ab", false)]
    [InlineData("ab", "abc", false)]
    [InlineData("a?c", "a?c", true)]
    public void A_star_stands_for_any_characters(string text, string pattern, bool matches) =>
        Assert.Equal(matches, ComparisonOperator.All["StringMatches"].Holds(text, pattern));

    [Fact]
    public void Many_stars_are_no_reason_to_wait() =>
        Assert.False(ComparisonOperator.All["StringMatches"].Holds(new string('a', 100_000), string.Concat(Enumerable.Repeat("*a", 50)) + "b"));

    [Theory]
    [InlineData("StringEquals", "\"a\"", true)]
    [InlineData("StringEquals", "1", false)]
    [InlineData("NumericEquals", "1", true)]
    [InlineData("NumericEquals", "true", false)]
    [InlineData("BooleanEquals", "true", true)]
    [InlineData("IsPresent", "\"true\"", false)]
    [InlineData("TimestampEquals", "\"2024-01-01T00:00:00Z\"", true)]
    [InlineData("TimestampEquals", "\"2024-01-01\"", false)]
    public void An_operator_accepts_operands_of_its_type(string name, string operand, bool accepts) =>
        Assert.Equal(accepts, ComparisonOperator.All[name].AcceptsOperand(JsonValue.Parse(operand)));
}
