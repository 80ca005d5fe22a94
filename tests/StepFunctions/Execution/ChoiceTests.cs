using Ensemble.StepFunctions.Tests.Fakes;

namespace Ensemble.StepFunctions.Tests.Execution;

/// <summary>Choice: every way out of one.</summary>
public sealed class ChoiceTests
{
    private const string Json = """
        {
          "StartAt": "Choose",
          "States": {
            "Choose": {
              "Type": "Choice",
              "Choices": [
                {"Variable": "$.kind", "StringEquals": "text", "Next": "Text"},
                {"And": [{"Variable": "$.n", "IsPresent": true}, {"Variable": "$.n", "IsNumeric": true}, {"Variable": "$.n", "NumericGreaterThan": 9}], "Next": "Large"},
                {"Or": [{"Variable": "$.kind", "StringMatches": "a*"}, {"Variable": "$.kind", "StringMatches": "b*"}], "Next": "AOrB"},
                {"Not": {"Variable": "$.kind", "IsString": true}, "Next": "NoString"},
                {"Variable": "$.kind", "StringEqualsPath": "$.other", "Next": "Same"}
              ],
              "Default": "Other"
            },
            "Text": {"Type": "Pass", "Result": "Text", "End": true},
            "Large": {"Type": "Pass", "Result": "Large", "End": true},
            "AOrB": {"Type": "Pass", "Result": "AOrB", "End": true},
            "NoString": {"Type": "Pass", "Result": "NoString", "End": true},
            "Same": {"Type": "Pass", "Result": "Same", "End": true},
            "Other": {"Type": "Pass", "Result": "Other", "End": true}
          }
        }
        """;

    [Theory]
    [InlineData("""{"kind":"text","n":10,"other":"text"}""", "Text")]
    [InlineData("""{"kind":"c","n":10}""", "Large")]
    [InlineData("""{"kind":"abc","n":9}""", "AOrB")]
    [InlineData("""{"kind":"bcd","n":"10"}""", "AOrB")]
    [InlineData("""{"kind":1}""", "NoString")]
    [InlineData("""{"kind":null}""", "NoString")]
    [InlineData("""{"kind":"c","other":"c"}""", "Same")]
    [InlineData("""{"kind":"c","other":"d"}""", "Other")]
    public async Task The_first_rule_that_holds_is_followed(string input, string taken) =>
        Assert.Equal($"\"{taken}\"", await new Machine(Json).RunAsync(input).Output());

    [Fact]
    public async Task The_input_is_handed_on_as_it_came()
    {
        var machine = new Machine("""
            {
              "StartAt": "Choose",
              "States": {
                "Choose": {"Type": "Choice", "Choices": [{"Variable": "$.n", "NumericEquals": 1, "Next": "One"}]},
                "One": {"Type": "Succeed"}
              }
            }
            """);

        await machine.RunAsync("""{"n": 1}""").Output();

        Assert.Equal(
            """
            1<0 ExecutionStarted {"input":"{\"n\": 1}"}
            2<0 ChoiceStateEntered {"name":"Choose","input":"{\"n\": 1}"}
            3<2 ChoiceStateExited {"name":"Choose","output":"{\"n\": 1}"}
            4<3 SucceedStateEntered {"name":"One","input":"{\"n\": 1}"}
            5<4 SucceedStateExited {"name":"One","output":"{\"n\": 1}"}
            6<5 ExecutionSucceeded {"output":"{\"n\": 1}"}
            """,
            machine.History);
    }

    [Fact]
    public async Task No_rule_that_holds_and_no_default_is_a_failure()
    {
        var machine = new Machine("""
            {
              "StartAt": "Choose",
              "States": {
                "Choose": {"Type": "Choice", "Choices": [{"Variable": "$.n", "NumericEquals": 1, "Next": "One"}]},
                "One": {"Type": "Succeed"}
              }
            }
            """);

        Assert.Equal(
            "States.NoChoiceMatched: No choices matched for state 'Choose' (entered at the event id #2)",
            await machine.RunAsync("""{"n":2}""").Failure());
    }

    [Fact]
    public async Task A_variable_that_is_not_there_is_a_failure()
    {
        Assert.Equal(
            "States.Runtime: An error occurred while executing the state 'Choose' (entered at the event id #2). "
            + "Invalid path '$.kind': The choice state's condition path references an invalid value.",
            await new Machine(Json).RunAsync().Failure());
    }

    [Theory]
    [InlineData("""{"n":5}""", """{"from":"rule","n":5}""")]
    [InlineData("""{"n":50}""", """{"from":"default"}""")]
    public async Task JSONata_has_an_output_and_variables_for_each_way(string input, string output)
    {
        var machine = new Machine("""
            {
              "QueryLanguage": "JSONata",
              "StartAt": "Choose",
              "States": {
                "Choose": {
                  "Type": "Choice",
                  "Choices": [{"Condition": "{% $states.input.n < 10 %}", "Output": {"n": "{% $states.input.n %}"}, "Assign": {"from": "rule"}, "Next": "End"}],
                  "Default": "End", "Output": {}, "Assign": {"from": "default"}
                },
                "End": {"Type": "Succeed", "Output": "{% $merge([{'from': $from}, $states.input]) %}"}
              }
            }
            """);

        Assert.Equal(output, await machine.RunAsync(input).Output());
    }

    [Fact]
    public async Task A_condition_that_is_no_boolean_is_a_failure()
    {
        var machine = new Machine("""
            {
              "QueryLanguage": "JSONata",
              "StartAt": "Choose",
              "States": {
                "Choose": {"Type": "Choice", "Choices": [{"Condition": "{% 'yes' %}", "Next": "End"}]},
                "End": {"Type": "Succeed"}
              }
            }
            """);

        Assert.StartsWith("States.QueryEvaluationError: ", await machine.RunAsync().Failure(), StringComparison.Ordinal);
        Assert.Equal(
            """
            1<0 ExecutionStarted {"input":"{}"}
            2<0 ChoiceStateEntered {"name":"Choose","input":"{}"}
            3<0 EvaluationFailed {"error":"States.QueryEvaluationError","cause":"An error occurred while executing the state 'Choose' (entered at the event id #2). The JSONata expression ''yes'' specified for the field 'Condition' returned an unexpected result type. Expected 'boolean', but was 'string' for value: \"yes\"","location":"Condition","state":"Choose"}
            4<3 ExecutionFailed {"error":"States.QueryEvaluationError","cause":"An error occurred while executing the state 'Choose' (entered at the event id #2). The JSONata expression ''yes'' specified for the field 'Condition' returned an unexpected result type. Expected 'boolean', but was 'string' for value: \"yes\""}
            """,
            machine.History);
    }
}
