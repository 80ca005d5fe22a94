using Ensemble.StepFunctions.Execution;
using Ensemble.StepFunctions.History;
using Ensemble.StepFunctions.Json;
using Ensemble.StepFunctions.Language;
using Ensemble.StepFunctions.Language.Expressions;
using Ensemble.StepFunctions.Language.Parsing;

namespace Ensemble.StepFunctions.Service;

/// <summary>TestState: runs one state by itself, with its work mocked or done, and shows the steps of its data.</summary>
internal sealed class StateTest(Arns arns, Ids ids, TimeProvider time, Func<TaskResource, bool> supports)
{
    private const string DefaultName = "StateName";

    /// <summary>What executions need; set once, since it needs this in turn.</summary>
    public EngineServices Services { get; set; } = null!;

    public async Task<JsonObject> RunAsync(Request request, CancellationToken cancellationToken)
    {
        var level = request.OneOf("inspectionLevel", "INFO", "DEBUG", "TRACE") ?? "INFO";
        var mock = Mock(request);
        var state = State(request, isMocked: mock is not null);
        var input = Input(request);
        var configuration = request.Object("stateConfiguration");
        var failedItems = configuration?.Whole("mapIterationFailureCount", 0, int.MaxValue);
        Check(request, state, mock, failedItems);
        var name = request.Text("stateName") ?? DefaultName;
        var context = TestContext.Read(request.Text("context")) ?? Context(name, state, request, input, configuration);
        var inspection = new Inspection { Context = context, MockResult = mock?.Result, MockError = mock?.Error, FailedItems = (int)(failedItems ?? 0) };
        inspection.Note("input", input.Text);
        var visit = Visit(state with { Name = name }, request, input, inspection);
        return await EvaluateAsync(visit, level, (int)(configuration?.Whole("retrierRetryCount", 0, int.MaxValue) ?? 0), cancellationToken);
    }

    private static async Task<JsonObject> EvaluateAsync(Visit visit, string level, int retried, CancellationToken cancellationToken)
    {
        var inspection = visit.Inspection!;
        var answer = new Answer();
        var errorDetails = new OrderedDictionary<string, JsonValue>(StringComparer.Ordinal);
        string status;
        try
        {
            // Once, with neither Retry nor Catch, which only say what would follow.
            var once = visit.State is WorkState work ? visit with { State = work with { Retry = [], Catch = [] } } : visit;
            var outcome = await Interpreter.EvaluateAsync(once, cancellationToken);
            answer.With("output", outcome.Output.Text).With("nextState", outcome.Next);
            status = "SUCCEEDED";
        }
        catch (StatesException failure)
        {
            answer.With("error", failure.Error).With("cause", failure.Cause);
            status = Failed(visit, failure, retried, answer, errorDetails);
        }

        if (errorDetails.Count > 0)
        {
            inspection.Note("errorDetails", new JsonObject(errorDetails));
        }

        return answer.With("inspectionData", level == "INFO" ? null : inspection.Steps).With("status", status).Build();
    }

    private static string Failed(Visit visit, StatesException failure, int retried, Answer answer, OrderedDictionary<string, JsonValue> details)
    {
        if (visit.State is not WorkState state)
        {
            return "FAILED";
        }

        if (state.Retry.Index().Where(one => RetryAndCatch.Matches(one.Item.ErrorEquals, failure)).Select(one => (int?)one.Index).FirstOrDefault() is { } retry)
        {
            details["retryIndex"] = retry;
            if (retried < state.Retry[retry].MaxAttempts)
            {
                details["retryBackoffIntervalSeconds"] = RetryPolicy.Seconds(state.Retry[retry], retried);
                return "RETRIABLE";
            }
        }

        if (state.Catch.Index().Where(one => RetryAndCatch.Matches(one.Item.ErrorEquals, failure)).Select(one => (int?)one.Index).FirstOrDefault() is { } index)
        {
            details["catchIndex"] = index;
            var outcome = DataFlow.Caught(state, visit, state.Catch[index], failure);
            answer.With("output", outcome.Output.Text).With("nextState", outcome.Next);
            return "CAUGHT_ERROR";
        }

        return "FAILED";
    }

    private static (Payload? Result, StatesException? Error)? Mock(Request request)
    {
        if (request.Object("mock") is not { } mock)
        {
            return null;
        }

        var error = mock.Object("errorOutput");
        if (mock.Has("result") && error is not null)
        {
            throw ServiceException.Validation("A test mock should have only one of the following fields: [result, errorOutput].");
        }

        if (error is not null)
        {
            return (null, new(error.Text("error", 0, 256), error.Text("cause", 0, 32768)));
        }

        if (mock.Text("result") is not { } text)
        {
            throw ServiceException.Validation("A test mock should have one of the following fields: [result, errorOutput].");
        }

        try
        {
            return (Payload.Parse(text), null);
        }
        catch (JsonSyntaxException)
        {
            throw ServiceException.Validation("Mocked result must be valid JSON");
        }
    }

