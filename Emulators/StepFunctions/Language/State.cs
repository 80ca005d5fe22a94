using Ensemble.StepFunctions.Json;
using Ensemble.StepFunctions.Language.Choices;
using Ensemble.StepFunctions.Language.Expressions;

namespace Ensemble.StepFunctions.Language;

/// <summary>States that lead to one another: a state machine, a branch, or what is done with each item of a Map.</summary>
/// <param name="StartAt">The first state.</param>
/// <param name="States">All states by name, in the order they are written.</param>
public sealed record Graph(string StartAt, IReadOnlyDictionary<string, State> States);

/// <summary>
/// A state (https://states-language.net). Immutable: one definition serves any number of executions at once.
/// </summary>
/// <param name="Name">Its name.</param>
/// <param name="QueryLanguage">The language of its expressions.</param>
public abstract record State(string Name, QueryLanguage QueryLanguage)
{
    /// <summary>What follows; null: nothing, the state ends its graph.</summary>
    public string? Next { get; init; }

    /// <summary>InputPath.</summary>
    internal PathField InputPath { get; init; } = PathField.Whole;

    /// <summary>OutputPath.</summary>
    internal PathField OutputPath { get; init; } = PathField.Whole;

    /// <summary>Variables that are assigned when the state ends.</summary>
    internal Template? Assign { get; init; }

    /// <summary>Output (JSONata).</summary>
    internal Template? Output { get; init; }

    /// <summary>Its type, as in the States Language.</summary>
    public string Type => GetType().Name[..^"State".Length];

    /// <summary>The graphs inside of it.</summary>
    public virtual IReadOnlyList<Graph> Inner => [];
}

/// <summary>A state that makes a result from an input: Task, Parallel, Map and Pass.</summary>
/// <param name="Name">Its name.</param>
/// <param name="QueryLanguage">The language of its expressions.</param>
public abstract record WorkState(string Name, QueryLanguage QueryLanguage) : State(Name, QueryLanguage)
{
    /// <summary>Parameters or Arguments.</summary>
    internal Template? Parameters { get; init; }

    /// <summary>ResultSelector.</summary>
    internal Template? ResultSelector { get; init; }

    /// <summary>ResultPath.</summary>
    internal PathField ResultPath { get; init; } = PathField.Whole;

    /// <summary>What is tried again.</summary>
    public IReadOnlyList<Retrier> Retry { get; init; } = [];

    /// <summary>Where failures lead.</summary>
    public IReadOnlyList<Catcher> Catch { get; init; } = [];
}

/// <summary>Hands on its input, or a fixed result.</summary>
/// <param name="Name">Its name.</param>
/// <param name="QueryLanguage">The language of its expressions.</param>
public sealed record PassState(string Name, QueryLanguage QueryLanguage) : WorkState(Name, QueryLanguage)
{
    /// <summary>The fixed result.</summary>
    public JsonValue? Result { get; init; }
}

/// <summary>Has work done elsewhere.</summary>
/// <param name="Name">Its name.</param>
/// <param name="QueryLanguage">The language of its expressions.</param>
/// <param name="Resource">What it calls.</param>
public sealed record TaskState(string Name, QueryLanguage QueryLanguage, TaskResource Resource) : WorkState(Name, QueryLanguage)
{
    /// <summary>TimeoutSeconds or TimeoutSecondsPath.</summary>
    internal NumberField? TimeoutSeconds { get; init; }

    /// <summary>HeartbeatSeconds or HeartbeatSecondsPath.</summary>
    internal NumberField? HeartbeatSeconds { get; init; }

    /// <summary>Credentials; accepted and ignored, as everything runs as one user here.</summary>
    internal Template? Credentials { get; init; }
}

