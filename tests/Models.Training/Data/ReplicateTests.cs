using Ensemble.Models.Training.Data;

namespace Ensemble.Models.Training.Tests.Data;

public sealed class ReplicateTests
{
    [Fact]
    public void A_replicate_has_as_many_draws_as_items_and_about_63_percent_of_them()
    {
        var replicate = Replicate.Draw(1, "mobilenet-mini", 50_000);

        Assert.Equal(50_000, replicate.Items.Length);
        Assert.All(replicate.Items, item => Assert.InRange(item, 0, 49_999));
        Assert.InRange(replicate.UniqueFraction, 1 - (1 / Math.E) - 0.01, 1 - (1 / Math.E) + 0.01);
    }

    [Fact]
    public void The_same_seed_and_model_draw_the_same_items() =>
        Assert.Equal(Replicate.Draw(7, "a", 1000).Items, Replicate.Draw(7, "a", 1000).Items);

    [Fact]
    public void Another_model_or_seed_draws_other_items()
    {
        var replicate = Replicate.Draw(7, "a", 1000);

        Assert.NotEqual(replicate.Items, Replicate.Draw(7, "b", 1000).Items);
        Assert.NotEqual(replicate.Items, Replicate.Draw(8, "a", 1000).Items);
    }

    [Fact]
    public void An_epoch_sees_every_draw_once_in_an_order_of_its_own()
    {
        var replicate = Replicate.Draw(7, "a", 1000);
        var first = replicate.Shuffled(1);

        Assert.Equal(replicate.Items.Order(), first.Order());
        Assert.NotEqual(first, replicate.Shuffled(2));
        Assert.Equal(first, replicate.Shuffled(1));
    }
}