    private static Payload Input(Request request)
    {
        try
        {
            return Payload.Parse(request.Text("input", 0, Payload.MaxBytes) ?? "{}");
        }
        catch (JsonSyntaxException exception)
        {
            throw new ServiceException("InvalidExecutionInput", $"Invalid State Machine Execution Input: '{exception.Message}'");
        }
    }

    private static void Check(Request request, State state, (Payload? Result, StatesException? Error)? mock, long? failedItems)
    {
        if (mock is null && failedItems is not null)
        {
            throw ServiceException.Validation("TestState does not support MapIterationFailureCount when a mock is not specified.");
        }

        if (mock is null && state is TaskState && !request.Has("roleArn"))
        {
            throw ServiceException.Validation("RoleArn must be specified when testing a Task state");
        }

        if (mock is null && state is MapState or ParallelState && mock is null)
        {
            throw ServiceException.Validation($"State type '{state.Type}' is not supported when a mock is not specified");
        }

        if (mock is not null && state is not (TaskState or MapState or ParallelState))
        {
            throw ServiceException.Validation($"State type '{state.Type}' is not supported when a mock is specified");
        }

        if (mock?.Result is not { } result)
        {
            return;
        }

        if (state is ParallelState or MapState { ResultWriter: null } && result.Value is not JsonArray)
        {
            throw ServiceException.Validation("Mocked result must be an array.");
        }

        if (failedItems > ((result.Value as JsonArray)?.Count ?? 0))
        {
            throw ServiceException.Validation("Map iteration failure count must be less than or equal to the number of Map iterations");
        }

        if (state is TaskState { Resource: ServiceResource resource } && request.Object("mock")!.OneOf("fieldValidationMode", "STRICT", "PRESENT", "NONE") != "NONE")
        {
            MockShapes.Check(resource, result.Value);
        }
    }

    private State State(Request request, bool isMocked)
    {
        var definition = request.Required("definition", 1, DefinitionParser.MaxBytes);
        var options = new ParserOptions(WorkflowType.Standard, resource => isMocked || supports(resource));
        try
        {
            if (request.Text("stateName", 1, 80) is not { } name)
            {
                return DefinitionParser.ParseState(DefaultName, definition, options);
            }

            return Find(DefinitionParser.Parse(definition, options).Graph, name) ?? throw ServiceException.Validation("State not found in definition");
        }
        catch (InvalidDefinitionException exception)
        {
            throw new ServiceException("InvalidDefinition", exception.Message);
        }
    }

    private static State? Find(Graph graph, string name) => graph.States.GetValueOrDefault(name)
        ?? graph.States.Values.SelectMany(state => state.Inner).Select(inner => Find(inner, name)).OfType<State>().FirstOrDefault();

    private JsonObject Context(string name, State state, Request request, Payload input, Request? configuration)
    {
        var (machine, execution) = (ids.Uuid(), ids.Uuid());
        var now = Timestamp.Format(time.GetUtcNow());
        var inState = JsonObject.Empty.With("Name", name).With("EnteredTime", now);
        return JsonObject.Empty
            .With("Execution", new Answer()
                .With("Id", arns.Execution(machine, execution).Replace(":execution:", ":express:", StringComparison.Ordinal))
                .With("Input", input.Value)
                .With("Name", execution)
                .With("RoleArn", request.Text("roleArn"))
                .With("StartTime", now)
                .Build())
            .With("StateMachine", JsonObject.Empty.With("Id", arns.StateMachine(machine)).With("Name", machine))
            .With("State", state is TaskState or MapState or ParallelState ? inState.With("RetryCount", configuration?.Whole("retrierRetryCount", 0, int.MaxValue) ?? 0) : inState);
    }

    private Visit Visit(State state, Request request, Payload input, Inspection inspection)
    {
        var execution = new ExecutionRequest
        {
            Machine = new(new(state.Name, new Dictionary<string, State> { [state.Name] = state }), null, string.Empty),
            Type = WorkflowType.Express,
            Arn = arns.Execution(ids.Uuid(), ids.Uuid()),
            Name = ids.Uuid(),
            StateMachineArn = arns.StateMachine(ids.Uuid()),
            StateMachineName = ids.Uuid(),
            RoleArn = request.Text("roleArn") ?? string.Empty,
            Input = input,
            StartTime = time.GetUtcNow(),
            Seed = ids.Seed(),
        };
        var variables = new Variables(null);
        if (request.Text("variables") is { } text)
        {
            variables.Assign(JsonValue.Parse(text) as JsonObject ?? throw ServiceException.Validation("Variables must be a JSON object"));
        }

        var run = new ExecutionRun(execution, Services, new HistoryWriter(NoHistory.Instance, time, long.MaxValue));
        return Interpreter.Enter(state, input, new Flow(run, variables, 0, execution.Seed), inspection);
    }
}
