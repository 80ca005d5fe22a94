using Ensemble.StepFunctions.Language.Jsonata;

namespace Ensemble.StepFunctions.Tests.Language.Jsonata;

/// <summary>Errors say what happened, and where.</summary>
public sealed class ErrorMessageTests
{
    [Theory]
    [InlineData("1 +", "S0207", 3, "Unexpected end of expression")]
    [InlineData("[1:2]", "S0202", 3, "Expected \"]\", got \":\"")]
    [InlineData("'\\q'", "S0103", 2, "Unsupported escape sequence: \\\"q\"")]
    [InlineData("'\\u12'", "S0104", 2, "The escape sequence \\u must be followed by 4 hex digits")]
    [InlineData(" 1e400", "S0102", 1, "Number out of range: \"1e400\"")]
    [InlineData("'open", "S0101", 5, "String literal must be terminated by a matching quote")]
    [InlineData("//", "S0301", 1, "Empty regular expressions are not allowed")]
    [InlineData("function($x)<n<n>>{1}", "S0401", 15, "Type parameters can only be applied to functions and arrays")]
    [InlineData("1 + 'a'", "T2002", 3, "The right side of the \"+\" operator must evaluate to a number")]
    [InlineData("'a' < 1", "T2009", 5, "The values \"a\" and 1 either side of operator \"<\" must be of the same data type")]
    [InlineData("sum(numbers)", "T1005", 4, "Attempted to invoke a non-function. Did you mean $sum?")]
    [InlineData("$sum('a')", "T0412", 5, "Argument 1 of function \"sum\" must be an array of \"numbers\"")]
    [InlineData("$length(5)", "T0410", 8, "Argument 1 of function \"length\" does not match function signature")]
    [InlineData("$number('x')", "D3030", 8, "Unable to cast value to a number: \"x\"")]
    [InlineData("$error('It failed.')", "D3137", 7, "It failed.")]
    [InlineData("$assert(false)", "D3141", 8, "$assert() statement failed")]
    [InlineData("$decodeUrl('%')", "D3140", 11, "Malformed URL passed to $decodeUrl(): \"%\"")]
    [InlineData("true and (1 + 'a')", "T2002", 8, "The right side of the \"and\" operator must evaluate to a number")]
    public void An_error_has_a_code_a_position_and_a_message(string expression, string code, int position, string message)
    {
        var exception = Assert.Throws<JsonataException>(() => Sample.Evaluate(expression));

        Assert.Equal((code, position, message), (exception.Code, exception.Position, exception.Message));
    }
}
