using Ensemble.StepFunctions.Tests.Fakes;

namespace Ensemble.StepFunctions.Tests.Execution;

/// <summary>Variables, and which states see them.</summary>
public sealed class VariableTests
{
    [Fact]
    public async Task Variables_are_told_of_when_a_state_is_left_and_seen_by_those_that_follow()
    {
        var machine = new Machine("""
            {
              "StartAt": "A",
              "States": {
                "A": {"Type": "Pass", "Assign": {"x": "oof", "y.$": "$.n"}, "Next": "B"},
                "B": {"Type": "Pass", "Parameters": {"x.$": "$x", "z.$": "States.MathAdd($y, 1)"}, "End": true}
              }
            }
            """);

        Assert.Equal("""{"x":"oof","z":3}""", await machine.RunAsync("""{"n":2}""").Output());
        Assert.Equal(
            """3<2 PassStateExited {"name":"A","output":"{\"n\":2}","assignedVariables":{"x":"\"oof\"","y":"2"}}""",
            Machine.Line(machine.Events[2]));
    }

    [Fact]
    public async Task All_variables_of_a_state_are_assigned_at_once_from_what_they_were_before()
    {
        var machine = new Machine("""
            {
              "QueryLanguage": "JSONata",
              "StartAt": "A",
              "States": {
                "A": {"Type": "Pass", "Assign": {"x": 1, "y": 2}, "Next": "B"},
                "B": {"Type": "Pass", "Assign": {"x": "{% $y %}", "y": "{% $x %}"}, "Output": ["{% $x %}", "{% $y %}"], "Next": "C"},
                "C": {"Type": "Succeed", "Output": "{% $append($states.input, [$x, $y]) %}"}
              }
            }
            """);

        Assert.Equal("[1,2,2,1]", await machine.RunAsync().Output());
    }

    [Theory]
    [InlineData("JSONPath", """ "Parameters": {"outer.$": "$outer"}, "Assign": {"inner.$": "$outer"} """, """ "Parameters": {"i.$": "$inner"} """)]
    [InlineData("JSONata", """ "Output": {"outer": "{% $outer %}"}, "Assign": {"inner": "{% $outer %}"} """, """ "Output": {"i": "{% $inner %}"} """)]
    public async Task Branches_and_items_see_what_is_around_them_and_keep_their_own_to_themselves(string language, string first, string second)
    {
        var inner = $$$""" "StartAt": "ID1", "States": {"ID1": {"Type": "Pass", {{{first}}}, "Next": "ID2"}, "ID2": {"Type": "Pass", {{{second}}}, "End": true} } """;
        var machine = new Machine($$$"""
            {
              "QueryLanguage": "{{{language}}}",
              "StartAt": "A",
              "States": {
                "A": {"Type": "Pass", "Assign": {"outer": 1}, "Next": "P"},
                "P": {
                  "Type": "Parallel", "Next": "M",
                  "Branches": [
                    { {{{inner.Replace("ID", "B", StringComparison.Ordinal)}}} },
                    { {{{inner.Replace("ID", "C", StringComparison.Ordinal)}}} }
                  ]
                },
                "M": {"Type": "Map", "ItemProcessor": { {{{inner.Replace("ID", "D", StringComparison.Ordinal)}}} }, "End": true}
              }
            }
            """);

        Assert.Equal("""[{"i":1},{"i":1}]""", await machine.RunAsync().Output());
    }

    [Fact]
    public async Task What_a_branch_assigned_is_gone_when_it_has_ended()
    {
        var machine = new Machine("""
            {
              "QueryLanguage": "JSONata",
              "StartAt": "P",
              "States": {
                "P": {"Type": "Parallel", "Branches": [{"StartAt": "B", "States": {"B": {"Type": "Pass", "Assign": {"inner": 1}, "End": true}}}], "Next": "A"},
                "A": {"Type": "Pass", "Output": "{% $exists($inner) %}", "End": true}
              }
            }
            """);

        Assert.Equal("false", await machine.RunAsync().Output());
    }

    [Fact]
    public async Task A_variable_that_was_not_assigned_fails_the_execution()
    {
        Assert.StartsWith("States.Runtime: ", await Machine.OfState(""" "Type": "Pass", "Parameters": {"x.$": "$never"} """).RunAsync().Failure(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_result_and_an_error_output_can_be_assigned()
    {
        var machine = new Machine("""
            {
              "QueryLanguage": "JSONata",
              "StartAt": "A",
              "States": {
                "A": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:000000000000:function:f", "Assign": {"got": "{% $states.result.x %}"}, "Output": 0, "Next": "B"},
                "B": {
                  "Type": "Task", "Resource": "arn:aws:lambda:us-east-1:000000000000:function:g", "End": true,
                  "Catch": [{"ErrorEquals": ["States.ALL"], "Assign": {"error": "{% $states.errorOutput.Error %}"}, "Next": "C"}]
                },
                "C": {"Type": "Succeed", "Output": ["{% $got %}", "{% $error %}"]}
              }
            }
            """);
        machine.Tasks.Return("f", """{"x":5}""");
        machine.Tasks.Fail("g", "E");

        Assert.Equal("""[5,"E"]""", await machine.RunAsync().Output());
    }

    [Fact]
    public async Task JSONPath_assigns_from_the_result_after_ResultSelector()
    {
        var machine = new Machine("""
            {
              "StartAt": "A",
              "States": {
                "A": {
                  "Type": "Task", "Resource": "arn:aws:lambda:us-east-1:000000000000:function:f",
                  "ResultSelector": {"y.$": "$.x"}, "ResultPath": null, "Assign": {"got.$": "$.y"}, "Next": "B"
                },
                "B": {"Type": "Pass", "Parameters": {"in.$": "$", "got.$": "$got"}, "End": true}
              }
            }
            """);
        machine.Tasks.Return("f", """{"x":5}""");

        Assert.Equal("""{"in":{"a":1},"got":5}""", await machine.RunAsync("""{"a":1}""").Output());
    }
}
