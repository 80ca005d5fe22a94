namespace Ensemble.StepFunctions.Language;

/// <summary>The language of a state's expressions.</summary>
public enum QueryLanguage
{
    /// <summary>JSONPath with payload templates and intrinsic functions.</summary>
    JsonPath,

    /// <summary>JSONata between <c>{%</c> and <c>%}</c>.</summary>
    Jsonata,
}
