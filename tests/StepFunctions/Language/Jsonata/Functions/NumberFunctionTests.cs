namespace Ensemble.StepFunctions.Tests.Language.Jsonata.Functions;

/// <summary>Functions of numbers.</summary>
public sealed class NumberFunctionTests
{
    [Theory]
    [InlineData("$number('5')", "5")]
    [InlineData("$number('-1.5e3')", "-1500")]
    [InlineData("$number('0x1F')", "31")]
    [InlineData("$number('0b101')", "5")]
    [InlineData("$number('0o17')", "15")]
    [InlineData("$number(true)", "1")]
    [InlineData("$number(5)", "5")]
    [InlineData("$number('')", "D3030 number")]
    [InlineData("$number(' 1')", "D3030 number")]
    [InlineData("""$number('1\n')""", "D3030 number")]
    [InlineData("$number('1.')", "D3030 number")]
    [InlineData("$number('+1')", "D3030 number")]
    [InlineData("$number('1e400')", "D3030 number")]
    [InlineData("$number('x')", "D3030 number")]
    [InlineData("$number(null)", "T0410 number")]
    [InlineData("$number([])", "T0410 number")]
    [InlineData("$number(missing)", "nothing")]
    [InlineData("['1','2'].$number()", "[1,2]")]
    public void Texts_and_booleans_become_numbers(string expression, string outcome) =>
        Assert.Equal(outcome, Sample.Outcome(expression));

    [Theory]
    [InlineData("$floor(1.7)", "1")]
    [InlineData("$floor(-1.2)", "-2")]
    [InlineData("$ceil(1.2)", "2")]
    [InlineData("$ceil(-1.7)", "-1")]
    [InlineData("$round(2.5)", "2")]
    [InlineData("$round(3.5)", "4")]
    [InlineData("$round(-2.5)", "-2")]
    [InlineData("$round(1.005, 2)", "1")]
    [InlineData("$round(1.015, 2)", "1.02")]
    [InlineData("$round(1250, -2)", "1200")]
    [InlineData("$round(1350, -2)", "1400")]
    [InlineData("$round(0.5)", "0")]
    [InlineData("$round(-0.4)", "0")]
    [InlineData("$abs(-3)", "3")]
    [InlineData("$abs(missing)", "nothing")]
    [InlineData("$floor('1')", "T0410 floor")]
    public void Numbers_are_rounded(string expression, string outcome) =>
        Assert.Equal(outcome, Sample.Outcome(expression));

    [Theory]
    [InlineData("$sqrt(9)", "3")]
    [InlineData("$sqrt(-1)", "D3060 sqrt")]
    [InlineData("$power(2, 10)", "1024")]
    [InlineData("$power(2, -1)", "0.5")]
    [InlineData("$power(-8, 0.5)", "D3061 power")]
    [InlineData("$power(10, 400)", "D3061 power")]
    [InlineData("$power(2, missing)", "D3061 power")]
    [InlineData("$power(missing, 2)", "nothing")]
    [InlineData("$sqrt(missing)", "nothing")]
    public void Roots_and_powers_stay_finite(string expression, string outcome) =>
        Assert.Equal(outcome, Sample.Outcome(expression));

    [Theory]
    [InlineData("$formatBase(255, 16)", "\"ff\"")]
    [InlineData("$formatBase(-255, 2)", "\"-11111111\"")]
    [InlineData("$formatBase(255)", "\"255\"")]
    [InlineData("$formatBase(35.5, 36)", "\"10\"")]
    [InlineData("$formatBase(1e21)", "\"1e+21\"")]
    [InlineData("$formatBase(10, 1)", "D3100 formatBase")]
    [InlineData("$formatBase(10, 37)", "D3100 formatBase")]
    [InlineData("$formatBase(10, 2.4)", "\"1010\"")]
    [InlineData("$formatBase(missing, 2)", "nothing")]
    public void Numbers_are_written_to_a_base(string expression, string outcome) =>
        Assert.Equal(outcome, Sample.Outcome(expression));

    [Theory]
    [InlineData("$sum(numbers)", "6")]
    [InlineData("$sum([])", "0")]
    [InlineData("$sum(5)", "5")]
    [InlineData("$sum(missing)", "nothing")]
    [InlineData("$sum(['a'])", "T0412 sum")]
    [InlineData("""$sum([1,"a"])""", "T0412 sum")]
    [InlineData("$max(numbers)", "3")]
    [InlineData("$min(numbers)", "1")]
    [InlineData("$average(numbers)", "2")]
    [InlineData("$max([])", "nothing")]
    [InlineData("$max(missing)", "nothing")]
    [InlineData("$average(missing)", "nothing")]
    [InlineData("$count(numbers)", "3")]
    [InlineData("$count([])", "0")]
    [InlineData("$count(5)", "1")]
    [InlineData("$count(missing)", "0")]
    [InlineData("$count([1],[2])", "T0410 count")]
    public void Numbers_are_added_up_and_compared(string expression, string outcome) =>
        Assert.Equal(outcome, Sample.Outcome(expression));
}
