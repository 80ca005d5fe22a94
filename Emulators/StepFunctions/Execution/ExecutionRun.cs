using Ensemble.StepFunctions.History;
using Ensemble.StepFunctions.Json;
using Ensemble.StepFunctions.Language;

namespace Ensemble.StepFunctions.Execution;

/// <summary>An execution while it runs.</summary>
internal sealed class ExecutionRun(ExecutionRequest request, EngineServices services, HistoryWriter history)
{
    private readonly Lazy<JsonObject> _execution = new(() => new(new Dictionary<string, JsonValue>
    {
        ["Id"] = request.Arn,
        ["Input"] = request.Input.Value,
        ["StartTime"] = Timestamp.Format(request.StartTime),
        ["Name"] = request.Name,
        ["RoleArn"] = request.RoleArn,
        ["RedriveCount"] = request.RedriveCount,
    }));

    private readonly Lazy<JsonObject> _machine = new(() => new(new Dictionary<string, JsonValue>
    {
        ["Id"] = request.StateMachineArn,
        ["Name"] = request.StateMachineName,
    }));

    /// <summary>What is executed.</summary>
    public ExecutionRequest Request { get; } = request;

    /// <summary>What it shares with others.</summary>
    public EngineServices Services { get; } = services;

    /// <summary>Where its events go.</summary>
    public HistoryWriter History { get; } = history;

    /// <summary>Why the execution as a whole ends before its states do; what they record then is nothing.</summary>
    public ExecutionResult? Ending { get; set; }

    /// <summary>The context object's part about the execution.</summary>
    public JsonObject ExecutionContext => _execution.Value;

    /// <summary>The context object's part about the state machine.</summary>
    public JsonObject MachineContext => _machine.Value;
}
