using Ensemble.StepFunctions.Json;
using Ensemble.StepFunctions.Language;
using Ensemble.StepFunctions.Language.Expressions;
using Ensemble.StepFunctions.Language.Paths;

namespace Ensemble.StepFunctions.Execution;

/// <summary>
/// How data goes through a state. JSONPath: InputPath, Parameters, the work, ResultSelector, ResultPath, OutputPath. JSONata:
/// Arguments, the work, Output. Variables are assigned beside the output and seen only by the states that follow.
/// </summary>
internal static class DataFlow
{
    /// <summary>What InputPath selects.</summary>
    public static Payload Input(State state, Visit visit)
    {
        if (state.QueryLanguage == QueryLanguage.Jsonata)
        {
            return visit.Input;
        }

        var selected = state.InputPath.IsWhole ? visit.Input : visit.Input.Or(state.InputPath.Select(visit.Scope(visit.Input.Value)));
        visit.Inspection?.Note("afterInputPath", selected.Text);
        return selected;
    }

    /// <summary>What Parameters or Arguments make of it.</summary>
    public static Payload Parameters(WorkState state, Visit visit, Payload input)
    {
        var isJsonata = state.QueryLanguage == QueryLanguage.Jsonata;
        var parameters = state.Parameters is null ? input : input.Or(state.Parameters.Evaluate(visit.Scope(input.Value)));
        if (!isJsonata || state.Parameters is not null)
        {
            visit.Inspection?.Note(isJsonata ? "afterArguments" : "afterParameters", parameters.Text);
        }

        return parameters;
    }

    /// <summary>The output of a state that has a result.</summary>
    public static StateOutcome Result(WorkState state, Visit visit, Payload input, Payload result)
    {
        if (state.QueryLanguage == QueryLanguage.Jsonata)
        {
            return Finish(state, visit, visit.Scope(visit.Input.Value) with { Result = result.Value }, result, state.Output, state.Assign, state.Next);
        }

        var selected = state.ResultSelector is null ? result : new Payload(state.ResultSelector.Evaluate(visit.Scope(result.Value)));
        visit.Inspection?.Note("afterResultSelector", selected.Text);
        var placed = Place(state.ResultPath, visit.Input, selected);
        visit.Inspection?.Note("afterResultPath", placed.Text);
        var assigned = Assign(state.Assign, visit.Scope(selected.Value));
        return new(state.Next, Output(state, visit, placed), assigned);
    }

    /// <summary>The output of a state that hands on its input.</summary>
    public static StateOutcome Pass(State state, Visit visit, Payload input, string? next, Template? output, Template? assign)
    {
        if (state.QueryLanguage == QueryLanguage.Jsonata)
        {
            return Finish(state, visit, visit.Scope(visit.Input.Value), input, output, assign, next);
        }

        return new(next, Output(state, visit, input), Assign(assign, visit.Scope(input.Value)));
    }

    /// <summary>The output of a state that failed and was caught.</summary>
    public static StateOutcome Caught(WorkState state, Visit visit, Catcher catcher, StatesException failure)
    {
        var error = new Payload(new JsonObject([new("Error", failure.Error ?? string.Empty), new("Cause", failure.Cause ?? string.Empty)]));
        if (state.QueryLanguage == QueryLanguage.Jsonata)
        {
            return Finish(state, visit, visit.Scope(visit.Input.Value) with { ErrorOutput = error.Value }, error, catcher.Output, catcher.Assign, catcher.Next);
        }

        var placed = Place(catcher.ResultPath, visit.Input, error);
        return new(catcher.Next, Output(state, visit, placed), Assign(catcher.Assign, visit.Scope(error.Value)));
    }

    private static StateOutcome Finish(State state, Visit visit, Scope scope, Payload result, Template? output, Template? assign, string? next)
    {
        var assigned = Assign(assign, scope);
        return new(next, Bounded(state, output is null ? result : result.Or(output.Evaluate(scope))), assigned);
    }

    private static JsonObject? Assign(Template? assign, Scope scope)
    {
        if (assign is null)
        {
            return null;
        }

        return assign.Evaluate(scope) as JsonObject
            ?? throw StatesException.Query("Assign", "The field 'Assign' must be an object.");
    }

    private static Payload Output(State state, Visit visit, Payload placed) => Bounded(
        state, state.OutputPath.IsWhole ? placed : placed.Or(state.OutputPath.Select(visit.Scope(placed.Value))));

    private static Payload Place(PathField path, Payload input, Payload result)
    {
        if (path.IsWhole)
        {
            return result;
        }

        if (path.Path is null)
        {
            return input;
        }

        try
        {
            return new(ReferencePath.Put(input.Value, path.Path, result.Value));
        }
        catch (PathException exception)
        {
            throw StatesException.InState(StatesErrors.ResultPathMatchFailure, exception.Message);
        }
    }

    /// <summary>Data that a state may have.</summary>
    /// <exception cref="StatesException">It is too large.</exception>
    public static Payload Bounded(State state, Payload output) => Bounded(state.Name, output);

    /// <inheritdoc cref="Bounded(State, Payload)"/>
    public static Payload Bounded(string of, Payload output) => output.IsTooLarge
        ? throw new StatesException(StatesErrors.DataLimitExceeded, $"The state/task '{of}' returned a result with a size exceeding the maximum number of bytes service limit.")
        : output;
}
