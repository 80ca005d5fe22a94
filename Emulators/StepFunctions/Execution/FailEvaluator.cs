using Ensemble.StepFunctions.Json;
using Ensemble.StepFunctions.Language;
using Ensemble.StepFunctions.Language.Expressions;

namespace Ensemble.StepFunctions.Execution;

/// <summary>Fail: always a failure, of the name and the cause that the state gives.</summary>
internal static class FailEvaluator
{
    public static StateOutcome Evaluate(FailState state, Visit visit)
    {
        var input = DataFlow.Input(state, visit);
        var scope = visit.Scope(input.Value);
        throw new StatesException(Text(state.Error, scope), Text(state.Cause, scope));
    }

    private static string? Text(TextField? field, Scope scope)
    {
        if (field is null)
        {
            return null;
        }

        var value = field.Value(scope);
        return value is JsonString text ? text.Value : throw (field.Expression is JsonataQuery query
            ? query.Failed(field.Name, $"returned an unexpected result type. Expected 'string', but was '{NumberField.TypeName(value)}' for value: {value.ToJson()}")
            : StatesException.Runtime($"The {field.Name} field must reference a string: {field.Expression?.Text} == {value.ToJson()}"));
    }
}
