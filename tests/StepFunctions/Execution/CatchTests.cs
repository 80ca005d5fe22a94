using Ensemble.StepFunctions.Execution;
using Ensemble.StepFunctions.Tests.Fakes;

namespace Ensemble.StepFunctions.Tests.Execution;

/// <summary>Catch: which failures lead somewhere, and with what.</summary>
public sealed class CatchTests
{
    private const string Function = "arn:aws:lambda:us-east-1:000000000000:function:f";

    [Fact]
    public async Task The_error_output_is_the_input_of_the_state_that_follows()
    {
        var machine = Catching(""" "ErrorEquals": ["E"] """);
        machine.Tasks.Fail("f", "E", "why");

        Assert.Equal("""{"Error":"E","Cause":"why"}""", await machine.RunAsync("""{"x":1}""").Output());
        Assert.Equal(
            """
            5<4 LambdaFunctionFailed {"error":"E","cause":"why"}
            6<5 TaskStateExited {"name":"A","output":"{\"Error\":\"E\",\"Cause\":\"why\"}"}
            7<6 SucceedStateEntered {"name":"B","input":"{\"Error\":\"E\",\"Cause\":\"why\"}"}
            """,
            string.Join('\n', machine.History.Split('\n')[4..7]));
    }

    [Theory]
    [InlineData(""" "ResultPath": "$.error" """, """{"x":1,"error":{"Error":"E","Cause":"why"}}""")]
    [InlineData(""" "ResultPath": null """, """{"x":1}""")]
    [InlineData(""" "ResultPath": "$" """, """{"Error":"E","Cause":"why"}""")]
    public async Task ResultPath_places_the_error_output_within_the_input(string resultPath, string output)
    {
        var machine = Catching($""" "ErrorEquals": ["E"], {resultPath} """);
        machine.Tasks.Fail("f", "E", "why");

        Assert.Equal(output, await machine.RunAsync("""{"x":1}""").Output());
    }

    [Fact]
    public async Task A_timeout_that_is_caught_has_an_empty_cause()
    {
        var machine = Catching(""" "ErrorEquals": ["States.Timeout"] """, """, "TimeoutSeconds": 1 """);
        var execution = machine.Start();
        await machine.Tasks.Called("f");
        machine.Clock.Advance(1);

        Assert.Equal("""{"Error":"States.Timeout","Cause":""}""", await execution.Ended().Output());
    }

    [Theory]
    [InlineData("States.ALL", "E", true)]
    [InlineData("States.ALL", "States.Timeout", true)]
    [InlineData("States.ALL", "States.HeartbeatTimeout", true)]
    [InlineData("States.ALL", "States.Permissions", true)]
    [InlineData("States.ALL", "States.DataLimitExceeded", false)]
    [InlineData("States.ALL", "States.Runtime", false)]
    [InlineData("States.TaskFailed", "E", true)]
    [InlineData("States.TaskFailed", "Lambda.Unknown", true)]
    [InlineData("States.TaskFailed", "States.Timeout", false)]
    [InlineData("States.TaskFailed", "States.Runtime", false)]
    [InlineData("States.Timeout", "States.Timeout", true)]
    [InlineData("States.Timeout", "States.HeartbeatTimeout", true)]
    [InlineData("States.HeartbeatTimeout", "States.Timeout", false)]
    [InlineData("States.DataLimitExceeded", "States.DataLimitExceeded", true)]
    [InlineData("States.Runtime", "States.Runtime", false)]
    [InlineData("E", "E", true)]
    [InlineData("E", "e", false)]
    [InlineData("E", "EE", false)]
    public async Task Names_of_errors_match_these(string pattern, string error, bool isCaught)
    {
        var machine = Catching($""" "ErrorEquals": ["{pattern}"], "ResultPath": null """);
        machine.Tasks.Fail("f", error);

        Assert.Equal(isCaught ? ExecutionStatus.Succeeded : ExecutionStatus.Failed, (await machine.RunAsync()).Status);
    }

    [Fact]
    public async Task The_first_catcher_that_matches_is_taken_after_retries_are_used_up()
    {
        var machine = new Machine($$"""
            {
              "StartAt": "A",
              "States": {
                "A": {
                  "Type": "Task", "Resource": "{{Function}}", "End": true,
                  "Retry": [{"ErrorEquals": ["E"], "MaxAttempts": 1}],
                  "Catch": [
                    {"ErrorEquals": ["D"], "Next": "First"},
                    {"ErrorEquals": ["F", "E"], "Next": "Second"},
                    {"ErrorEquals": ["States.ALL"], "Next": "Third"}
                  ]
                },
                "First": {"Type": "Pass", "Result": 1, "End": true},
                "Second": {"Type": "Pass", "Result": 2, "End": true},
                "Third": {"Type": "Pass", "Result": 3, "End": true}
              }
            }
            """);
        machine.Tasks.Fail("f", "E");
        var execution = machine.Start();
        machine.Clock.Advance(1);

        Assert.Equal("2", await execution.Ended().Output());
        Assert.Equal(2, machine.Tasks.Count("f"));
    }

