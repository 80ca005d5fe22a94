using Ensemble.StepFunctions.Json;
using Ensemble.StepFunctions.Language;
using Ensemble.StepFunctions.Language.Parsing;

namespace Ensemble.StepFunctions.Service;

/// <summary>Says what is wrong with a definition without keeping it.</summary>
internal sealed class Definitions(Func<TaskResource, bool> supports)
{
    private const int DefaultResults = 100;

    public JsonObject Validate(Request request)
    {
        var definition = request.Required("definition", 1, DefinitionParser.MaxBytes);
        var type = request.OneOf("type", "STANDARD", "EXPRESS") == "EXPRESS" ? WorkflowType.Express : WorkflowType.Standard;
        var withWarnings = request.OneOf("severity", "ERROR", "WARNING") == "WARNING";
        var most = request.Whole("maxResults", 0, DefaultResults) is > 0 and var given ? (int)given : DefaultResults;
        var problems = DefinitionParser.Validate(definition, new(type, supports)).Where(problem => withWarnings || !problem.IsWarning).ToList();
        return new Answer()
            .With("result", problems.Exists(problem => !problem.IsWarning) ? "FAIL" : "OK")
            .With("diagnostics", new JsonArray([.. problems.Take(most).Select(problem => new Answer()
                .With("severity", problem.IsWarning ? "WARNING" : "ERROR")
                .With("code", problem.Code)
                .With("message", problem.Message)
                .With("location", problem.Location)
                .Build())]))
            .With("truncated", problems.Count > most)
            .Build();
    }
}
