using System.Globalization;
using Ensemble.Lambda.Environments;

namespace Ensemble.Lambda.Invocations;

/// <summary>
/// The lines that Lambda itself writes into a function's log, in its text format: fields are separated by tabs, and the
/// last field of a REPORT without a status is followed by one too.
/// </summary>
internal static class LogLines
{
    public const string InitStart = "INIT_START Runtime Version: provided:al2023.v1\tRuntime Version ARN: arn:aws:lambda:::runtime:local";

    public static string Start(string requestId, string version) => $"START RequestId: {requestId} Version: {version}";

    public static string End(string requestId) => $"END RequestId: {requestId}";

    /// <summary>Written for an init that failed, and for one that happened ahead of any invocation.</summary>
    /// <param name="duration">How long it took.</param>
    /// <param name="phase"><c>init</c>, or <c>invoke</c> for one that was repeated within an invocation.</param>
    /// <param name="failure">Why it failed; null: it succeeded.</param>
    public static string InitReport(TimeSpan duration, string phase, WorkerFailure? failure) =>
        $"INIT_REPORT Init Duration: {Milliseconds(duration)} ms\tPhase: {phase}" + failure switch
        {
            null => string.Empty,
            { Status: InvocationStatus.Timeout } => "\tStatus: timeout",
            _ => $"\tStatus: error\tError Type: {failure.Error.Type}",
        };

    public static string Report(InvocationRecord record)
    {
        var init = record.InitDuration is { } duration ? $"Init Duration: {Milliseconds(duration)} ms\t" : string.Empty;
        var status = record.Status switch
        {
            InvocationStatus.Success or InvocationStatus.HandlerError => string.Empty,
            InvocationStatus.Timeout => "Status: timeout",
            _ => $"Status: error\tError Type: {record.ErrorType}",
        };
        var trace = TraceHeader.Field(record.TraceHeader, "Sampled") == "1"
            ? $"\nXRAY TraceId: {TraceHeader.Field(record.TraceHeader, "Root")}\tSegmentId: {TraceHeader.Field(record.TraceHeader, "Parent")}\tSampled: true"
            : string.Empty;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"REPORT RequestId: {record.RequestId}\tDuration: {Milliseconds(record.Duration)} ms\tBilled Duration: {record.BilledMilliseconds} ms\tMemory Size: {record.MemorySize} MB\tMax Memory Used: {record.MaxMemoryUsed} MB\t{init}{status}{trace}");
    }

    private static string Milliseconds(TimeSpan duration) => duration.TotalMilliseconds.ToString("0.00", CultureInfo.InvariantCulture);
}
