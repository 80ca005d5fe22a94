namespace Ensemble.Models.Combiners;

/// <summary>All combiners by name. A new one is a class and a line here.</summary>
public static class CombinerCatalog
{
    /// <summary>The combiner that is meant when none is named: the mean probability.</summary>
    public const string Default = "mean";

    private static readonly (string Name, bool TakesWeights, Func<IReadOnlyList<double>, ICombiner> Create)[] All =
    [
        ("mean", false, _ => new MeanProbability()),
        ("weighted-mean", true, weights => new WeightedMean(weights)),
        ("geometric-mean", false, _ => new GeometricMean()),
        ("majority-vote", false, _ => new MajorityVote()),
    ];

    /// <summary>The names, in the order they are listed to users.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(combiner => combiner.Name)];

    /// <summary>Whether a combiner needs one weight per model.</summary>
    /// <exception cref="EnsembleException">There is no combiner of that name.</exception>
    public static bool TakesWeights(string name) => Find(name).TakesWeights;

    /// <summary>Makes a combiner.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="weights">
    /// One weight per model in the order of the models, at least 0 and not all 0; only for combiners that take weights.
    /// They are scaled to sum to one.
    /// </param>
    /// <exception cref="EnsembleException">The name is unknown, or weights are missing, surplus or out of range.</exception>
    public static ICombiner Create(string name, IReadOnlyList<double>? weights = null)
    {
        var combiner = Find(name);
        return (combiner.TakesWeights, weights) switch
        {
            (true, null) => throw new EnsembleException($"The combiner '{name}' needs weights: give one per model, in the order of the models."),
            (false, not null) => throw new EnsembleException($"The combiner '{name}' takes no weights: leave them out or use 'weighted-mean'."),
            _ => combiner.Create(weights ?? []),
        };
    }

    private static (string Name, bool TakesWeights, Func<IReadOnlyList<double>, ICombiner> Create) Find(string name)
    {
        foreach (var combiner in All)
        {
            if (combiner.Name.Equals(name, StringComparison.Ordinal))
            {
                return combiner;
            }
        }

        throw new EnsembleException($"There is no combiner '{name}': use one of {string.Join(", ", Names)}.");
    }
}
