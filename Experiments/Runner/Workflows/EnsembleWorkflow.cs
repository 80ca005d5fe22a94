using System.Text.Json;
using System.Text.Json.Nodes;
using Ensemble.Contracts;

namespace Ensemble.Runner.Workflows;

/// <summary>
/// The state machine of an ensemble in the States Language, the same text for the emulator and for AWS. Its input is a
/// <see cref="WorkflowInput"/>, its output a <see cref="WorkflowOutput"/>. What a state costs is kept small: a branch passes its
/// answer on and nothing else, and the final output leaves the answers of the models out.
/// </summary>
public static class EnsembleWorkflow
{
    private const string Combine = "Combine";
    private const string Invoke = "arn:aws:states:::lambda:invoke";

    // What may pass by itself (https://docs.aws.amazon.com/step-functions/latest/dg/bp-lambda-serviceexception.html).
    private static readonly string[] Transient =
    [
        "Lambda.ClientExecutionTimeoutException", "Lambda.ServiceException", "Lambda.AWSLambdaException", "Lambda.SdkClientException", "Lambda.TooManyRequestsException",
    ];

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n" };

    /// <summary>The definition of a flow.</summary>
    /// <param name="flow">How the models are run.</param>
    /// <param name="functions">The functions.</param>
    /// <exception cref="ArgumentException">There is no model, or two have the same name.</exception>
    public static string Definition(Flow flow, EnsembleFunctions functions)
    {
        if (functions.Models.Count == 0)
        {
            throw new ArgumentException("An ensemble has at least one model.", nameof(functions));
        }

        if (functions.Models.CountBy(model => State(model)).FirstOrDefault(name => name.Value > 1) is { Key: { } twice })
        {
            throw new ArgumentException($"Two models of the ensemble are called '{twice}'.", nameof(functions));
        }

        var (first, states) = flow == Flow.Parallel ? Parallel(functions) : Sequential(functions);
        states[Combine] = Task(
            functions.Ensemble,
            "{% $merge([$states.context.Execution.Input.combine, {'branches': [$states.input.branches.response]}]) %}",
            new JsonObject
            {
                ["result"] = "{% $states.result.Payload %}",
                ["entered"] = "{% $states.context.State.EnteredTime %}",
                ["branches"] = "{% [$states.input.branches.entered] %}",
            },
            next: null);
        return new JsonObject
        {
            ["Comment"] = $"{string.Join(", ", functions.Models.Select(model => model.Name))}, {Words(flow)}",
            ["QueryLanguage"] = "JSONata",
            ["StartAt"] = first,
            ["States"] = states,
        }.ToJsonString(Indented);
    }

    private static (string First, JsonObject States) Parallel(EnsembleFunctions functions) => ("Models", new JsonObject
    {
        ["Models"] = new JsonObject
        {
            ["Type"] = "Parallel",
            ["Branches"] = new JsonArray([.. functions.Models.Select(model => new JsonObject
            {
                ["StartAt"] = State(model),
                ["States"] = new JsonObject { [State(model)] = Task(model.Function, "{% $states.input.model %}", Answer(), next: null) },
            })]),
            ["Output"] = new JsonObject { ["branches"] = "{% $states.result %}" },
            ["Next"] = Combine,
        },
    });

    private static (string First, JsonObject States) Sequential(EnsembleFunctions functions)
    {
        var states = new JsonObject();
        foreach (var (i, model) in functions.Models.Index())
        {
            var isLast = i == functions.Models.Count - 1;
            var output = new JsonObject
            {
                ["branches"] = i == 0
                    ? new JsonArray(Answer())
                    : "{% $append($states.input.branches, {'entered': $states.context.State.EnteredTime, 'response': $states.result.Payload}) %}",
            };
            if (!isLast)
            {
                output["model"] = "{% $states.input.model %}";
            }

            states[State(model)] = Task(model.Function, "{% $states.input.model %}", output, isLast ? Combine : State(functions.Models[i + 1]));
        }

        return (State(functions.Models[0]), states);
    }

    private static JsonObject Answer() => new()
    {
        ["entered"] = "{% $states.context.State.EnteredTime %}",
        ["response"] = "{% $states.result.Payload %}",
    };

    private static JsonObject Task(string function, string payload, JsonNode output, string? next)
    {
        var task = new JsonObject
        {
            ["Type"] = "Task",
            ["Resource"] = Invoke,
            ["Arguments"] = new JsonObject { ["FunctionName"] = function, ["Payload"] = payload },
            ["Output"] = output,
            ["Retry"] = new JsonArray(new JsonObject
            {
                ["ErrorEquals"] = new JsonArray([.. Transient.Select(error => JsonValue.Create(error))]),
                ["IntervalSeconds"] = 1,
                ["MaxAttempts"] = 3,
                ["BackoffRate"] = 2,
                ["JitterStrategy"] = "FULL",
            }),
        };
        task[next is null ? "End" : "Next"] = next is null ? true : next;
        return task;
    }

    private static string State(ModelFunction model) => model.Name;

    private static string Words(Flow flow) => flow == Flow.Parallel ? "all at the same time" : "one after the other";
}
