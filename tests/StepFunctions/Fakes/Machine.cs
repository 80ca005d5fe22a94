using System.Diagnostics.CodeAnalysis;
using Ensemble.StepFunctions.Execution;
using Ensemble.StepFunctions.History;
using Ensemble.StepFunctions.Json;
using Ensemble.StepFunctions.Language;
using Ensemble.StepFunctions.Language.Parsing;
using Ensemble.StepFunctions.Tasks;

namespace Ensemble.StepFunctions.Tests.Fakes;

/// <summary>A state machine with all that it needs to run within a test.</summary>
internal sealed class Machine
{
    public const string Arn = "arn:aws:states:us-east-1:000000000000:stateMachine:machine";

    private static readonly string[] Hidden = ["inputDetails", "outputDetails", "assignedVariablesDetails", "roleArn"];

    private readonly StateMachine _definition;
    private readonly WorkflowType _type;
    private readonly EngineServices _services;
    private WatchedHistory _history = new();

    public Machine([StringSyntax(StringSyntaxAttribute.Json)] string definition, WorkflowType type = WorkflowType.Standard)
    {
        _definition = DefinitionParser.Parse(definition, new(type, _ => true));
        _type = type;
        Tokens = new(Clock);
        _services = new() { Time = Clock, Integrations = [Tasks], Tokens = Tokens, Activities = Activities, Objects = Objects, MapRuns = MapRuns };
    }

    /// <summary>A machine of one state, named A, which ends it.</summary>
    public static Machine OfState(string fields, int seed = 0) => new("{\"StartAt\": \"A\", \"States\": {\"A\": {\"End\": true, " + fields + "}}}") { Seed = seed };

    public Clock Clock { get; } = new();

    public ScriptedTasks Tasks { get; } = new();

    public TaskTokens Tokens { get; }

    public ActivityTasks Activities { get; } = new();

    public MemoryObjects Objects { get; } = new();

    public RecordedMapRuns MapRuns { get; } = new();

    public int Seed { get; init; }

    /// <summary>The events of the execution that was started last.</summary>
    public IReadOnlyList<HistoryEvent> Events => _history.Events;

    /// <summary>The events of the execution that was started last, a line each.</summary>
    public string History => string.Join('\n', Events.Select(Line));

    /// <summary>The types of those events.</summary>
    public IEnumerable<HistoryEventType> Types => Events.Select(one => one.Type);

    /// <summary>An event as a line: its id, the id of the event it follows from, its type, and the details that say something.</summary>
    public static string Line(HistoryEvent one)
    {
        var details = one.Details is null ? null : new JsonObject(one.Details.Fields
            .Where(field => field.Value is not null && !Hidden.Contains(field.Name))
            .Select(field => KeyValuePair.Create(field.Name, field.Value!)));
        return FormattableString.Invariant($"{one.Id}<{one.PreviousEventId} {one.Type} {details?.ToJson()}").TrimEnd();
    }

    /// <summary>The lines of the events of a type.</summary>
    public IEnumerable<string> Lines(HistoryEventType type) => Events.Where(one => one.Type == type).Select(Line);

    public ExecutionHandle Start([StringSyntax(StringSyntaxAttribute.Json)] string input = "{}", string name = "execution")
    {
        _history = new();
        return Start(input, name, _history);
    }

    public ExecutionHandle Start(string input, string name, IHistorySink history)
    {
        var request = new ExecutionRequest
        {
            Machine = _definition,
            Type = _type,
            Arn = $"arn:aws:states:us-east-1:000000000000:execution:machine:{name}",
            Name = name,
            StateMachineArn = Arn,
            StateMachineName = "machine",
            RoleArn = "arn:aws:iam::000000000000:role/role",
            Input = Payload.Parse(input),
            StartTime = Clock.GetUtcNow(),
            Seed = Seed,
        };
        return ExecutionHandle.Start(request, _services, history);
    }

    /// <summary>Ends when an event of a type has been recorded.</summary>
    public Task Recorded(HistoryEventType type) => _history.Recorded(type);

    /// <summary>Runs an execution whose end nothing has to be done for.</summary>
    public Task<ExecutionResult> RunAsync([StringSyntax(StringSyntaxAttribute.Json)] string input = "{}") => Start(input).Ended();
}

/// <summary>What tests ask executions for.</summary>
internal static class Executions
{
    /// <summary>Waits for the end.</summary>
    public static Task<ExecutionResult> Ended(this ExecutionHandle execution) => execution.Completion.WaitAsync(TestContext.Current.CancellationToken);

    /// <summary>The output of an execution that has to succeed.</summary>
    public static async Task<string> Output(this Task<ExecutionResult> execution)
    {
        var result = await execution;
        Assert.True(result.Status == ExecutionStatus.Succeeded, $"{result.Status} {result.Error}: {result.Cause}");
        return result.Output!.Text;
    }

    /// <summary>The error and the cause of an execution that has to fail.</summary>
    public static async Task<string> Failure(this Task<ExecutionResult> execution)
    {
        var result = await execution;
        Assert.Equal(ExecutionStatus.Failed, result.Status);
        return $"{result.Error}: {result.Cause}";
    }
}
