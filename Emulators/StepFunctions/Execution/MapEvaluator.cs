using Ensemble.StepFunctions.History;
using Ensemble.StepFunctions.Json;
using Ensemble.StepFunctions.Language;
using Ensemble.StepFunctions.Language.Expressions;

namespace Ensemble.StepFunctions.Execution;

/// <summary>Map: the same for every item. Inline items are flows of the same execution, distributed ones executions of their own.</summary>
internal static class MapEvaluator
{
    // https://docs.aws.amazon.com/step-functions/latest/dg/state-map-inline.html
    private const int InlineConcurrency = 40;

    public static async ValueTask<StateOutcome> EvaluateAsync(MapState state, Visit visit, CancellationToken cancellationToken)
    {
        var input = DataFlow.Input(state, visit);
        var scope = visit.Scope(input.Value);
        var items = state.ItemReader is null ? Items(state, visit, scope) : null;
        var concurrency = MaxConcurrency(state, scope);
        visit.Inspection?.Note("maxConcurrency", concurrency);
        if (visit.Inspection?.IsMocked == true)
        {
            return Mocked(state, visit, input, scope);
        }

        visit.Flow.Append(HistoryEventType.MapStateStarted, new MapStateStartedDetails(items?.Count ?? 0));
        var result = state.IsDistributed
            ? await DistributedMap.RunAsync(state, visit, input, items, concurrency, cancellationToken)
            : await InlineAsync(state, visit, input, items!, concurrency, cancellationToken);
        return DataFlow.Result(state, visit, input, result);
    }

    /// <summary>The input of one item.</summary>
    public static Payload ItemInput(MapState state, Visit visit, Payload input, JsonObject item) => state.ItemSelector is null
        ? new(item["Value"]!)
        : new(state.ItemSelector.Evaluate(visit.Scope(input.Value, item)));

    /// <summary>The context object's part about an item.</summary>
    public static JsonObject Item(long index, JsonValue value) =>
        new(new OrderedDictionary<string, JsonValue>(StringComparer.Ordinal) { ["Index"] = index, ["Value"] = value });

    private static JsonArray Items(MapState state, Visit visit, Scope scope)
    {
        var value = state switch
        {
            { Items: { } items } => items.Evaluate(scope),
            { ItemsPath: { } path } => path.Select(scope),
            _ => scope.Input,
        };
        if (state.QueryLanguage == QueryLanguage.JsonPath && visit.Inspection is not null && state.ItemsPath is not null)
        {
            visit.Inspection.Note("afterItemsPath", ItemsText(value));
        }

        return value switch
        {
            JsonArray array => array,

            // JSONata takes the members of an object as items.
            JsonObject members when state.QueryLanguage == QueryLanguage.Jsonata && state.Items is null => new([.. members.Members.Select(
                member => (JsonValue)JsonObject.Empty.With("Key", member.Key).With("Value", member.Value))]),
            _ when state.Items is ExpressionTemplate { Expression: JsonataQuery query } =>
                throw query.Failed("Items", $"returned an unexpected result type. Expected 'array', but was '{NumberField.TypeName(value)}' for value: {value.ToJson()}"),
            _ when state.QueryLanguage == QueryLanguage.Jsonata => throw StatesException.Runtime($"Map state input must be an array but was: {value.ToJson()}"),
            _ => throw new StatesException(StatesErrors.Runtime, $"Reference path \"{state.ItemsPath?.Path?.Text ?? "$"}\" must point to array."),
        };
    }

    // TestState shows the items with a space after each comma.
    private static string ItemsText(JsonValue value) => value is JsonArray items
        ? $"[{string.Join(", ", items.Select(item => item.ToJson()))}]"
        : value.ToJson();

    private static int MaxConcurrency(MapState state, Scope scope)
    {
        var concurrency = state.MaxConcurrency?.Whole(scope) ?? 0;
        return concurrency is >= 0 and <= int.MaxValue ? (int)concurrency : throw StatesException.Runtime("MaxConcurrency cannot be negative.");
    }

    private static StateOutcome Mocked(MapState state, Visit visit, Payload input, Scope scope)
    {
        var inspection = visit.Inspection!;
        var (count, percentage) = DistributedMap.Tolerated(state, scope);
        if (state.ToleratedFailureCount is not null)
        {
            inspection.Note("toleratedFailureCount", count);
        }

        if (state.ToleratedFailurePercentage is not null)
        {
            inspection.Note("toleratedFailurePercentage", percentage);
        }

        var result = inspection.Mock(isShown: false);
        var isLimited = state.ToleratedFailureCount is not null || state.ToleratedFailurePercentage is not null;
        var total = (result.Value as JsonArray)?.Count ?? 0;
        return isLimited && inspection.FailedItems > 0 && MapRun.IsExceeded(inspection.FailedItems, total, count, percentage)
            ? throw DistributedMap.ThresholdExceeded()
            : DataFlow.Result(state, visit, input, result);
    }

    private static async Task<Payload> InlineAsync(MapState state, Visit visit, Payload input, JsonArray items, int concurrency, CancellationToken cancellationToken)
    {
        var flow = visit.Flow;
        var started = flow.LastEventId;
        var seeds = flow.Seeds(items.Count);
        var siblings = new Siblings(cancellationToken);
        var outputs = new JsonValue[items.Count];
        var next = -1;
        await siblings.RunAsync(Math.Min(concurrency == 0 ? InlineConcurrency : concurrency, items.Count), async (_, token) =>
        {
            // An item hangs on the last state of the one whose place it takes.
            var previous = started;
            while (Interlocked.Increment(ref next) is var index && index < items.Count && !siblings.IsStopped)
            {
                var item = Item(index, items[index]);
                var iteration = flow.Begin(previous, seeds[index], item);
                var details = new MapIterationDetails(state.Name, index);
                try
                {
                    iteration.Append(HistoryEventType.MapIterationStarted, details);
                    var output = await Interpreter.RunAsync(state.ItemProcessor, state.ItemProcessor.StartAt, ItemInput(state, visit, input, item), iteration, token);
                    outputs[index] = output.Value;
                    previous = iteration.LastEventId;
                    siblings.Finished(flow.Run.History.Append(HistoryEventType.MapIterationSucceeded, previous, details));
                }
                catch (StatesException exception)
                {
                    if (exception.Error != StatesErrors.Runtime)
                    {
                        flow.Run.History.Append(HistoryEventType.MapIterationFailed, iteration.LastEventId, details);
                    }

                    siblings.Failed(exception, iteration.LastEventId);
                }
                catch (OperationCanceledException) when (flow.Run.Ending is null)
                {
                    iteration.Append(HistoryEventType.MapIterationAborted, details);
                    throw;
                }
            }
        });
        flow.LastEventId = siblings.LastEventId ?? started;
        if (siblings.Failure is { } failure)
        {
            throw failure;
        }

        flow.Run.History.Append(HistoryEventType.MapStateSucceeded, flow.LastEventId, null);
        return new(new JsonArray(outputs));
    }
}
