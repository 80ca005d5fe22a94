using Ensemble.StepFunctions.Json;
using Ensemble.StepFunctions.Language.Expressions;
using Ensemble.StepFunctions.Language.Paths;

namespace Ensemble.StepFunctions.Language.Choices;

/// <summary>When a rule of a Choice state holds.</summary>
internal abstract record ChoiceRule
{
    /// <summary>The expressions in it.</summary>
    public abstract IEnumerable<Expression> Expressions { get; }
}

/// <summary>All of them.</summary>
internal sealed record AndRule(IReadOnlyList<ChoiceRule> Rules) : ChoiceRule
{
    public override IEnumerable<Expression> Expressions => Rules.SelectMany(rule => rule.Expressions);
}

/// <summary>Any of them.</summary>
internal sealed record OrRule(IReadOnlyList<ChoiceRule> Rules) : ChoiceRule
{
    public override IEnumerable<Expression> Expressions => Rules.SelectMany(rule => rule.Expressions);
}

/// <summary>Not.</summary>
internal sealed record NotRule(ChoiceRule Rule) : ChoiceRule
{
    public override IEnumerable<Expression> Expressions => Rule.Expressions;
}

/// <summary>A condition in JSONata; a literal true or false is one as well.</summary>
internal sealed record ConditionRule(Template Condition) : ChoiceRule
{
    public override IEnumerable<Expression> Expressions => Condition.Expressions;
}

/// <summary>A value of the input against another.</summary>
/// <param name="Variable">Where the value is.</param>
/// <param name="Operator">How they are compared.</param>
/// <param name="Operand">The other, where it is literal.</param>
/// <param name="OperandPath">Where the other is, for operators whose name ends with Path.</param>
internal sealed record ComparisonRule(JsonPath Variable, ComparisonOperator Operator, JsonValue? Operand, JsonPath? OperandPath) : ChoiceRule
{
    public override IEnumerable<Expression> Expressions =>
        OperandPath is null ? [new PathExpression(Variable)] : [new PathExpression(Variable), new PathExpression(OperandPath)];
}
