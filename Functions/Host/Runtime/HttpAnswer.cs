using System.Buffers.Text;
using System.Text;

namespace Ensemble.Functions.Runtime;

/// <summary>An answer of an HTTP server.</summary>
internal sealed record HttpAnswer
{
    private readonly List<(string Name, string Value)> _headers = [];

    public required int StatusCode { get; init; }

    /// <summary>The body; valid until the next request.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    public long? ContentLength => this["Content-Length"] is { } text && long.TryParse(text, out var length) ? length : null;

    public bool IsChunked => this["Transfer-Encoding"]?.EndsWith("chunked", StringComparison.OrdinalIgnoreCase) == true;

    public bool Closes => string.Equals(this["Connection"], "close", StringComparison.OrdinalIgnoreCase)
        || (ContentLength is null && !IsChunked && StatusCode is not (204 or 304));

    /// <summary>A header, whatever the case of its name; null: it is not there.</summary>
    public string? this[string name] =>
        _headers.Find(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    /// <summary>Reads the status line and the headers.</summary>
    /// <exception cref="IOException">They are none.</exception>
    public static HttpAnswer Parse(ReadOnlySpan<byte> head)
    {
        if (!head.StartsWith("HTTP/1."u8) || head.Length < 12 || !Utf8Parser.TryParse(head.Slice(9, 3), out int status, out var digits) || digits != 3)
        {
            throw new IOException("The server does not speak HTTP/1.1.");
        }

        var answer = new HttpAnswer { StatusCode = status };
        var end = head.IndexOf((byte)'\n');
        while (end >= 0)
        {
            head = head[(end + 1)..];
            end = head.IndexOf((byte)'\n');
            var line = (end < 0 ? head : head[..end]).TrimEnd((byte)'\r');
            var colon = line.IndexOf((byte)':');
            if (colon > 0)
            {
                answer._headers.Add((Encoding.ASCII.GetString(line[..colon]), Encoding.UTF8.GetString(line[(colon + 1)..]).Trim()));
            }
        }

        return answer;
    }
}
