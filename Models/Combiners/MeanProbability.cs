namespace Ensemble.Models.Combiners;

/// <summary>
/// The mean of the models' probabilities, <c>Σ_m p_m(c) / M</c> (the linear opinion pool; Stone 1961). Rows that do not
/// sum to one, as cut-off predictions may not, weigh by their sum; the result sums to one.
/// </summary>
internal sealed class MeanProbability : RowCombiner
{
    public override string Name => "mean";

    protected override void Score(ItemRows rows, Span<double> scores) => AddRows(rows, scores);
}
