using System.Text.Json;
using Ensemble.Dashboard.Executions;

namespace Ensemble.Dashboard.Tests;

/// <summary>Stays in states, from the events of an execution.</summary>
public sealed class StateVisitTests
{
    [Fact]
    public void Branches_overlap_and_the_state_around_them_lasts_until_the_last_has_ended()
    {
        var visits = StateVisit.Of(Events(
            """{"id":1,"previousEventId":0,"type":"ExecutionStarted","timestamp":100.000}""",
            """{"id":2,"previousEventId":0,"type":"ParallelStateEntered","timestamp":100.000,"stateEnteredEventDetails":{"name":"Models","input":"{}"}}""",
            """{"id":3,"previousEventId":2,"type":"ParallelStateStarted","timestamp":100.000}""",
            """{"id":4,"previousEventId":3,"type":"TaskStateEntered","timestamp":100.001,"stateEnteredEventDetails":{"name":"a","input":"1"}}""",
            """{"id":5,"previousEventId":3,"type":"TaskStateEntered","timestamp":100.002,"stateEnteredEventDetails":{"name":"b","input":"2"}}""",
            """{"id":6,"previousEventId":5,"type":"TaskScheduled","timestamp":100.003}""",
            """{"id":7,"previousEventId":4,"type":"TaskScheduled","timestamp":100.003}""",
            """{"id":8,"previousEventId":6,"type":"TaskSucceeded","timestamp":100.010}""",
            """{"id":9,"previousEventId":8,"type":"TaskStateExited","timestamp":100.010,"stateExitedEventDetails":{"name":"b","output":"20"}}""",
            """{"id":10,"previousEventId":7,"type":"TaskSucceeded","timestamp":100.020}""",
            """{"id":11,"previousEventId":10,"type":"TaskStateExited","timestamp":100.020,"stateExitedEventDetails":{"name":"a","output":"10"}}""",
            """{"id":12,"previousEventId":11,"type":"ParallelStateSucceeded","timestamp":100.021}""",
            """{"id":13,"previousEventId":11,"type":"ParallelStateExited","timestamp":100.021,"stateExitedEventDetails":{"name":"Models","output":"[10,20]"}}""",
            """{"id":14,"previousEventId":13,"type":"ExecutionSucceeded","timestamp":100.021}"""));

        Assert.Equal(
            [("Models", "Parallel", 0.0, 21.0, "[10,20]"), ("a", "Task", 1, 20, "10"), ("b", "Task", 2, 10, "20")],
            visits.Select(visit => (visit.State, visit.Kind, Math.Round(visit.Entered), Math.Round(visit.Left!.Value), visit.Output)));
        Assert.All(visits, visit => Assert.Equal("SUCCEEDED", visit.Status));
    }

    [Fact]
    public void The_state_that_failed_is_told_from_those_that_were_given_up_with_it()
    {
        var visits = StateVisit.Of(Events(
            """{"id":1,"previousEventId":0,"type":"ExecutionStarted","timestamp":1}""",
            """{"id":2,"previousEventId":0,"type":"TaskStateEntered","timestamp":1,"stateEnteredEventDetails":{"name":"good"}}""",
            """{"id":3,"previousEventId":0,"type":"TaskStateEntered","timestamp":1,"stateEnteredEventDetails":{"name":"bad"}}""",
            """{"id":4,"previousEventId":3,"type":"TaskScheduled","timestamp":1}""",
            """{"id":5,"previousEventId":4,"type":"TaskFailed","timestamp":2}""",
            """{"id":6,"previousEventId":5,"type":"TaskScheduled","timestamp":3}""",
            """{"id":7,"previousEventId":6,"type":"TaskFailed","timestamp":4}""",
            """{"id":8,"previousEventId":7,"type":"ExecutionFailed","timestamp":4,"executionFailedEventDetails":{"error":"E"}}"""));

        Assert.Equal([("good", "ABORTED", 0), ("bad", "FAILED", 1)], visits.Select(visit => (visit.State, visit.Status, visit.Retries)));
    }

    [Fact]
    public void A_state_that_was_not_left_yet_runs()
    {
        var visit = Assert.Single(StateVisit.Of(Events(
            """{"id":1,"previousEventId":0,"type":"ExecutionStarted","timestamp":1}""",
            """{"id":2,"previousEventId":0,"type":"WaitStateEntered","timestamp":1,"stateEnteredEventDetails":{"name":"w"}}""")));

        Assert.Equal(("RUNNING", null), (visit.Status, visit.Left));
    }

    private static List<EventView> Events(params string[] events) => [.. events.Select(text => EventView.Of(JsonDocument.Parse(text).RootElement))];
}
