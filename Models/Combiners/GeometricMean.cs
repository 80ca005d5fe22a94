namespace Ensemble.Models.Combiners;

/// <summary>
/// The geometric mean of the models' probabilities, <c>Π_m max(p_m(c), ε)^(1/M)</c>, scaled to sum to one (the
/// logarithmic opinion pool; Genest and Zidek 1986, Statistical Science 1). A class that a single model gives 0 would be
/// lost whatever the others say, and a class list without a common class would have no answer; hence the floor ε.
/// </summary>
internal sealed class GeometricMean : RowCombiner
{
    /// <summary>ε: what float arithmetic can just tell from 0 beside a probability of one (2^-23, rounded).</summary>
    internal const float Floor = 1e-7f;

    public override string Name => "geometric-mean";

    protected override void Score(ItemRows rows, Span<double> scores)
    {
        for (var model = 0; model < rows.Count; model++)
        {
            var row = rows[model];
            for (var c = 0; c < row.Length; c++)
            {
                scores[c] += Math.Log(Math.Max(row[c], Floor));
            }
        }

        // Relative to the largest, which becomes 1.
        var largest = double.NegativeInfinity;
        foreach (var score in scores)
        {
            largest = Math.Max(largest, score);
        }

        for (var c = 0; c < scores.Length; c++)
        {
            scores[c] = Math.Exp((scores[c] - largest) / rows.Count);
        }
    }
}
