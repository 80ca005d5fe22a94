using System.Globalization;

namespace Ensemble.Lambda.Invocations;

/// <summary>The trace header of X-Ray: <c>Root=1-8hex-24hex;Parent=16hex;Sampled=0|1</c>.</summary>
public static class TraceHeader
{
    /// <summary>The caller's header, completed where it lacks something; a new one where there is none.</summary>
    public static string Complete(string? header, Ids ids, TimeProvider time)
    {
        if (header is null || !header.Contains("Root=", StringComparison.Ordinal))
        {
            var seconds = time.GetUtcNow().ToUnixTimeSeconds();
            return string.Create(
                CultureInfo.InvariantCulture, $"Root=1-{seconds:x8}-{ids.Hex(24)};Parent={ids.Hex(16)};Sampled=0");
        }

        header = header.Contains("Parent=", StringComparison.Ordinal) ? header : $"{header};Parent={ids.Hex(16)}";
        return header.Contains("Sampled=", StringComparison.Ordinal) ? header : $"{header};Sampled=0";
    }

    /// <summary>The value of one field, or null.</summary>
    public static string? Field(string header, string name)
    {
        foreach (var part in header.Split(';'))
        {
            if (part.StartsWith(name, StringComparison.Ordinal) && part.Length > name.Length && part[name.Length] == '=')
            {
                return part[(name.Length + 1)..];
            }
        }

        return null;
    }
}
