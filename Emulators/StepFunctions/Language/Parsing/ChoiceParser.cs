using Ensemble.StepFunctions.Json;
using Ensemble.StepFunctions.Language.Choices;
using Ensemble.StepFunctions.Language.Paths;

namespace Ensemble.StepFunctions.Language.Parsing;

/// <summary>Reads the rules of Choice states.</summary>
internal static class ChoiceParser
{
    private const int MaxNesting = 64;

    /// <summary>Reads a rule; null: something is wrong with it, which is noted.</summary>
    public static ChoiceRule? Rule(FieldReader reader, bool isTop, int nesting = MaxNesting)
    {
        if (nesting == 0)
        {
            reader.FaultHere($"Rules may be nested {MaxNesting} deep");
            return null;
        }

        ChoiceRule? rule;
        if (reader.IsJsonata)
        {
            rule = Condition(reader);
        }
        else if (reader.Has("And"))
        {
            rule = Joined(reader, "And", nesting) is { } all ? new AndRule(all) : null;
        }
        else if (reader.Has("Or"))
        {
            rule = Joined(reader, "Or", nesting) is { } any ? new OrRule(any) : null;
        }
        else
        {
            rule = reader.Has("Not") ? Negated(reader, nesting) : Comparison(reader);
        }

        if (!isTop)
        {
            reader.End();
        }

        return rule;
    }

    private static ConditionRule? Condition(FieldReader reader)
    {
        reader.Require("Condition");
        if (reader.Any("Condition") is JsonString text)
        {
            return reader.Jsonata("Condition", text.Value) is { } expression
                ? new(new Expressions.ExpressionTemplate(expression, "Condition"))
                : null;
        }

        return reader.Flag("Condition") is { } constant ? new(new Expressions.ConstantTemplate(constant)) : null;
    }

    private static List<ChoiceRule>? Joined(FieldReader reader, string name, int nesting)
    {
        var readers = reader.Objects(name);
        if (readers.Count == 0)
        {
            reader.Fault(name, "There must be at least one rule");
        }

        var rules = readers.Select(inner => Rule(inner, isTop: false, nesting - 1)).OfType<ChoiceRule>().ToList();
        return rules.Count == 0 || rules.Count < readers.Count ? null : rules;
    }

    private static NotRule? Negated(FieldReader reader, int nesting) =>
        reader.Object("Not") is { } inner && Rule(inner, isTop: false, nesting - 1) is { } rule ? new(rule) : null;

    private static ComparisonRule? Comparison(FieldReader reader)
    {
        reader.Require("Variable");
        var variable = reader.Path("Variable")?.Path;
        var given = ComparisonOperator.All.Values.Where(one => reader.Has(one.Name)).ToList();
        if (given is not [var comparison])
        {
            reader.FaultHere(given.Count == 0 ? "A comparison operator is required" : $"Only one of the fields [{string.Join(", ", given.Select(one => one.Name).Order(StringComparer.Ordinal))}] may be given");
            return null;
        }

        JsonValue? operand = null;
        JsonPath? path = null;
        if (comparison.TakesPath)
        {
            path = reader.Path(comparison.Name)?.Path;
        }
        else
        {
            operand = reader.Any(comparison.Name)!;
            if (!comparison.AcceptsOperand(operand))
            {
                reader.Fault(comparison.Name, comparison.Accepts == "timestamp" ? "String does not match RFC3339 timestamp" : $"Expected a {comparison.Accepts} for field '{comparison.Name}'");
                return null;
            }
        }

        return variable is null || (operand is null && path is null) ? null : new(variable, comparison, operand, path);
    }
}
