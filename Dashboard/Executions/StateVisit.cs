namespace Ensemble.Dashboard.Executions;

/// <summary>One stay in a state.</summary>
/// <param name="State">The state.</param>
/// <param name="Kind">Its type, e.g. <c>Task</c>.</param>
/// <param name="Status"><c>SUCCEEDED</c>, <c>FAILED</c>, <c>ABORTED</c> or <c>RUNNING</c>.</param>
/// <param name="Entered">When it was entered, in milliseconds since the start of the execution.</param>
/// <param name="Left">When it was left; null: it was not.</param>
/// <param name="Input">Its input as JSON.</param>
/// <param name="Output">Its output as JSON; null: there is none.</param>
/// <param name="Retries">How often its task was tried again.</param>
public sealed record StateVisit(string State, string Kind, string Status, double Entered, double? Left, string? Input, string? Output, int Retries)
{
    private const string EnteredSuffix = "StateEntered";
    private const string ExitedSuffix = "StateExited";

    /// <summary>The stays of an execution in the order in which they began, from its events.</summary>
    public static IReadOnlyList<StateVisit> Of(IReadOnlyList<EventView> events)
    {
        var byId = events.ToDictionary(one => one.Id);
        var entries = events.Where(one => one.Type.EndsWith(EnteredSuffix, StringComparison.Ordinal)).ToList();
        var exits = new Dictionary<long, EventView>();
        foreach (var exit in events.Where(one => one.Type.EndsWith(ExitedSuffix, StringComparison.Ordinal)))
        {
            if (EntryOf(exit, exit.Text("name"), byId) is { } entry)
            {
                exits[entry.Id] = exit;
            }
        }

        var schedules = events.Where(one => one.Type is "TaskScheduled" or "LambdaFunctionScheduled" or "ActivityScheduled").Select(one => EntryOf(one, null, byId)?.Id).OfType<long>().CountBy(id => id).ToDictionary();
        var end = events.FirstOrDefault(one => one.Type is "ExecutionSucceeded" or "ExecutionFailed" or "ExecutionAborted" or "ExecutionTimedOut");
        var failed = end is null or { Type: "ExecutionSucceeded" } ? null : Failing(events, byId);
        return [.. entries.Select(entry =>
        {
            var exit = exits.GetValueOrDefault(entry.Id);
            var status = exit is not null ? "SUCCEEDED" : end is null ? "RUNNING" : entry.Id == failed ? "FAILED" : "ABORTED";
            return new StateVisit(
                entry.Text("name")!, entry.Type[..^EnteredSuffix.Length], status, entry.At - events[0].At, (exit ?? end)?.At - events[0].At, entry.Text("input"), exit?.Text("output"),
                Math.Max(0, schedules.GetValueOrDefault(entry.Id, 1) - 1));
        })];
    }

    // The entry that an event goes back to; of that name, if one is given: a Parallel state goes back through its branches.
    private static EventView? EntryOf(EventView of, string? name, Dictionary<long, EventView> byId)
    {
        for (var at = byId.GetValueOrDefault(of.Previous); at is not null; at = byId.GetValueOrDefault(at.Previous))
        {
            if (at.Type.EndsWith(EnteredSuffix, StringComparison.Ordinal) && (name is null || at.Text("name") == name))
            {
                return at;
            }
        }

        return null;
    }

    private static long? Failing(IReadOnlyList<EventView> events, Dictionary<long, EventView> byId) =>
        events.LastOrDefault(one => one.Type.EndsWith("Failed", StringComparison.Ordinal) || one.Type.EndsWith("TimedOut", StringComparison.Ordinal)) is { } last
            ? (last.Type is "ExecutionFailed" or "ExecutionTimedOut" && byId.GetValueOrDefault(last.Previous) is { } cause ? cause.Type.EndsWith(EnteredSuffix, StringComparison.Ordinal) ? cause : EntryOf(cause, null, byId) : EntryOf(last, null, byId))?.Id
            : null;
}