/// <summary>Chooses what follows.</summary>
/// <param name="Name">Its name.</param>
/// <param name="QueryLanguage">The language of its expressions.</param>
public sealed record ChoiceState(string Name, QueryLanguage QueryLanguage) : State(Name, QueryLanguage)
{
    /// <summary>The rules, of which the first that holds is followed.</summary>
    public IReadOnlyList<Choice> Choices { get; init; } = [];

    /// <summary>What follows if none holds.</summary>
    public string? Default { get; init; }
}

/// <summary>A rule of a Choice state.</summary>
/// <param name="Next">Where it leads.</param>
public sealed record Choice(string Next)
{
    /// <summary>When it holds.</summary>
    internal ChoiceRule Rule { get; init; } = null!;

    /// <summary>Variables that are assigned on the way.</summary>
    internal Template? Assign { get; init; }

    /// <summary>Output (JSONata).</summary>
    internal Template? Output { get; init; }
}

/// <summary>Waits.</summary>
/// <param name="Name">Its name.</param>
/// <param name="QueryLanguage">The language of its expressions.</param>
public sealed record WaitState(string Name, QueryLanguage QueryLanguage) : State(Name, QueryLanguage)
{
    /// <summary>Seconds or SecondsPath.</summary>
    internal NumberField? Seconds { get; init; }

    /// <summary>Timestamp or TimestampPath.</summary>
    internal TextField? Timestamp { get; init; }
}

/// <summary>Ends its graph well.</summary>
/// <param name="Name">Its name.</param>
/// <param name="QueryLanguage">The language of its expressions.</param>
public sealed record SucceedState(string Name, QueryLanguage QueryLanguage) : State(Name, QueryLanguage);

/// <summary>Ends its graph with an error.</summary>
/// <param name="Name">Its name.</param>
/// <param name="QueryLanguage">The language of its expressions.</param>
public sealed record FailState(string Name, QueryLanguage QueryLanguage) : State(Name, QueryLanguage)
{
    /// <summary>Error or ErrorPath.</summary>
    internal TextField? Error { get; init; }

    /// <summary>Cause or CausePath.</summary>
    internal TextField? Cause { get; init; }
}

/// <summary>Runs branches at the same time.</summary>
/// <param name="Name">Its name.</param>
/// <param name="QueryLanguage">The language of its expressions.</param>
/// <param name="Branches">The branches.</param>
public sealed record ParallelState(string Name, QueryLanguage QueryLanguage, IReadOnlyList<Graph> Branches) : WorkState(Name, QueryLanguage)
{
    /// <inheritdoc/>
    public override IReadOnlyList<Graph> Inner => Branches;
}

/// <summary>Does the same with every item.</summary>
/// <param name="Name">Its name.</param>
/// <param name="QueryLanguage">The language of its expressions.</param>
/// <param name="ItemProcessor">What is done.</param>
public sealed record MapState(string Name, QueryLanguage QueryLanguage, Graph ItemProcessor) : WorkState(Name, QueryLanguage)
{
    /// <summary>Whether each item is an execution of its own (mode DISTRIBUTED).</summary>
    public bool IsDistributed { get; init; }

    /// <summary>The type of those executions.</summary>
    public WorkflowType ExecutionType { get; init; }

    /// <summary>The name of the map run.</summary>
    public string? Label { get; init; }

    /// <summary>ItemsPath.</summary>
    internal PathField? ItemsPath { get; init; }

    /// <summary>Items (JSONata).</summary>
    internal Template? Items { get; init; }

    /// <summary>ItemSelector, or Parameters of old.</summary>
    internal Template? ItemSelector { get; init; }

    /// <summary>MaxConcurrency; 0: no limit of its own.</summary>
    internal NumberField? MaxConcurrency { get; init; }

    /// <summary>ToleratedFailureCount.</summary>
    internal NumberField? ToleratedFailureCount { get; init; }

    /// <summary>ToleratedFailurePercentage.</summary>
    internal NumberField? ToleratedFailurePercentage { get; init; }

