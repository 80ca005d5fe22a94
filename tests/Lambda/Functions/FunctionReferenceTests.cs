using CsCheck;
using Ensemble.Lambda.Functions;

namespace Ensemble.Lambda.Tests.Functions;

public sealed class FunctionReferenceTests
{
    private static readonly AccountSettings Account = new();
    private static readonly Gen<string> Names = Gen.Char["abcXYZ019-_"].Array[1, 40].Select(characters => new string(characters));

    [Theory]
    [InlineData("f", null, "f", null)]
    [InlineData("f:1", null, "f", "1")]
    [InlineData("f:live", "live", "f", "live")]
    [InlineData("f", "$LATEST", "f", "$LATEST")]
    [InlineData("f:$LATEST", null, "f", "$LATEST")]
    [InlineData("000000000000:function:f", null, "f", null)]
    [InlineData("000000000000:function:f:7", null, "f", "7")]
    [InlineData("arn:aws:lambda:us-east-1:000000000000:function:f", "3", "f", "3")]
    [InlineData("arn:aws-us-gov:lambda:us-east-1:000000000000:function:f:live", null, "f", "live")]
    public void A_function_can_be_named_in_several_ways(string text, string? qualifier, string name, string? expected) =>
        Assert.Equal(new(name, expected), FunctionReference.Parse(text, qualifier, Account));

    [Fact]
    public void Every_form_of_a_name_means_the_same() => Gen.Select(Names, Names).Sample((name, qualifier) =>
    {
        var expected = new FunctionReference(name, qualifier);
        Assert.Equal(expected, FunctionReference.Parse(name, qualifier, Account));
        Assert.Equal(expected, FunctionReference.Parse($"{name}:{qualifier}", null, Account));
        Assert.Equal(expected, FunctionReference.Parse($"arn:aws:lambda:us-east-1:123456789012:function:{name}:{qualifier}", null, Account));
    });

    [Fact]
    public void Whatever_the_text_the_answer_is_a_name_or_an_error_of_the_API() => Gen.String.Sample(text =>
    {
        try
        {
            Assert.NotEmpty(FunctionReference.Parse(text, null, Account).Name);
        }
        catch (LambdaServiceException exception)
        {
            Assert.InRange(exception.StatusCode, 400, 404);
        }
    });

    [Fact]
    public void Two_qualifiers_that_differ_are_refused() => Assert.Equal(
        "The derived qualifier from the function name does not match the specified qualifier.",
        Assert.Throws<LambdaServiceException>(() => FunctionReference.Parse("f:1", "2", Account)).Message);

    [Fact]
    public void A_function_of_another_region_is_not_reachable() => Assert.Equal(
        "Functions from 'eu-west-1' are not reachable in this region ('us-east-1')",
        Assert.Throws<LambdaServiceException>(() => FunctionReference.Parse("arn:aws:lambda:eu-west-1:000000000000:function:f", null, Account)).Message);

    [Fact]
    public void A_text_that_is_no_name_is_refused_with_the_pattern() => Assert.StartsWith(
        "1 validation error detected: Value 'a b' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern: (arn:",
        Assert.Throws<LambdaServiceException>(() => FunctionReference.Parse("a b", null, Account)).Message,
        StringComparison.Ordinal);
}
