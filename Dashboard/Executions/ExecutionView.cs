using System.Text.Json;

namespace Ensemble.Dashboard.Executions;

/// <summary>An execution.</summary>
internal sealed record ExecutionView(
    string Arn, string Name, string StateMachine, string Type, string Status, DateTimeOffset Started, DateTimeOffset? Stopped, string? Error, string? Cause, string? TraceHeader)
{
    /// <summary>How long it took; null: it runs.</summary>
    public double? Milliseconds => (Stopped - Started)?.TotalMilliseconds;
}

/// <summary>An event of an execution's history.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Previous">The event that led to it; 0: none.</param>
/// <param name="Type">What happened.</param>
/// <param name="At">When, in milliseconds since 1970.</param>
/// <param name="Details">What else is known; null: nothing.</param>
public sealed record EventView(long Id, long Previous, string Type, double At, JsonElement? Details)
{
    private const double MillisecondsPerSecond = 1000;

    /// <summary>An event as Step Functions tells it.</summary>
    public static EventView Of(JsonElement json) => new(
        json.GetProperty("id").GetInt64(),
        json.TryGetProperty("previousEventId", out var previous) ? previous.GetInt64() : 0,
        json.GetProperty("type").GetString()!,
        json.GetProperty("timestamp").GetDouble() * MillisecondsPerSecond,
        json.EnumerateObject().FirstOrDefault(property => property.Name.EndsWith("EventDetails", StringComparison.Ordinal)).Value is { ValueKind: JsonValueKind.Object } details ? details.Clone() : null);

    /// <summary>A text of its details; null: it has none of that name.</summary>
    public string? Text(string name) => Details is { } details && details.TryGetProperty(name, out var value) ? value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText() : null;
}
