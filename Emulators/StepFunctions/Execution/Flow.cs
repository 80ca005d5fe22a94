using System.Diagnostics;
using Ensemble.StepFunctions.History;
using Ensemble.StepFunctions.Json;
using Ensemble.StepFunctions.Language;
using Ensemble.StepFunctions.Language.Expressions;

namespace Ensemble.StepFunctions.Execution;

/// <summary>One thread of an execution: the states of the machine, of a branch, or of an item.</summary>
internal sealed class Flow(ExecutionRun run, Variables variables, long lastEventId, int seed, JsonObject? item = null, ActivityContext? trace = null)
{
    private Random? _random;

    /// <summary>The execution.</summary>
    public ExecutionRun Run { get; } = run;

    /// <summary>Its variables.</summary>
    public Variables Variables { get; } = variables;

    /// <summary>Where its random numbers come from: its own, so that they do not depend on what runs at the same time.</summary>
    public Random Random => _random ??= new(seed);

    /// <summary>The event that its next one follows from.</summary>
    public long LastEventId { get; set; } = lastEventId;

    /// <summary>The context object's part about the item of the Map around it.</summary>
    public JsonObject? Item { get; } = item;

    /// <summary>The span that its states are parts of; null: the execution is traced by nobody.</summary>
    public ActivityContext? Trace { get; set; } = trace;

    /// <summary>Writes an event that follows from the last one.</summary>
    public long Append(HistoryEventType type, EventDetails? details = null) => LastEventId = Run.History.Append(type, LastEventId, details);

    /// <summary>Draws what flows within this one draw their random numbers from.</summary>
    public int[] Seeds(int count) => [.. Enumerable.Range(0, count).Select(_ => Random.Next())];

    /// <summary>A flow within this one.</summary>
    public Flow Begin(long lastEventId, int seed, JsonObject? item = null) => new(Run, new(Variables), lastEventId, seed, item ?? Item, Trace);
}

/// <summary>A visit of a state.</summary>
/// <param name="Flow">Where it is.</param>
/// <param name="State">The state.</param>
/// <param name="Input">Its input as it came.</param>
/// <param name="EnteredEventId">The event that says it was entered.</param>
/// <param name="EntryPreviousEventId">The event which that one follows from.</param>
/// <param name="EnteredTime">When it was entered.</param>
internal sealed record Visit(Flow Flow, State State, Payload Input, long EnteredEventId, long EntryPreviousEventId, DateTimeOffset EnteredTime)
{
    /// <summary>How often the state was tried again.</summary>
    public int RetryCount { get; set; }

    /// <summary>Its span; null: the execution is traced by nobody.</summary>
    public Activity? Trace { get; set; }

    /// <summary>The token of its task.</summary>
    public string? TaskToken { get; set; }

    /// <summary>What the inspection of a tested state wants to know.</summary>
    public Inspection? Inspection { get; init; }

    /// <summary>What expressions of the state may refer to.</summary>
    public Scope Scope(JsonValue input) => new()
    {
        Input = input,
        Context = () => Inspection?.Context ?? Context(Flow.Item),
        Variables = Flow.Variables,
        Random = Flow.Random,
        Time = Flow.Run.Services.Time,
    };

    /// <summary>The same for an item of a Map.</summary>
    public Scope Scope(JsonValue input, JsonObject item) => Scope(input) with { Context = () => Context(item) };

    private JsonObject Context(JsonObject? item)
    {
        var state = new OrderedDictionary<string, JsonValue>(StringComparer.Ordinal)
        {
            ["Name"] = State.Name,
            ["EnteredTime"] = Timestamp.Format(EnteredTime),
        };
        if (State is TaskState or MapState or ParallelState)
        {
            state["RetryCount"] = RetryCount;
        }

        var context = new OrderedDictionary<string, JsonValue>(StringComparer.Ordinal)
        {
            ["Execution"] = Flow.Run.ExecutionContext,
            ["StateMachine"] = Flow.Run.MachineContext,
            ["State"] = new JsonObject(state),
        };
        if (TaskToken is not null)
        {
            context["Task"] = JsonObject.Empty.With("Token", TaskToken);
        }

        if (item is not null)
        {
            context["Map"] = JsonObject.Empty.With("Item", item);
        }

        return new(context);
    }
}

/// <summary>How a state ended.</summary>
/// <param name="Next">The state that follows; null: none.</param>
/// <param name="Output">Its output.</param>
/// <param name="Assigned">The variables it assigned.</param>
internal readonly record struct StateOutcome(string? Next, Payload Output, JsonObject? Assigned);
