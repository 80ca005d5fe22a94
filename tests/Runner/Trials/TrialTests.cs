using Ensemble.Runner.Plans;
using Ensemble.Runner.Trials;

namespace Ensemble.Runner.Tests.Trials;

/// <summary>Which requests a plan comes to.</summary>
public sealed class TrialTests
{
    [Fact]
    public void Every_kind_of_request_is_repeated_in_blocks_of_a_random_order()
    {
        var trials = Trial.Of(PaperPlan.Full);
        var blocks = trials.Where(trial => trial.Kind == TrialKind.Warm).GroupBy(trial => trial.Repeat).ToList();

        Assert.Equal(PaperPlan.Full.Latency.Repeats, blocks.Count);
        Assert.All(blocks, block => Assert.Equal(4 * 5, block.Select(trial => (trial.Subject, trial.FlowName, trial.Batch)).Distinct().Count()));
        Assert.NotEqual(blocks[0].Select(trial => (trial.Subject, trial.Batch)), blocks[1].Select(trial => (trial.Subject, trial.Batch)));
        Assert.Equal(Enumerable.Range(0, trials.Count), trials.Select(trial => trial.Number));
    }

    [Fact]
    public void The_seed_decides_the_order_and_nothing_else()
    {
        var (first, again, other) = (Trial.Of(PaperPlan.Quick), Trial.Of(PaperPlan.Quick), Trial.Of(PaperPlan.Quick with { Seed = 2 }));

        Assert.Equal(first, again);
        Assert.NotEqual(first, other);
        Assert.Equal(Kinds(first), Kinds(other));
    }

    [Fact]
    public void Warm_ups_come_before_all_that_counts_and_again_after_cold_starts()
    {
        const int Subjects = 5;
        var kinds = Trial.Of(PaperPlan.Quick).Select(trial => trial.Kind).TakeWhile(kind => kind != TrialKind.Warm).SkipLast(1);

        Assert.Equal(
            [
                .. Enumerable.Repeat(TrialKind.WarmUp, Subjects), .. Enumerable.Repeat(TrialKind.Cold, PaperPlan.Quick.Latency.ColdStarts),
                .. Enumerable.Repeat(TrialKind.WarmUp, Subjects * PaperPlan.Quick.Latency.WarmUps),
            ],
            kinds);
    }

    [Fact]
    public void Each_measured_request_comes_right_after_one_of_its_kind_for_one_item()
    {
        var trials = Trial.Of(PaperPlan.Quick);
        var measured = trials.SkipWhile(trial => trial.Kind != TrialKind.Warm).Where(trial => trial.Kind == TrialKind.Warm).ToList();

        Assert.Equal(5 * PaperPlan.Quick.Latency.Batches.Count * PaperPlan.Quick.Latency.Repeats, measured.Count);
        Assert.All(measured, trial => Assert.Equal((TrialKind.WarmUp, trial.Subject, trial.FlowName, 1), trials[trial.Number - 1] is var before ? (before.Kind, before.Subject, before.FlowName, before.Batch) : default));
    }

    private static IEnumerable<(string Kind, string Subject, string Flow, int Batch, int Repeat)> Kinds(IEnumerable<Trial> trials) =>
        trials.Select(trial => (trial.KindName, trial.Subject, trial.FlowName, trial.Batch, trial.Repeat)).Order();
}
