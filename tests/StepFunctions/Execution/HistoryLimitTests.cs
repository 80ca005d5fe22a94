using Ensemble.StepFunctions.Execution;
using Ensemble.StepFunctions.History;
using Ensemble.StepFunctions.Language;
using Ensemble.StepFunctions.Tests.Fakes;

namespace Ensemble.StepFunctions.Tests.Execution;

/// <summary>How many events an execution may have.</summary>
public sealed class HistoryLimitTests
{
    private const string Endless = """
        {
          "StartAt": "A",
          "States": {
            "A": {"Type": "Choice", "Choices": [{"Variable": "$.end", "IsPresent": true, "Next": "B"}], "Default": "A"},
            "B": {"Type": "Succeed"}
          }
        }
        """;

    [Fact]
    public async Task A_standard_execution_fails_with_its_25000th_event()
    {
        var machine = new Machine(Endless);

        Assert.Equal("States.Runtime: The execution reached the maximum number of history events (25000).", await machine.RunAsync().Failure());

        Assert.Equal(25_000, machine.Events.Count);
        Assert.Equal(HistoryEventType.ExecutionFailed, machine.Events[^1].Type);
        Assert.Equal((25_000, 24_999), (machine.Events[^1].Id, machine.Events[^1].PreviousEventId));
    }

    [Theory]
    [InlineData(6249, ExecutionStatus.Succeeded)]
    [InlineData(6250, ExecutionStatus.Failed)]
    public async Task Items_within_the_execution_count_too(int items, ExecutionStatus status)
    {
        // Four events for each item, and six around them.
        var machine = Machine.OfState(""" "Type": "Map", "ItemProcessor": {"StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}} """);

        var result = await machine.RunAsync($"[{string.Join(',', Enumerable.Repeat(1, items - 1))}]");

        Assert.Equal(items == 6249, machine.Events.Count < 25_000);
        Assert.Equal(status, result.Status);
        Assert.Equal(Enumerable.Range(1, machine.Events.Count).Select(id => (long)id), machine.Events.Select(one => one.Id));
    }

    [Fact]
    public async Task The_failure_cannot_be_caught()
    {
        var machine = new Machine("""
            {
              "StartAt": "M",
              "States": {
                "M": {
                  "Type": "Map", "End": true, "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "B"}],
                  "ItemProcessor": {"StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}
                },
                "B": {"Type": "Succeed"}
              }
            }
            """);

        Assert.Equal(
            "States.Runtime: The execution reached the maximum number of history events (25000).",
            await machine.RunAsync($"[{string.Join(',', Enumerable.Repeat(1, 7000))}]").Failure());
    }

    [Fact]
    public async Task An_express_execution_may_have_more()
    {
        var machine = new Machine(
            """
            {
              "StartAt": "A",
              "States": {
                "A": {"Type": "Pass", "Parameters": {"n.$": "States.MathAdd($.n, 1)"}, "Next": "B"},
                "B": {"Type": "Choice", "Choices": [{"Variable": "$.n", "NumericLessThan": 7000, "Next": "A"}], "Default": "C"},
                "C": {"Type": "Succeed"}
              }
            }
            """,
            WorkflowType.Express);

        Assert.Equal("""{"n":7000}""", await machine.RunAsync("""{"n":0}""").Output());
        Assert.Equal(28_004, machine.Events.Count);
    }
}
