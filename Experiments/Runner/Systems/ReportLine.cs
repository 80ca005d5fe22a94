using System.Globalization;
using System.Text.RegularExpressions;

namespace Ensemble.Runner.Systems;

/// <summary>Reads the line that Lambda writes at the end of an invocation (https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-view.html).</summary>
internal static partial class ReportLine
{
    /// <summary>What the last such line of a log says.</summary>
    /// <exception cref="SystemUnderTestException">There is none.</exception>
    public static InvocationReport Read(string function, string log)
    {
        if (Pattern().Matches(log).LastOrDefault() is not { } match)
        {
            throw new SystemUnderTestException($"The log of {function} has no REPORT line.");
        }

        double? init = match.Groups["init"].Success ? Number(match, "init") : null;
        return new(function, init is not null, Queued: null, Number(match, "duration"), Number(match, "billed"), init, (int)Number(match, "size"), (int)Number(match, "used"), IsContended: false);
    }

    [GeneratedRegex(@"REPORT RequestId: \S+\s+Duration: (?<duration>[\d.]+) ms\s+Billed Duration: (?<billed>[\d.]+) ms\s+Memory Size: (?<size>\d+) MB\s+Max Memory Used: (?<used>\d+) MB(\s+Init Duration: (?<init>[\d.]+) ms)?", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern();

    private static double Number(Match match, string group) => double.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);
}
