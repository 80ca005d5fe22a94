using System.Security.Cryptography;
using System.Text;

namespace Ensemble.Dashboard.Access;

/// <summary>
/// Lets only those in who know the token: once as <c>?token=…</c>, which is then kept in a cookie and taken out of the address.
/// </summary>
internal sealed class TokenGate(RequestDelegate next, string token)
{
    private const string Cookie = "ensemble-token";
    private const string Query = "token";
    private readonly byte[] _hash = Hash(token);

    public async Task InvokeAsync(HttpContext context)
    {
        if (context.Request.Path == "/health" || IsRight(context.Request.Cookies[Cookie]))
        {
            await next(context);
        }
        else if (IsRight(context.Request.Query[Query]))
        {
            context.Response.Cookies.Append(Cookie, context.Request.Query[Query]!, new() { HttpOnly = true, SameSite = SameSiteMode.Strict, IsEssential = true, Secure = context.Request.IsHttps });
            context.Response.Redirect($"{context.Request.PathBase}{context.Request.Path}");
        }
        else
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            context.Response.ContentType = "text/plain; charset=utf-8";
            await context.Response.WriteAsync("This dashboard asks for a token: open it once with ?token=… at the end of its address.", context.RequestAborted);
        }
    }

    // In constant time.
    private bool IsRight(string? given) => given is not null && CryptographicOperations.FixedTimeEquals(Hash(given), _hash);

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
