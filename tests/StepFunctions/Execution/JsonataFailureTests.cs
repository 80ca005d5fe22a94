using Ensemble.StepFunctions.Tests.Fakes;

namespace Ensemble.StepFunctions.Tests.Execution;

/// <summary>Expressions of JSONata that fail: an event of their own, then the failure.</summary>
public sealed class JsonataFailureTests
{
    [Theory]
    [InlineData(""" "Type": "Pass", "Output": "{% $states.input.no %}" """, "Output", "The JSONata expression '$states.input.no' specified for the field 'Output' returned nothing (undefined).")]
    [InlineData(""" "Type": "Pass", "Output": {"a": ["{% $x %}"]} """, "Output/a[0]", "The JSONata expression '$x' specified for the field 'Output/a[0]' returned nothing (undefined).")]
    [InlineData(""" "Type": "Pass", "Output": "{% $sum %}" """, "Output", "The JSONata expression '$sum' specified for the field 'Output' returned an unsupported result type.")]
    [InlineData(""" "Type": "Pass", "Assign": {"v": "{% $no %}"} """, "Assign/v", "The JSONata expression '$no' specified for the field 'Assign/v' returned nothing (undefined).")]
    [InlineData(""" "Type": "Wait", "Seconds": "{% 'x' %}" """, "Seconds", "The JSONata expression ''x'' specified for the field 'Seconds' returned an unexpected result type. Expected 'integer', but was 'string' for value: \"x\"")]
    public async Task The_event_hangs_on_what_the_entry_of_the_state_hangs_on(string fields, string location, string cause)
    {
        var machine = new Machine("{\"QueryLanguage\": \"JSONata\", \"StartAt\": \"Z\", \"States\": {\"Z\": {\"Type\": \"Pass\", \"Next\": \"A\"}, \"A\": {\"End\": true, " + fields + "}}}");

        var failure = await machine.RunAsync().Failure();

        cause = $"An error occurred while executing the state 'A' (entered at the event id #4). {cause}";
        Assert.Equal($"States.QueryEvaluationError: {cause}", failure);
        var text = cause.Replace("\"", "\\\"", StringComparison.Ordinal);
        Assert.Equal($$"""5<3 EvaluationFailed {"error":"States.QueryEvaluationError","cause":"{{text}}","location":"{{location}}","state":"A"}""", Machine.Line(machine.Events[4]));
        Assert.Equal($$"""6<5 ExecutionFailed {"error":"States.QueryEvaluationError","cause":"{{text}}"}""", Machine.Line(machine.Events[5]));
    }

    [Fact]
    public async Task An_error_within_an_expression_is_told_with_its_code()
    {
        var machine = Machine.OfState(""" "Type": "Pass", "QueryLanguage": "JSONata", "Output": "{% $nothing() %}" """);

        Assert.StartsWith(
            "States.QueryEvaluationError: An error occurred while executing the state 'A' (entered at the event id #2). "
            + "The JSONata expression '$nothing()' specified for the field 'Output' threw an error during evaluation. T1006",
            await machine.RunAsync().Failure(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Arguments_that_fail_keep_the_task_from_being_scheduled()
    {
        var machine = Machine.OfState(
            """ "Type": "Task", "QueryLanguage": "JSONata", "Resource": "arn:aws:lambda:us-east-1:000000000000:function:f", "Arguments": {"x": "{% $states.input.no %}"} """);

        await machine.RunAsync().Failure();

        Assert.Equal(0, machine.Tasks.Count("f"));
        Assert.Equal(["ExecutionStarted", "TaskStateEntered", "EvaluationFailed", "ExecutionFailed"], machine.Types.Select(type => type.ToString()));
        Assert.Contains("\"location\":\"Arguments/x\"", Machine.Line(machine.Events[2]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_output_that_fails_does_so_after_the_task_has_succeeded()
    {
        var machine = Machine.OfState(
            """ "Type": "Task", "QueryLanguage": "JSONata", "Resource": "arn:aws:lambda:us-east-1:000000000000:function:f", "Output": {"x": "{% $states.result.no %}"} """);
        machine.Tasks.Return("f", "{}");

        await machine.RunAsync().Failure();

        Assert.Equal(
            ["LambdaFunctionSucceeded", "EvaluationFailed", "ExecutionFailed"],
            machine.Types.Skip(4).Select(type => type.ToString()));
        Assert.Equal(0, machine.Events[5].PreviousEventId);
    }

    [Fact]
    public async Task An_expression_of_a_Map_that_fails_is_followed_by_the_failure_of_the_Map()
    {
        var machine = Machine.OfState(
            """ "Type": "Map", "QueryLanguage": "JSONata", "Items": "{% 1 %}", "ItemProcessor": {"StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}} """);

        await machine.RunAsync().Failure();

        Assert.Equal(["MapStateEntered", "EvaluationFailed", "MapStateFailed", "ExecutionFailed"], machine.Types.Skip(1).Select(type => type.ToString()));
        Assert.Contains("Expected 'array', but was 'number' for value: 1", Machine.Line(machine.Events[2]), StringComparison.Ordinal);
    }
}
