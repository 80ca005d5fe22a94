namespace Ensemble.Models.Combiners;

/// <summary>
/// Every model votes for its most probable class (the lower index of equals). The result is the share of votes, in which
/// the mean probability counts as one hundredth of a further vote: <c>(votes(c) + mean(c) / 100) / (M + 1 / 100)</c>.
/// It sums to one, ranks by votes first, and ties, also among classes without a vote, go to the higher mean probability,
/// then to the lower index.
/// </summary>
internal sealed class MajorityVote : RowCombiner
{
    internal const double TieBreak = 0.01;

    public override string Name => "majority-vote";

    protected override void Score(ItemRows rows, Span<double> scores)
    {
        AddRows(rows, scores);
        var scale = TieBreak / Sum(scores);
        for (var c = 0; c < scores.Length; c++)
        {
            scores[c] *= scale;
        }

        for (var model = 0; model < rows.Count; model++)
        {
            scores[Top.ArgMax(rows[model])]++;
        }
    }

    protected override void Write(ReadOnlySpan<double> scores, Span<float> result)
    {
        base.Write(scores, result);

        // A lead below float resolution must still decide: the winner gets one unit in the last place more.
        var winner = Winner(scores);
        var shown = Top.ArgMax(result);
        if (shown != winner)
        {
            result[winner] = MathF.BitIncrement(result[shown]);
        }
    }

    private static int Winner(ReadOnlySpan<double> scores)
    {
        var winner = 0;
        for (var c = 1; c < scores.Length; c++)
        {
            winner = scores[c] > scores[winner] ? c : winner;
        }

        return winner;
    }
}
