using Ensemble.Models.Combiners;

namespace Ensemble.Models.Tests.Combiners;

public sealed class CombinerInputTests
{
    [Fact]
    public void Every_combiner_has_the_name_it_is_found_by() =>
        Assert.All(CombinerCatalog.Names, name =>
            Assert.Equal(name, CombinerCatalog.Create(name, CombinerCatalog.TakesWeights(name) ? [1] : null).Name));

    [Fact]
    public void The_default_is_one_of_them() => Assert.Contains(CombinerCatalog.Default, CombinerCatalog.Names);

    [Fact]
    public void An_unknown_name_lists_the_known_ones() =>
        AssertSays(
            "There is no combiner 'median': use one of mean, weighted-mean, geometric-mean, majority-vote.",
            () => CombinerCatalog.Create("median"));

    [Fact]
    public void Weights_belong_to_the_weighted_mean_alone()
    {
        AssertSays("needs weights", () => CombinerCatalog.Create("weighted-mean"));
        AssertSays("takes no weights", () => CombinerCatalog.Create("mean", [1, 1]));
    }

    [Theory]
    [InlineData("Weight -1 of model 1", 2.0, -1.0)]
    [InlineData("Weight NaN of model 0", double.NaN, 1.0)]
    [InlineData("of model 1", 1.0, double.PositiveInfinity)]
    [InlineData("All weights of the weighted mean are 0", 0.0, 0.0)]
    public void Weights_out_of_range_are_refused(string says, params double[] weights) =>
        AssertSays(says, () => CombinerCatalog.Create("weighted-mean", weights));

    [Fact]
    public void A_wrong_number_of_weights_is_refused() =>
        AssertSays(
            "has 3 weights for 2 models",
            () => Batch.OfOneItem([1f], [1f]).Combine(CombinerCatalog.Create("weighted-mean", [1, 1, 1])));

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(-0.5f)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(0f)]
    public void A_row_that_is_no_distribution_is_named(float value)
    {
        var batch = new Batch(2, [[0.5f, 0.5f, 0.5f, 0.5f], [0.5f, 0.5f, value, 0f]]);

        Assert.All(CombinerCatalog.Names, name =>
            AssertSays("Model 1 gives item 1", () => batch.Combine(CombinerCatalog.Create(name, CombinerCatalog.TakesWeights(name) ? [1, 1] : null))));
    }

    [Fact]
    public void Lengths_that_do_not_fit_are_refused()
    {
        var mean = CombinerCatalog.Create("mean");

        Assert.Throws<ArgumentException>(() => mean.Combine([], 2, new float[2]));
        Assert.Throws<ArgumentException>(() => mean.Combine([new float[2]], 0, new float[2]));
        Assert.Throws<ArgumentException>(() => mean.Combine([new float[3]], 2, new float[3]));
        Assert.Throws<ArgumentException>(() => mean.Combine([new float[2], new float[4]], 2, new float[2]));
    }

    private static void AssertSays(string text, Action action) =>
        Assert.Contains(text, Assert.Throws<EnsembleException>(action).Message, StringComparison.Ordinal);
}
