using Ensemble.StepFunctions.Tests.Fakes;

namespace Ensemble.StepFunctions.Tests.Execution;

/// <summary>Pass, and how data goes through a state.</summary>
public sealed class PassTests
{
    [Fact]
    public async Task The_history_tells_what_went_in_and_came_out_of_each_state()
    {
        var machine = new Machine("""
            {
              "StartAt": "A",
              "States": {
                "A": {"Type": "Pass", "Result": {"x": 1}, "Next": "B"},
                "B": {"Type": "Succeed"}
              }
            }
            """);

        await machine.RunAsync("""{ "kept": "as it came" }""").Output();

        Assert.Equal(
            """
            1<0 ExecutionStarted {"input":"{ \"kept\": \"as it came\" }"}
            2<0 PassStateEntered {"name":"A","input":"{ \"kept\": \"as it came\" }"}
            3<2 PassStateExited {"name":"A","output":"{\"x\":1}"}
            4<3 SucceedStateEntered {"name":"B","input":"{\"x\":1}"}
            5<4 SucceedStateExited {"name":"B","output":"{\"x\":1}"}
            6<5 ExecutionSucceeded {"output":"{\"x\":1}"}
            """,
            machine.History);
    }

    [Theory]
    [InlineData("""  """, """{"a":{"b":1},"c":2}""")]
    [InlineData(""" "InputPath": "$.a", """, """{"b":1}""")]
    [InlineData(""" "InputPath": null, """, """{}""")]
    [InlineData(""" "OutputPath": "$.c", """, """2""")]
    [InlineData(""" "OutputPath": null, """, """{}""")]
    [InlineData(""" "Parameters": {"d.$": "$.a.b", "e": "$.a"}, """, """{"e":"$.a","d":1}""")]
    [InlineData(""" "Parameters": {"d.$": "States.Format('{}-{}', $.c, $$.State.Name)"}, """, """{"d":"2-A"}""")]
    [InlineData(""" "InputPath": "$.a", "Parameters": {"d.$": "$.b"}, "ResultPath": "$.e.f", """, """{"a":{"b":1},"c":2,"e":{"f":{"d":1}}}""")]
    [InlineData(""" "Result": 3, "ResultPath": "$.a", """, """{"a":3,"c":2}""")]
    [InlineData(""" "Result": 3, "ResultPath": "$", """, """3""")]
    [InlineData(""" "Result": 3, "ResultPath": null, """, """{"a":{"b":1},"c":2}""")]
    [InlineData(""" "Result": 3, "ResultPath": "$.a.b", "OutputPath": "$.a", """, """{"b":3}""")]
    public async Task Fields_select_and_place_data(string fields, string output)
    {
        var machine = Machine.OfState($"{fields} \"Type\": \"Pass\"");

        Assert.Equal(output, await machine.RunAsync("""{"a":{"b":1},"c":2}""").Output());
    }

    [Theory]
    [InlineData(""" "InputPath": "$.x", """, "Invalid path '$.x' : No results for path: $['x']")]
    [InlineData(""" "OutputPath": "$.x", """, "Invalid path '$.x' : No results for path: $['x']")]
    [InlineData(""" "Parameters": {"y.$": "$.x"}, """, "The JSONPath '$.x' specified for the field 'y.$' could not be found in the input '{\"a\":1}'")]
    public async Task A_path_that_leads_nowhere_fails_the_execution(string fields, string cause)
    {
        var machine = Machine.OfState($"{fields} \"Type\": \"Pass\"");

        Assert.Equal(
            $"States.Runtime: An error occurred while executing the state 'A' (entered at the event id #2). {cause}",
            await machine.RunAsync("""{"a":1}""").Failure());
        Assert.Equal(3, machine.Events.Count);
    }

    [Fact]
    public async Task A_result_cannot_be_placed_within_something_that_is_no_object()
    {
        var machine = new Machine("""{"StartAt": "A", "States": {"A": {"Type": "Pass", "Result": 1, "ResultPath": "$.a.b", "End": true}}}""");

        Assert.StartsWith("States.ResultPathMatchFailure: ", await machine.RunAsync("""{"a":1}""").Failure(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_Fail_state_fails_the_execution_without_being_left()
    {
        var machine = new Machine("""{"StartAt": "A", "States": {"A": {"Type": "Fail", "Error": "E", "CausePath": "$.why"}}}""");

        Assert.Equal("E: because", await machine.RunAsync("""{"why":"because"}""").Failure());
        Assert.Equal(
            """
            1<0 ExecutionStarted {"input":"{\"why\":\"because\"}"}
            2<0 FailStateEntered {"name":"A","input":"{\"why\":\"because\"}"}
            3<2 ExecutionFailed {"error":"E","cause":"because"}
            """,
            machine.History);
    }

    [Fact]
    public async Task A_Fail_state_that_says_nothing_fails_the_execution_with_nothing()
    {
        var machine = new Machine("""{"StartAt": "A", "States": {"A": {"Type": "Fail"}}}""");

        await machine.RunAsync().Failure();

        Assert.Equal("3<2 ExecutionFailed {}", Machine.Line(machine.Events[^1]));
    }
}