    [Fact]
    public async Task A_path_that_leads_nowhere_is_never_caught()
    {
        var machine = Catching(""" "ErrorEquals": ["States.Runtime"] """, """, "OutputPath": "$.nowhere" """);
        machine.Tasks.Return("f", "{}");

        Assert.Equal(
            "States.Runtime: An error occurred while executing the state 'A' (entered at the event id #2). Invalid path '$.nowhere' : No results for path: $['nowhere']",
            await machine.RunAsync().Failure());
        Assert.Equal(
            """
            5<4 LambdaFunctionSucceeded {"output":"{}"}
            6<5 ExecutionFailed {"error":"States.Runtime","cause":"An error occurred while executing the state 'A' (entered at the event id #2). Invalid path '$.nowhere' : No results for path: $['nowhere']"}
            """,
            string.Join('\n', machine.History.Split('\n')[4..]));
    }

    [Theory]
    [InlineData(262_142, "x", true)]
    [InlineData(262_143, "x", false)]
    [InlineData(131_071, "é", true)]
    [InlineData(131_072, "é", false)]
    [InlineData(87_380, "€", true)]
    [InlineData(87_381, "€", false)]
    [InlineData(65_535, "😀", true)]
    [InlineData(65_536, "😀", false)]
    public async Task A_result_may_have_262144_bytes(int count, string character, bool isSmallEnough)
    {
        var machine = Catching(""" "ErrorEquals": ["States.DataLimitExceeded"] """);
        machine.Tasks.Return("f", $"\"{string.Concat(Enumerable.Repeat(character, count))}\"");

        var output = await machine.RunAsync().Output();

        if (isSmallEnough)
        {
            Assert.Equal((count * character.Length) + 2, output.Length);
        }
        else
        {
            Assert.Equal(
                $$"""{"Error":"States.DataLimitExceeded","Cause":"The state/task '{{Function}}' returned a result with a size exceeding the maximum number of bytes service limit."}""",
                output);
        }
    }

    [Fact]
    public async Task An_output_that_is_too_large_names_the_state()
    {
        var machine = Machine.OfState(""" "Type": "Pass", "Parameters": {"a.$": "$.x", "b.$": "$.x"} """);

        Assert.Equal(
            "States.DataLimitExceeded: The state/task 'A' returned a result with a size exceeding the maximum number of bytes service limit.",
            await machine.RunAsync($$"""{"x":"{{new string('x', 140_000)}}"}""").Failure());
    }

    [Fact]
    public async Task JSONata_computes_output_and_variables_from_the_error_output()
    {
        var machine = new Machine($$$"""
            {
              "QueryLanguage": "JSONata",
              "StartAt": "A",
              "States": {
                "A": {
                  "Type": "Task", "Resource": "{{{Function}}}", "End": true,
                  "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "B", "Output": {"why": "{% $states.errorOutput.Cause %}"}, "Assign": {"error": "{% $states.errorOutput.Error %}"}}]
                },
                "B": {"Type": "Succeed", "Output": "{% $error & ': ' & $states.input.why %}"}
              }
            }
            """);
        machine.Tasks.Fail("f", "E", "why");

        Assert.Equal("\"E: why\"", await machine.RunAsync().Output());
    }

    [Fact]
    public async Task An_expression_that_fails_can_be_caught_after_its_event()
    {
        var machine = new Machine($$"""
            {
              "QueryLanguage": "JSONata",
              "StartAt": "A",
              "States": {
                "A": {
                  "Type": "Task", "Resource": "{{Function}}", "Arguments": {"x": ["{% $states.input.nothing %}"]}, "End": true,
                  "Catch": [{"ErrorEquals": ["States.QueryEvaluationError"], "Next": "B"}]
                },
                "B": {"Type": "Succeed", "Output": "{% $states.input.Error %}"}
              }
            }
            """);

        Assert.Equal("\"States.QueryEvaluationError\"", await machine.RunAsync().Output());
        Assert.StartsWith("3<0 EvaluationFailed ", Machine.Line(machine.Events[2]), StringComparison.Ordinal);
        Assert.StartsWith("4<3 TaskStateExited ", Machine.Line(machine.Events[3]), StringComparison.Ordinal);
    }

    private static Machine Catching(string catcher, string fields = "") => new($$"""
        {
          "StartAt": "A",
          "States": {
            "A": {
              "Type": "Task", "Resource": "{{Function}}", "End": true{{fields}},
              "Catch": [
                { {{catcher}}, "Next": "B" }
              ]
            },
            "B": {"Type": "Succeed"}
          }
        }
        """);
}
