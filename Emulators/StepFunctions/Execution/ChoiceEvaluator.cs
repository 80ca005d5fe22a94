using System.Diagnostics;
using Ensemble.StepFunctions.Json;
using Ensemble.StepFunctions.Language;
using Ensemble.StepFunctions.Language.Choices;
using Ensemble.StepFunctions.Language.Expressions;
using Ensemble.StepFunctions.Language.Paths;

namespace Ensemble.StepFunctions.Execution;

/// <summary>Choice: the first rule that holds, else the default.</summary>
internal static class ChoiceEvaluator
{
    public static StateOutcome Evaluate(ChoiceState state, Visit visit)
    {
        var input = DataFlow.Input(state, visit);
        var scope = visit.Scope(input.Value);
        foreach (var choice in state.Choices)
        {
            if (Holds(choice.Rule, scope))
            {
                return DataFlow.Pass(state, visit, input, choice.Next, choice.Output, choice.Assign);
            }
        }

        return state.Default is { } fallback
            ? DataFlow.Pass(state, visit, input, fallback, state.Output, state.Assign)
            : throw new StatesException(
                StatesErrors.NoChoiceMatched,
                FormattableString.Invariant($"No choices matched for state '{state.Name}' (entered at the event id #{visit.EnteredEventId})"));
    }

    private static bool Holds(ChoiceRule rule, Scope scope) => rule switch
    {
        AndRule and => and.Rules.All(inner => Holds(inner, scope)),
        OrRule or => or.Rules.Any(inner => Holds(inner, scope)),
        NotRule not => !Holds(not.Rule, scope),
        ComparisonRule comparison => Compare(comparison, scope),
        ConditionRule condition => Condition(condition, scope),
        _ => throw new UnreachableException(),
    };

    private static bool Condition(ConditionRule rule, Scope scope)
    {
        var value = rule.Condition.Evaluate(scope);
        return value is JsonBoolean boolean
            ? boolean.Value
            : throw ((JsonataQuery)((ExpressionTemplate)rule.Condition).Expression).Failed(
                "Condition", $"returned an unexpected result type. Expected 'boolean', but was '{NumberField.TypeName(value)}' for value: {value.ToJson()}");
    }

    private static bool Compare(ComparisonRule rule, Scope scope)
    {
        var value = Find(rule.Variable, scope);
        if (rule.Operator.Name == ComparisonOperator.IsPresent)
        {
            return value is not null == ((JsonBoolean)rule.Operand!).Value;
        }

        return rule.Operator.Holds(value ?? throw Invalid(rule.Variable), rule.Operand ?? Find(rule.OperandPath!, scope) ?? throw Invalid(rule.OperandPath!));
    }

    private static JsonValue? Find(JsonPath path, Scope scope) =>
        PathExpression.Root(path, scope) is { } root && path.TryFind(root, out var value) && !(!path.IsDefinite && value is JsonArray { Count: 0 }) ? value : null;

    private static StatesException Invalid(JsonPath path) =>
        StatesException.Runtime($"Invalid path '{path.Text}': The choice state's condition path references an invalid value.");
}
