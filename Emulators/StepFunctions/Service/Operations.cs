using System.Collections.Frozen;
using Ensemble.StepFunctions.Json;

namespace Ensemble.StepFunctions.Service;

/// <summary>The operations of the API by name.</summary>
internal sealed class Operations
{
    private readonly FrozenDictionary<string, Func<Request, CancellationToken, Task<string>>> _operations;

    public Operations(StateMachines machines, Aliases aliases, Executions executions, MapRuns mapRuns, Activities activities, Tags tags, Definitions definitions, StateTest test)
    {
        _operations = new Dictionary<string, Func<Request, CancellationToken, Task<string>>>(StringComparer.Ordinal)
        {
            ["CreateStateMachine"] = Async(machines.CreateAsync),
            ["UpdateStateMachine"] = Async(machines.UpdateAsync),
            ["DescribeStateMachine"] = Sync(machines.Describe),
            ["DeleteStateMachine"] = Async(machines.DeleteAsync),
            ["ListStateMachines"] = Sync(machines.List),
            ["PublishStateMachineVersion"] = Async(machines.PublishAsync),
            ["DeleteStateMachineVersion"] = Async(machines.DeleteVersionAsync),
            ["ListStateMachineVersions"] = Sync(machines.ListVersions),
            ["CreateStateMachineAlias"] = Async(aliases.CreateAsync),
            ["UpdateStateMachineAlias"] = Async(aliases.UpdateAsync),
            ["DescribeStateMachineAlias"] = Sync(aliases.Describe),
            ["DeleteStateMachineAlias"] = Async(aliases.DeleteAsync),
            ["ListStateMachineAliases"] = Sync(aliases.List),
            ["ValidateStateMachineDefinition"] = Sync(definitions.Validate),
            ["TestState"] = async (request, token) => (await test.RunAsync(request, token)).ToJson(),
            ["StartExecution"] = Async(executions.StartAsync),
            ["StartSyncExecution"] = async (request, token) => (await executions.StartSyncAsync(request, token)).ToJson(),
            ["StopExecution"] = Async(executions.StopAsync),
            ["DescribeExecution"] = Async(executions.DescribeAsync),
            ["DescribeStateMachineForExecution"] = Async(executions.DescribeStateMachineAsync),
            ["ListExecutions"] = Async(executions.ListAsync),
            ["GetExecutionHistory"] = (request, _) => executions.HistoryAsync(request),
            ["RedriveExecution"] = Async(executions.RedriveAsync),
            ["DescribeMapRun"] = Async(mapRuns.DescribeAsync),
            ["ListMapRuns"] = Async(mapRuns.ListAsync),
            ["UpdateMapRun"] = Sync(mapRuns.Update),
            ["CreateActivity"] = Async(activities.CreateAsync),
            ["DescribeActivity"] = Sync(activities.Describe),
            ["DeleteActivity"] = Async(activities.DeleteAsync),
            ["ListActivities"] = Sync(activities.List),
            ["GetActivityTask"] = async (request, token) => (await activities.TaskAsync(request, token)).ToJson(),
            ["SendTaskSuccess"] = Sync(activities.Succeed),
            ["SendTaskFailure"] = Sync(activities.Fail),
            ["SendTaskHeartbeat"] = Sync(activities.Beat),
            ["ListTagsForResource"] = Sync(tags.List),
            ["TagResource"] = Async(tags.AddAsync),
            ["UntagResource"] = Async(tags.RemoveAsync),
        }.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>Whether there is an operation of a name.</summary>
    public bool Exists(string name) => _operations.ContainsKey(name);

    /// <summary>Calls an operation.</summary>
    /// <returns>Its answer as JSON.</returns>
    /// <exception cref="ServiceException">It is refused.</exception>
    public Task<string> CallAsync(string name, JsonObject request, CancellationToken cancellationToken) =>
        _operations.TryGetValue(name, out var operation)
            ? operation(new(request), cancellationToken)
            : throw new ServiceException("UnknownOperationException", $"There is no operation '{name}'.");

    private static Func<Request, CancellationToken, Task<string>> Async(Func<Request, Task<JsonObject>> operation) =>
        async (request, _) => (await operation(request)).ToJson();

    private static Func<Request, CancellationToken, Task<string>> Sync(Func<Request, JsonObject> operation) =>
        (request, _) => Task.FromResult(operation(request).ToJson());
}
