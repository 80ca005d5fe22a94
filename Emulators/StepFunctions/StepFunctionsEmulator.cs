using Ensemble.StepFunctions.Execution;
using Ensemble.StepFunctions.Json;
using Ensemble.StepFunctions.Language;
using Ensemble.StepFunctions.Persistence;
using Ensemble.StepFunctions.Service;
using Ensemble.StepFunctions.Tasks;

namespace Ensemble.StepFunctions;

/// <summary>The service of Step Functions in this process, without a network.</summary>
public sealed class StepFunctionsEmulator : IAsyncDisposable
{
    private readonly ExecutionStore _store;
    private readonly StateMachines _machines;
    private readonly Executions _executions;
    private readonly MapRuns _mapRuns;
    private readonly Operations _operations;
    private readonly Ids _ids;
    private readonly string? _temporaryFolder;

    private StepFunctionsEmulator(ServiceOptions options)
    {
        _temporaryFolder = options.DataFolder is null ? Directory.CreateTempSubdirectory("ensemble-stepfunctions-").FullName : null;
        _store = ExecutionStore.Open(options.DataFolder ?? _temporaryFolder!);
        var arns = new Arns(options.Region, options.AccountId);
        var ids = _ids = new Ids(options.Seed);
        var time = options.Time;
        var tokens = new TaskTokens(time);
        var tasks = new ActivityTasks();
        IReadOnlyList<ITaskIntegration> integrations = options.Integrations;
        bool Supports(TaskResource resource) => resource is ActivityResource
            || integrations.Any(integration => integration.Supports(resource))
            || (resource is ServiceResource { Service: "s3" } && options.Objects is not null);
        _machines = new(_store, arns, ids, time, Supports);
        _executions = new(_store, _machines, arns, ids, time);
        _mapRuns = new(_store, _executions, time);
        var own = new StepFunctionsIntegration(_executions, ids, time);
        integrations = [.. options.Integrations, own];
        var activities = new Activities(_store, arns, tasks, tokens, time);
        var test = new StateTest(arns, ids, time, Supports);
        _operations = new(_machines, new(_machines, time), _executions, _mapRuns, activities, new(_machines, activities), new(Supports), test);
        own.Operations = _operations;
        Services = new()
        {
            Time = time,
            Integrations = integrations,
            Tokens = tokens,
            Activities = tasks,
            Objects = options.Objects,
            MapRuns = _mapRuns,
            Latency = options.Latency,
            Region = options.Region,
        };
        _executions.Services = Services;
        test.Services = Services;
    }

    /// <summary>What executions run with.</summary>
    public EngineServices Services { get; }

    /// <summary>How many executions run.</summary>
    public int RunningExecutions => _executions.RunningCount;

    /// <summary>The executions that ended last, the newest first, Express ones too.</summary>
    public JsonArray RecentExecutions => _executions.Recent.List();

    /// <summary>Opens the service; executions that an earlier process left running are ended.</summary>
    /// <exception cref="StoreException">The data folder cannot be used.</exception>
    public static async Task<StepFunctionsEmulator> StartAsync(ServiceOptions options)
    {
        var emulator = new StepFunctionsEmulator(options);
        await emulator._executions.RecoverAsync();
        await emulator._mapRuns.RecoverAsync();
        return emulator;
    }

    /// <summary>Calls an operation of the API.</summary>
    /// <param name="operation">Its name, e.g. <c>StartExecution</c>.</param>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Ends the wait for an answer.</param>
    /// <returns>The answer as JSON.</returns>
    /// <exception cref="ServiceException">It is refused.</exception>
    public Task<string> CallAsync(string operation, JsonObject request, CancellationToken cancellationToken = default) =>
        _operations.CallAsync(operation, request, cancellationToken);

    /// <summary>An id for a request.</summary>
    public string NewRequestId() => _ids.Uuid();

    /// <summary>The events of an Express execution that ended lately as JSON; null: they are not known.</summary>
    public string? RecentEvents(string executionArn) => _executions.Recent.Events(executionArn);

    /// <summary>Stops what runs, and closes the store.</summary>
    public async ValueTask DisposeAsync()
    {
        await _executions.StopAllAsync();
        await _store.DisposeAsync();
        _machines.Dispose();
        if (_temporaryFolder is not null)
        {
            Directory.Delete(_temporaryFolder, recursive: true);
        }
    }
}
