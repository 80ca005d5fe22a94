using System.Text.Json;
using Ensemble.Contracts;
using Ensemble.Runner.Workflows;
using Ensemble.StepFunctions.Language;
using Ensemble.StepFunctions.Language.Parsing;

namespace Ensemble.Runner.Tests.Workflows;

/// <summary>The state machines of ensembles.</summary>
public sealed class EnsembleWorkflowTests
{
    public static TheoryData<Flow, int> Sizes => new MatrixTheoryData<Flow, int>(Enum.GetValues<Flow>(), [1, 2, 3, 40]);

    [Theory]
    [MemberData(nameof(Sizes))]
    public void A_definition_of_any_number_of_models_is_valid(Flow flow, int models) =>
        Assert.Empty(DefinitionParser.Validate(EnsembleWorkflow.Definition(flow, Functions(models)), new(WorkflowType.Express, _ => true)));

    [Fact]
    public void Models_at_the_same_time_are_the_branches_of_one_state_before_the_combination()
    {
        var states = States(Flow.Parallel, 3);

        Assert.Equal(["Models", "Combine"], states.EnumerateObject().Select(state => state.Name));
        Assert.Equal(
            ["arn:1", "arn:2", "arn:3"],
            states.GetProperty("Models").GetProperty("Branches").EnumerateArray()
                .Select(branch => branch.GetProperty("States").EnumerateObject().Single().Value.GetProperty("Arguments").GetProperty("FunctionName").GetString()));
    }

    [Fact]
    public void Models_one_after_the_other_are_a_chain_that_ends_in_the_combination()
    {
        var states = States(Flow.Sequential, 3);

        Assert.Equal(["m1", "m2", "m3", "Combine"], states.EnumerateObject().Select(state => state.Name));
        Assert.Equal(["m2", "m3", "Combine"], states.EnumerateObject().Take(3).Select(state => state.Value.GetProperty("Next").GetString()));
        Assert.True(states.GetProperty("Combine").GetProperty("End").GetBoolean());
    }

    [Fact]
    public void The_same_ensemble_has_the_same_text() =>
        Assert.Equal(EnsembleWorkflow.Definition(Flow.Parallel, Functions(3)), EnsembleWorkflow.Definition(Flow.Parallel, Functions(3)));

    [Fact]
    public void An_ensemble_has_models_with_names_of_their_own()
    {
        Assert.Throws<ArgumentException>(() => EnsembleWorkflow.Definition(Flow.Parallel, new([], "ensemble")));
        Assert.Contains("'a'", Assert.Throws<ArgumentException>(() => EnsembleWorkflow.Definition(Flow.Parallel, new([new("a", "1"), new("a", "2")], "ensemble"))).Message, StringComparison.Ordinal);
    }

    private static JsonElement States(Flow flow, int models) => JsonDocument.Parse(EnsembleWorkflow.Definition(flow, Functions(models))).RootElement.GetProperty("States");

    private static EnsembleFunctions Functions(int models) => new([.. Enumerable.Range(1, models).Select(i => new ModelFunction($"m{i}", $"arn:{i}"))], "arn:e");
}
