using Ensemble.ServiceDefaults.Tracing;
using Ensemble.Tracing;

namespace Ensemble.Dashboard.Executions;

/// <summary>A row of a timeline.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Depth">Of how many other rows it is a part.</param>
/// <param name="From">When it began, in milliseconds.</param>
/// <param name="To">When it ended.</param>
/// <param name="Kind">How it is drawn.</param>
/// <param name="Note">What else is to be said; null: nothing.</param>
public sealed record TimelineRow(string Name, int Depth, double From, double To, string Kind, string? Note);

/// <summary>Where the time of a request went.</summary>
internal static class Timeline
{
    private const string Plain = "";
    private const string Bad = "bad";
    private const string Group = "group";
    private const string Whole = "whole";

    /// <summary>The spans of a trace as a tree; where there are none any more, the stays of the execution.</summary>
    public static IReadOnlyList<TimelineRow> Of(ExecutionView execution, IReadOnlyList<StateVisit> visits, IReadOnlyList<TraceSpan> spans) =>
        spans.Count > 0 ? Of(spans) : Of(execution, visits);

    /// <summary>The spans of a trace as a tree.</summary>
    public static IReadOnlyList<TimelineRow> Of(IReadOnlyList<TraceSpan> spans) => spans.Count > 0 ? Of(spans, spans.Min(span => span.Start)) : [];

    /// <summary>The id of a trace by its header; null: it has none, or is not sampled.</summary>
    public static string? TraceId(string? header) => XRayTrace.Context(header)?.TraceId.ToHexString();

    private static List<TimelineRow> Of(ExecutionView execution, IReadOnlyList<StateVisit> visits)
    {
        var end = execution.Milliseconds ?? visits.Select(visit => visit.Left ?? visit.Entered).DefaultIfEmpty().Max();
        return
        [
            new(execution.StateMachine, 0, 0, end, Whole, null),
            .. visits.Select(visit => new TimelineRow(
                visit.State, 1, visit.Entered, visit.Left ?? end, visit.Status is "FAILED" ? Bad : visit.Kind is "Parallel" or "Map" ? Group : Plain, visit.Retries > 0 ? $"{visit.Retries} retries" : null)),
        ];
    }

    private static List<TimelineRow> Of(IReadOnlyList<TraceSpan> spans, DateTimeOffset start)
    {
        var known = spans.Select(span => span.Id).ToHashSet(StringComparer.Ordinal);
        var parts = spans.Where(span => span.Parent is { } parent && known.Contains(parent)).ToLookup(span => span.Parent!, StringComparer.Ordinal);
        var rows = new List<TimelineRow>(spans.Count);
        foreach (var root in spans.Where(span => span.Parent is not { } parent || !known.Contains(parent)).OrderBy(span => span.Start))
        {
            Add(root, 0);
        }

        return rows;

        void Add(TraceSpan span, int depth)
        {
            var from = (span.Start - start).TotalMilliseconds;
            rows.Add(new(Name(span), depth, from, from + span.Milliseconds, Kind(span), span.Error ?? Note(span)));
            foreach (var part in parts[span.Id].OrderBy(part => part.Start))
            {
                Add(part, depth + 1);
            }
        }
    }

    private static string Name(TraceSpan span) => span.Source switch
    {
        "Ensemble.Runner" => "client",
        "Ensemble.Lambda" when !IsColdStart(span) => $"ƒ {span.Name}",
        _ => span.Name,
    };

    private static string Kind(TraceSpan span) => span switch
    {
        { Error: not null } => Bad,
        { Source: "Ensemble.Runner" } => Whole,
        { Source: "Ensemble.Functions" } => "part",
        _ when IsColdStart(span) => "cold",
        { Source: "Ensemble.StepFunctions" } when span.Tags.GetValueOrDefault("states.type") is not "Task" => Group,
        _ => Plain,
    };

    private static string? Note(TraceSpan span) => span.Tags.GetValueOrDefault("faas.coldstart") == bool.TrueString ? "cold" : null;

    private static bool IsColdStart(TraceSpan span) => span is { Source: "Ensemble.Lambda", Name: "cold start" };
}
