namespace Ensemble.Runner.Workflows;

/// <summary>The functions of an ensemble.</summary>
/// <param name="Models">The <c>model</c> functions, in the order of the branches: the name of each and its name or ARN in Lambda.</param>
/// <param name="Ensemble">The name or ARN of the <c>ensemble</c> function.</param>
public sealed record EnsembleFunctions(IReadOnlyList<ModelFunction> Models, string Ensemble);

/// <summary>A <c>model</c> function.</summary>
/// <param name="Name">The name of the model.</param>
/// <param name="Function">The name or ARN of the function.</param>
public sealed record ModelFunction(string Name, string Function);
