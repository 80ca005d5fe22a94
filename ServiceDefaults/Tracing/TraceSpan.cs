using System.Diagnostics;
using System.Globalization;

namespace Ensemble.ServiceDefaults.Tracing;

/// <summary>A part of a trace.</summary>
/// <param name="Id">16 hexadecimal digits.</param>
/// <param name="Parent">The id of the span that it is a part of; null: of none that is known.</param>
/// <param name="Service">The host that recorded it.</param>
/// <param name="Source">The part of the host.</param>
/// <param name="Name">What was done.</param>
/// <param name="Start">When it began.</param>
/// <param name="Milliseconds">How long it took.</param>
/// <param name="Error">Why it failed; null: it did not.</param>
/// <param name="Tags">What else is known, by OpenTelemetry's names where it has some.</param>
public sealed record TraceSpan(
    string Id, string? Parent, string Service, string Source, string Name, DateTimeOffset Start, double Milliseconds, string? Error, IReadOnlyDictionary<string, string> Tags)
{
    /// <summary>A span that has ended.</summary>
    public static TraceSpan Of(Activity activity, string service) => new(
        activity.SpanId.ToHexString(),
        activity.ParentSpanId == default ? null : activity.ParentSpanId.ToHexString(),
        service,
        activity.Source.Name,
        activity.DisplayName,
        activity.StartTimeUtc,
        activity.Duration.TotalMilliseconds,
        activity.Status == ActivityStatusCode.Error ? activity.StatusDescription ?? "failed" : null,
        activity.TagObjects.Where(tag => tag.Value is not null).ToDictionary(tag => tag.Key, tag => Convert.ToString(tag.Value, CultureInfo.InvariantCulture)!, StringComparer.Ordinal));
}