    /// <summary>ItemReader.</summary>
    internal ItemReader? ItemReader { get; init; }

    /// <summary>ItemBatcher.</summary>
    internal ItemBatcher? ItemBatcher { get; init; }

    /// <summary>ResultWriter.</summary>
    internal ResultWriter? ResultWriter { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<Graph> Inner => [ItemProcessor];
}

/// <summary>Where a distributed Map reads its items.</summary>
/// <param name="Resource">The call that fetches them.</param>
/// <param name="Parameters">Its parameters.</param>
/// <param name="InputType">JSON, JSONL, CSV or MANIFEST; null where objects are listed.</param>
/// <param name="CsvHeaderLocation">FIRST_ROW or GIVEN.</param>
/// <param name="CsvHeaders">The headers that are given.</param>
/// <param name="CsvDelimiter">What separates fields.</param>
/// <param name="ItemsPointer">Where the items are within a JSON document.</param>
/// <param name="MaxItems">How many are read at most.</param>
internal sealed record ItemReader(
    ServiceResource Resource,
    Template? Parameters,
    string? InputType,
    string? CsvHeaderLocation,
    IReadOnlyList<string>? CsvHeaders,
    char CsvDelimiter,
    string? ItemsPointer,
    NumberField? MaxItems);

/// <summary>How items are put together.</summary>
/// <param name="BatchInput">What every batch gets besides its items.</param>
/// <param name="MaxItems">How many items a batch has at most.</param>
/// <param name="MaxBytes">How many bytes they have at most.</param>
internal sealed record ItemBatcher(Template? BatchInput, NumberField? MaxItems, NumberField? MaxBytes);

/// <summary>Where a distributed Map writes its results.</summary>
/// <param name="Resource">The call that stores them; null: nowhere, the results are only transformed.</param>
/// <param name="Parameters">Its parameters.</param>
/// <param name="OutputType">JSON or JSONL.</param>
/// <param name="Transformation">NONE, COMPACT or FLATTEN.</param>
internal sealed record ResultWriter(ServiceResource? Resource, Template? Parameters, string OutputType, string Transformation);

/// <summary>What is tried again.</summary>
/// <param name="ErrorEquals">Which errors.</param>
public sealed record Retrier(IReadOnlyList<string> ErrorEquals)
{
    /// <summary>Seconds before the first repetition.</summary>
    public long IntervalSeconds { get; init; } = 1;

    /// <summary>How often it is tried again.</summary>
    public long MaxAttempts { get; init; } = 3;

    /// <summary>By what the wait grows each time.</summary>
    public double BackoffRate { get; init; } = 2;

    /// <summary>The longest wait in seconds.</summary>
    public long? MaxDelaySeconds { get; init; }

    /// <summary>Whether the wait is drawn between zero and what it would be.</summary>
    public bool HasFullJitter { get; init; }
}

/// <summary>Where a failure leads.</summary>
/// <param name="ErrorEquals">Which errors.</param>
/// <param name="Next">Where to.</param>
public sealed record Catcher(IReadOnlyList<string> ErrorEquals, string Next)
{
    /// <summary>ResultPath of the error output.</summary>
    internal PathField ResultPath { get; init; } = PathField.Whole;

    /// <summary>Variables that are assigned on the way.</summary>
    internal Template? Assign { get; init; }

    /// <summary>Output (JSONata).</summary>
    internal Template? Output { get; init; }
}

/// <summary>How executions are run and billed.</summary>
public enum WorkflowType
{
    /// <summary>Up to a year, every event recorded.</summary>
    Standard,

    /// <summary>Up to five minutes, no history.</summary>
    Express,
}

/// <summary>A state machine.</summary>
/// <param name="Graph">Its states.</param>
/// <param name="TimeoutSeconds">How long an execution may take.</param>
/// <param name="Text">The definition as it was given.</param>
public sealed record StateMachine(Graph Graph, long? TimeoutSeconds, string Text);
