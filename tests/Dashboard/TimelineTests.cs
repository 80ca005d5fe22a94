using Ensemble.Dashboard.Executions;
using Ensemble.ServiceDefaults.Tracing;

namespace Ensemble.Dashboard.Tests;

/// <summary>The timeline of a request.</summary>
public sealed class TimelineTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly ExecutionView Execution = new("arn", "name", "machine", "EXPRESS", "SUCCEEDED", Start, Start.AddMilliseconds(30), null, null, null);

    [Fact]
    public void Spans_stand_below_what_they_are_parts_of_in_the_order_in_which_they_began()
    {
        var rows = Timeline.Of(Execution, [],
        [
            Span("4", "2", "Ensemble.StepFunctions", "second", 6, 9, ("states.type", "Task")),
            Span("3", "2", "Ensemble.StepFunctions", "first", 3, 5, ("states.type", "Task")),
            Span("2", "1", "Ensemble.StepFunctions", "machine", 2, 10),
            Span("1", null, "Ensemble.Runner", "ensemble-invoke", 0, 12),
            Span("5", "3", "Ensemble.Lambda", "f", 3, 5, ("faas.coldstart", "True")),
            Span("6", "5", "Ensemble.Lambda", "cold start", 3, 4),
        ]);

        Assert.Equal(
            [("client", 0, "whole", null), ("machine", 1, "group", null), ("first", 2, "", null), ("ƒ f", 3, "", "cold"), ("cold start", 4, "cold", null), ("second", 2, "", null)],
            rows.Select(row => (row.Name, row.Depth, row.Kind, row.Note)));
        Assert.Equal((6, 9), (rows[^1].From, rows[^1].To));
    }

    [Fact]
    public void A_span_whose_parent_is_not_known_stands_by_itself() =>
        Assert.Equal(0, Assert.Single(Timeline.Of(Execution, [], [Span("2", "gone", "Ensemble.Lambda", "f", 0, 1)])).Depth);

    [Fact]
    public void Where_nobody_remembers_the_trace_the_states_are_shown()
    {
        var rows = Timeline.Of(Execution, [new("Models", "Parallel", "SUCCEEDED", 1, 20, null, null, 0), new("a", "Task", "FAILED", 2, null, null, null, 2)], []);

        Assert.Equal([("machine", 0, 0.0, 30.0, null), ("Models", 1, 1, 20, null), ("a", 1, 2, 30, "2 retries")], rows.Select(row => (row.Name, row.Depth, row.From, row.To, row.Note)));
    }

    [Theory]
    [InlineData("Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1", "5759e988bd862e3fe1be46a994272793")]
    [InlineData("Sampled=1", null)]
    [InlineData("Root=1-0-0", null)]
    [InlineData(null, null)]
    public void The_trace_is_found_by_its_header(string? header, string? id) => Assert.Equal(id, Timeline.TraceId(header));

    private static TraceSpan Span(string id, string? parent, string source, string name, double from, double to, params (string Name, string Value)[] tags) =>
        new(id, parent, "host", source, name, Start.AddMilliseconds(from), to - from, null, tags.ToDictionary(tag => tag.Name, tag => tag.Value));
}
