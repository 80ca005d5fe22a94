using Ensemble.Dashboard.Access;
using Microsoft.AspNetCore.Http;

namespace Ensemble.Dashboard.Tests;

/// <summary>Who may see the dashboard.</summary>
public sealed class AccessTests
{
    private const string Token = "a-long-enough-secret";

    [Theory]
    [InlineData("http://127.0.0.1:5180", null, true)]
    [InlineData("http://localhost:5180", null, true)]
    [InlineData("http://[::1]:5180", null, true)]
    [InlineData("http://0.0.0.0:5180", null, false)]
    [InlineData("http://*:5180", null, false)]
    [InlineData("http://127.0.0.1:1;http://10.0.0.1:2", null, false)]
    [InlineData("http://10.0.0.1:5180", "short", false)]
    [InlineData("http://10.0.0.1:5180", Token, true)]
    [InlineData("nonsense", Token, false)]
    public void Any_address_but_this_machines_own_asks_for_a_token(string urls, string? token, bool isAllowed) =>
        Assert.Equal(isAllowed, DashboardCommand.Refusal(new() { Urls = urls, DataFolder = ".", Runner = new("http://127.0.0.1:1"), Token = token }) is null);

    [Fact]
    public async Task Who_does_not_know_the_token_sees_nothing()
    {
        Assert.Equal(StatusCodes.Status401Unauthorized, (await VisitAsync("/", null, null)).StatusCode);
        Assert.Equal(StatusCodes.Status401Unauthorized, (await VisitAsync("/", "wrong", "wrong")).StatusCode);
        Assert.Equal(StatusCodes.Status200OK, (await VisitAsync("/health", null, null)).StatusCode);
    }

    [Fact]
    public async Task The_token_is_taken_out_of_the_address_and_kept_in_a_cookie()
    {
        var first = await VisitAsync("/experiments", Token, null);
        Assert.Equal((StatusCodes.Status302Found, "/experiments"), (first.StatusCode, first.Headers.Location.ToString()));
        Assert.Contains("httponly", first.Headers.SetCookie.ToString(), StringComparison.OrdinalIgnoreCase);

        Assert.Equal(StatusCodes.Status200OK, (await VisitAsync("/experiments", null, Token)).StatusCode);
    }

    private static async Task<HttpResponse> VisitAsync(string path, string? query, string? cookie)
    {
        var context = new DefaultHttpContext();
        context.Request.Path = path;
        context.Request.QueryString = query is null ? default : new($"?token={query}");
        context.Request.Headers.Cookie = cookie is null ? default : $"ensemble-token={cookie}";
        await new TokenGate(_ => Task.CompletedTask, Token).InvokeAsync(context);
        return context.Response;
    }
}
