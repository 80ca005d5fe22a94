using Ensemble.Contracts.Aws;

namespace Ensemble.Contracts.Tests.Aws;

/// <summary>The examples that AWS publishes (Signature Version 4 test suite, and the one of its guide).</summary>
public sealed class SignatureTests
{
    private const string Secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    private static readonly DateTimeOffset Time = new(2015, 8, 30, 12, 36, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("GET", "/", "host;x-amz-date", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31")]
    [InlineData("POST", "/", "host;x-amz-date", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b")]
    [InlineData("GET", "/?Param2=value2&Param1=value1", "host;x-amz-date", "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500")]
    public void A_request_of_the_test_suite_is_signed_as_it_says(string method, string path, string headers, string signature)
    {
        using var request = new HttpRequestMessage(new(method), "https://example.amazonaws.com" + path);

        new Signature(new("AKIDEXAMPLE", Secret), "us-east-1", "service").Sign(request, [], Time);

        Assert.Equal(
            $"AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders={headers}, Signature={signature}",
            Assert.Single(request.Headers.GetValues("Authorization")));
        Assert.Equal("20150830T123600Z", Assert.Single(request.Headers.GetValues("X-Amz-Date")));
    }

    [Fact]
    public void The_example_of_the_guide_with_a_header_of_its_content_is_signed_as_it_says()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08") { Content = new ByteArrayContent([]) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/x-www-form-urlencoded; charset=utf-8");

        new Signature(new("AKIDEXAMPLE", Secret), "us-east-1", "iam").Sign(request, [], Time);

        Assert.EndsWith(
            "SignedHeaders=content-type;host;x-amz-date, Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7",
            Assert.Single(request.Headers.GetValues("Authorization")),
            StringComparison.Ordinal);
    }

    [Fact]
    public void The_token_of_temporary_credentials_is_sent_and_signed()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "https://example.amazonaws.com/");

        new Signature(new("AKIDEXAMPLE", Secret, "token"), "us-east-1", "service").Sign(request, [], Time);

        Assert.Equal("token", Assert.Single(request.Headers.GetValues("X-Amz-Security-Token")));
        Assert.Contains("SignedHeaders=host;x-amz-date;x-amz-security-token", Assert.Single(request.Headers.GetValues("Authorization")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("id", "secret", null, true)]
    [InlineData("id", "secret", "token", true)]
    [InlineData("id", null, null, false)]
    [InlineData("", "secret", null, false)]
    public void Credentials_are_those_of_the_environment(string? id, string? secret, string? token, bool areThere)
    {
        var variables = new Dictionary<string, string?> { ["AWS_ACCESS_KEY_ID"] = id, ["AWS_SECRET_ACCESS_KEY"] = secret, ["AWS_SESSION_TOKEN"] = token };

        var credentials = AwsCredentials.FromEnvironment(variables.GetValueOrDefault);

        Assert.Equal(areThere ? new AwsCredentials(id!, secret!, token) : null, credentials);
        Assert.DoesNotContain("secret", $"{credentials}", StringComparison.Ordinal);
    }
}
