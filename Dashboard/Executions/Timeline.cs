using Ensemble.Dashboard.Emulators;

namespace Ensemble.Dashboard.Executions;

/// <summary>A bar of a timeline; milliseconds since its beginning.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Bars">From, to, what kind, and a remark.</param>
public sealed record TimelineRow(string Name, IReadOnlyList<TimelineBar> Bars);

/// <summary>A part of a row.</summary>
public sealed record TimelineBar(double From, double To, string Kind, string? Note);

/// <summary>Where the time of a request went, state by state and function by function.</summary>
internal static class Timeline
{
    private const string Plain = "";
    private const string Cold = "cold";

    /// <summary>The stays of an execution, then the invocations of its trace.</summary>
    public static IReadOnlyList<TimelineRow> Of(ExecutionView execution, IReadOnlyList<StateVisit> visits, IReadOnlyList<InvocationView> invocations)
    {
        var end = execution.Milliseconds ?? visits.Select(visit => visit.Left ?? visit.Entered).DefaultIfEmpty().Max();
        var rows = new List<TimelineRow> { new(execution.StateMachine, [new(0, end, "whole", null)]) };
        rows.AddRange(visits.Select(visit => new TimelineRow(
            visit.State, [new(visit.Entered, visit.Left ?? end, visit.Status is "FAILED" ? "bad" : visit.Kind is "Parallel" or "Map" ? "group" : Plain, visit.Retries > 0 ? $"{visit.Retries} retries" : null)])));
        var root = Root(execution.TraceHeader);
        rows.AddRange(invocations.Where(one => root is not null && Root(one.TraceHeader) == root).OrderBy(one => one.Accepted)
            .Select(one => Row(one.FunctionName, (one.Accepted - execution.Started).TotalMilliseconds, one.QueuedMs, one.ColdStart ? one.InitDurationMs : null, one.DurationMs, one.Status == "success")));
        return rows;
    }

    /// <summary>The root of a trace header; null: it has none.</summary>
    public static string? Root(string? header) => header?.Split(';').FirstOrDefault(part => part.StartsWith("Root=", StringComparison.Ordinal));

    private static TimelineRow Row(string function, double from, double queued, double? init, double duration, bool isRight)
    {
        var begun = from + queued;
        return new($"ƒ {function}", init is { } cold
            ? [new(Math.Max(from, begun - cold), begun, Cold, null), new(begun, begun + duration, isRight ? Plain : "bad", "cold start")]
            : [new(begun, begun + duration, isRight ? Plain : "bad", null)]);
    }
}
