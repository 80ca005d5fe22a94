using Ensemble.Models.Combiners;

namespace Ensemble.Models.Tests.Combiners;

/// <summary>Values worked by hand.</summary>
public sealed class CombinerTests
{
    [Fact]
    public void Mean_adds_the_probabilities_of_each_class()
    {
        var result = Batch.OfOneItem([0.5f, 0.25f, 0.25f], [0.25f, 0.75f, 0f]).Combine(CombinerCatalog.Create("mean"));

        Assert.Equal([0.375f, 0.5f, 0.125f], result);
    }

    [Fact]
    public void Weighted_mean_scales_its_weights_to_one()
    {
        // (3 · 0.5 + 1 · 0.25) / 4 and so on.
        var result = Batch.OfOneItem([0.5f, 0.25f, 0.25f], [0.25f, 0.75f, 0f]).Combine(CombinerCatalog.Create("weighted-mean", [6, 2]));

        Assert.Equal([0.4375f, 0.375f, 0.1875f], result);
    }

    [Fact]
    public void A_weight_of_zero_leaves_a_model_out()
    {
        var result = Batch.OfOneItem([0.5f, 0.5f], [0.25f, 0.75f]).Combine(CombinerCatalog.Create("weighted-mean", [0, double.MaxValue]));

        Assert.Equal([0.25f, 0.75f], result);
    }

    [Fact]
    public void Geometric_mean_multiplies_the_probabilities_of_each_class()
    {
        // √(0.8 · 0.2) = 0.4, √(0.1 · 0.4) = 0.2, √(0.1 · 0.4) = 0.2; their sum is 0.8.
        var result = Batch.OfOneItem([0.8f, 0.1f, 0.1f], [0.2f, 0.4f, 0.4f]).Combine(CombinerCatalog.Create("geometric-mean"));

        Assert.Equal([0.5f, 0.25f, 0.25f], result, Close);
    }

    [Fact]
    public void Geometric_mean_counts_a_zero_as_the_floor_instead_of_a_veto()
    {
        // √(0.9 · 1e-7) = 3e-4 against √(0.1 · 1) = 0.316: the zero weighs heavily, yet leaves something.
        var result = Batch.OfOneItem([0.9f, 0.1f], [0f, 1f]).Combine(CombinerCatalog.Create("geometric-mean"));

        var zero = Math.Sqrt(0.9 * 1e-7);
        Assert.Equal(zero / (zero + Math.Sqrt(0.1)), result[0], 1e-7);
    }

    [Fact]
    public void Geometric_mean_of_models_without_a_common_class_is_even() =>
        Assert.Equal([0.5f, 0.5f], Batch.OfOneItem([1f, 0f], [0f, 1f]).Combine(CombinerCatalog.Create("geometric-mean")));

    [Fact]
    public void Majority_vote_gives_shares_of_votes_and_a_hundredth_to_the_mean()
    {
        // Two votes for class 0, one for class 2, although the mean prefers class 2.
        var result = Batch.OfOneItem([0.5f, 0.25f, 0.25f], [0.5f, 0f, 0.5f], [0f, 0f, 1f]).Combine(CombinerCatalog.Create("majority-vote"));

        Assert.Equal(
            [(2 + (0.01f * 1 / 3)) / 3.01f, 0.01f * 0.25f / 3 / 3.01f, (1 + (0.01f * 1.75f / 3)) / 3.01f],
            result,
            Close);
    }

    [Fact]
    public void A_tied_vote_goes_to_the_higher_mean_probability()
    {
        // One vote each; the means are 0.35 and 0.55.
        var result = Batch.OfOneItem([0.6f, 0.4f, 0f], [0.1f, 0.7f, 0.2f]).Combine(CombinerCatalog.Create("majority-vote"));

        Assert.Equal(1, Top.ArgMax(result));
    }

    [Fact]
    public void A_tied_vote_is_decided_even_by_a_difference_below_float_resolution()
    {
        var more = MathF.BitIncrement(0.75f);
        var result = Batch.OfOneItem([0.75f, 0.25f], [0.25f, more]).Combine(CombinerCatalog.Create("majority-vote"));

        Assert.Equal(1, Top.ArgMax(result));
        Assert.Equal(1, result.Sum(), 1e-6);
    }

    [Fact]
    public void A_tie_of_votes_and_means_goes_to_the_lower_index() =>
        Assert.Equal(
            1,
            Top.ArgMax(Batch.OfOneItem([0f, 0.75f, 0.25f], [0f, 0.25f, 0.75f]).Combine(CombinerCatalog.Create("majority-vote"))));

    [Fact]
    public void Every_item_of_a_batch_is_combined_for_itself()
    {
        var batch = new Batch(2, [[1f, 0f, 0.5f, 0.5f], [0.5f, 0.5f, 0.25f, 0.75f]]);

        Assert.Equal([0.75f, 0.25f, 0.375f, 0.625f], batch.Combine(CombinerCatalog.Create("mean")));
    }

    [Fact]
    public void An_empty_batch_gives_an_empty_result() =>
        Assert.Empty(new Batch(3, [[], []]).Combine(CombinerCatalog.Create("mean")));

    private static bool Close(float expected, float actual) => Math.Abs(expected - actual) < 1e-6f;
}
