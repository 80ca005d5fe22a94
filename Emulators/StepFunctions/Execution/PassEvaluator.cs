using Ensemble.StepFunctions.Language;

namespace Ensemble.StepFunctions.Execution;

/// <summary>Pass: the input, what Parameters make of it, or the fixed result.</summary>
internal static class PassEvaluator
{
    public static StateOutcome Evaluate(PassState state, Visit visit)
    {
        if (state.QueryLanguage == QueryLanguage.Jsonata)
        {
            return DataFlow.Pass(state, visit, visit.Input, state.Next, state.Output, state.Assign);
        }

        if (state.Result is not null)
        {
            var result = new Payload(state.Result);
            visit.Inspection?.Note("result", result.Text);
            return DataFlow.Result(state, visit, visit.Input, result);
        }

        var input = DataFlow.Input(state, visit);
        return DataFlow.Result(state, visit, input, DataFlow.Parameters(state, visit, input));
    }
}
