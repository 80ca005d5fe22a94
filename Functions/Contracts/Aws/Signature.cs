using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Ensemble.Contracts.Aws;

/// <summary>
/// Signs requests to AWS with Signature Version 4
/// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html).
/// </summary>
/// <param name="credentials">Whom they are signed as.</param>
/// <param name="region">The region.</param>
/// <param name="service">The service as it is named in signatures, e.g. <c>states</c>.</param>
public sealed class Signature(AwsCredentials credentials, string region, string service)
{
    private const string Algorithm = "AWS4-HMAC-SHA256";

    // Headers that others on the way may change, or that are added after signing.
    private static readonly HashSet<string> Unsigned = new(StringComparer.OrdinalIgnoreCase) { "authorization", "connection", "expect", "user-agent", "x-amzn-trace-id", "transfer-encoding" };

    /// <summary>Adds the headers <c>x-amz-date</c>, <c>x-amz-security-token</c> where there is one, and <c>authorization</c>.</summary>
    /// <param name="request">The request, with an absolute address.</param>
    /// <param name="body">Its body.</param>
    /// <param name="now">The time.</param>
    public void Sign(HttpRequestMessage request, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        var time = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        request.Headers.Add("X-Amz-Date", time);
        if (credentials.SessionToken is { } token)
        {
            request.Headers.Add("X-Amz-Security-Token", token);
        }

        var headers = Headers(request);
        var signed = string.Join(';', headers.Select(header => header.Name));
        var canonical = string.Join('\n',
            request.Method.Method,
            Path(request.RequestUri!),
            Query(request.RequestUri!),
            string.Concat(headers.Select(header => $"{header.Name}:{header.Value}\n")),
            signed,
            Hash(body));
        var scope = $"{time[..8]}/{region}/{service}/aws4_request";
        var signature = Convert.ToHexStringLower(Keyed(Key(time[..8]), $"{Algorithm}\n{time}\n{scope}\n{Hash(Encoding.UTF8.GetBytes(canonical))}"));
        request.Headers.TryAddWithoutValidation("Authorization", $"{Algorithm} Credential={credentials.AccessKeyId}/{scope}, SignedHeaders={signed}, Signature={signature}");
    }

    private static List<(string Name, string Value)> Headers(HttpRequestMessage request) =>
    [
        .. request.Headers.Concat(request.Content?.Headers.AsEnumerable() ?? [])
            .Where(header => !Unsigned.Contains(header.Key) && !header.Key.Equals("Host", StringComparison.OrdinalIgnoreCase))
            .Select(header => (Name: header.Key.ToLowerInvariant(), Value: string.Join(',', header.Value.Select(Trimmed))))
            .Append((Name: "host", Value: request.Headers.Host ?? request.RequestUri!.Authority))
            .OrderBy(header => header.Name, StringComparer.Ordinal),
    ];

    private static string Trimmed(string value) => string.Join(' ', value.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    // Each part is encoded once more, as every service but S3 wants it.
    private static string Path(Uri address) => string.Join('/', address.AbsolutePath.Split('/').Select(Uri.EscapeDataString));

    private static string Query(Uri address) => string.Join('&', address.Query.TrimStart('?')
        .Split('&', StringSplitOptions.RemoveEmptyEntries)
        .Select(pair => pair.Split('=', 2))
        .Select(pair => (Name: Encoded(pair[0]), Value: pair.Length > 1 ? Encoded(pair[1]) : string.Empty))
        .OrderBy(pair => pair.Name, StringComparer.Ordinal).ThenBy(pair => pair.Value, StringComparer.Ordinal)
        .Select(pair => $"{pair.Name}={pair.Value}"));

    private static string Encoded(string text) => Uri.EscapeDataString(Uri.UnescapeDataString(text));

    private static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static byte[] Keyed(ReadOnlySpan<byte> key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));

    private byte[] Key(string date) =>
        Keyed(Keyed(Keyed(Keyed(Encoding.UTF8.GetBytes("AWS4" + credentials.SecretAccessKey), date), region), service), "aws4_request");
}
