using System.Globalization;
using System.Text.RegularExpressions;

namespace Ensemble.StepFunctions.Language;

/// <summary>Times as the States Language writes them: RFC 3339 with a capital T and an offset.</summary>
internal static partial class Timestamp
{
    /// <summary>Reads a time.</summary>
    public static bool TryParse(string text, out DateTimeOffset time)
    {
        time = default;
        var match = Pattern().Match(text);
        if (!match.Success)
        {
            return false;
        }

        // .NET reads up to seven digits of a second; more are dropped.
        var fraction = match.Groups["fraction"].Value;
        var shortened = match.Groups["head"].Value + (fraction.Length > 8 ? fraction[..8] : fraction) + match.Groups["zone"].Value;
        return DateTimeOffset.TryParse(shortened, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);
    }

    /// <summary>Writes a time with milliseconds, as the context object does.</summary>
    public static string Format(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(?<head>\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?)(?<fraction>\.\d+)?(?<zone>Z|[+-]\d{2}:\d{2})\z")]
    private static partial Regex Pattern();
}
