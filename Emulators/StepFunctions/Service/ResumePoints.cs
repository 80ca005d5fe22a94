using Ensemble.StepFunctions.Execution;
using Ensemble.StepFunctions.Json;
using Ensemble.StepFunctions.Language;

namespace Ensemble.StepFunctions.Service;

/// <summary>Finds in a history where a redriven execution goes on: at the state of the machine that was entered last.</summary>
internal static class ResumePoints
{
    /// <summary>That point; null: nothing had begun, so all of it is done again.</summary>
    public static ResumePoint? Find(StateMachine machine, IReadOnlyList<JsonObject> events)
    {
        var variables = JsonObject.Empty;
        (string State, string Input, JsonObject Variables)? last = null;
        foreach (var one in events)
        {
            if (one["stateEnteredEventDetails"] is JsonObject entered && entered["name"] is JsonString name && machine.Graph.States.ContainsKey(name.Value))
            {
                last = (name.Value, ((JsonString)entered["input"]!).Value, variables);
            }
            else if (one["stateExitedEventDetails"] is JsonObject exited && exited["name"] is JsonString left && machine.Graph.States.ContainsKey(left.Value)
                && exited["assignedVariables"] is JsonObject assigned)
            {
                foreach (var (variable, value) in assigned.Members)
                {
                    variables = variables.With(variable, JsonValue.Parse(((JsonString)value).Value));
                }
            }
        }

        return last is var (state, input, seen) ? new(state, Payload.Parse(input), seen, events.Count) : null;
    }
}
