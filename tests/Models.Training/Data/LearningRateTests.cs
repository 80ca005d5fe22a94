using Ensemble.Models.Training.Data;

namespace Ensemble.Models.Training.Tests.Data;

public sealed class LearningRateTests
{
    private static readonly LearningRate Rate = new(Peak: 0.01, Steps: 1000);

    [Fact]
    public void It_rises_in_a_line_to_its_peak()
    {
        Assert.Equal(0.01 / 50, Rate.At(1), 12);
        Assert.Equal(0.005, Rate.At(25), 12);
        Assert.Equal(0.01, Rate.At(50), 12);
    }

    [Fact]
    public void It_falls_along_half_a_cosine_to_nothing()
    {
        Assert.Equal(0.005, Rate.At(525), 12);
        Assert.Equal(0, Rate.At(1000), 12);
        Assert.All(Enumerable.Range(50, 950), step => Assert.True(Rate.At(step + 1) < Rate.At(step)));
    }

    [Fact]
    public void A_single_step_has_the_peak() => Assert.Equal(0.5, new LearningRate(0.5, 1).At(1));
}
