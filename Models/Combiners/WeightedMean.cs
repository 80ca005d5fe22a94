namespace Ensemble.Models.Combiners;

/// <summary>
/// The weighted mean of the models' probabilities, <c>Σ_m w_m p_m(c) / Σ_m w_m</c>, with one weight per model in the
/// models' order. Weights are at least 0 and need not sum to one.
/// </summary>
internal sealed class WeightedMean : RowCombiner
{
    private readonly double[] _weights;

    /// <exception cref="EnsembleException">A weight is negative or not finite, all are 0, or there is none.</exception>
    public WeightedMean(IReadOnlyList<double> weights)
    {
        for (var model = 0; model < weights.Count; model++)
        {
            if (!(weights[model] >= 0) || double.IsInfinity(weights[model]))
            {
                throw new EnsembleException(
                    $"Weight {weights[model]} of model {model} is no weight: give finite numbers of at least 0.");
            }
        }

        // Scaled by the largest first, so that the sum of huge weights stays finite.
        var largest = weights.DefaultIfEmpty().Max();
        if (largest == 0)
        {
            throw new EnsembleException("All weights of the weighted mean are 0: give at least one model a weight above 0.");
        }

        var sum = weights.Sum(weight => weight / largest);
        _weights = [.. weights.Select(weight => weight / largest / sum)];
    }

    public override string Name => "weighted-mean";

    protected override void CheckModels(int count)
    {
        if (count != _weights.Length)
        {
            throw new EnsembleException(
                $"The weighted mean has {_weights.Length} weights for {count} models: give one weight per model, in the order of the models.");
        }
    }

    protected override void Score(ItemRows rows, Span<double> scores) => AddRows(rows, scores, _weights);
}
