using CsCheck;

namespace Ensemble.Statistics.Tests;

public sealed class PairedDifferenceTests
{
    [Fact]
    public void The_example_of_its_author_comes_out()
    {
        // Newcombe 1998, Statistics in Medicine 17:2635, method 10 of 50 pairs.
        var difference = PairedDifference.Newcombe(new(36, 12, 2, 0));

        Assert.Equal(0.2, difference.Estimate, 12);
        Assert.Equal(0.0569, difference.Low, 4);
        Assert.Equal(0.3404, difference.High, 4);
    }

    [Fact]
    public void Two_that_are_always_right_together_do_not_differ()
    {
        var difference = PairedDifference.Newcombe(new(100, 0, 0, 0));

        Assert.Equal(0, difference.Estimate);
        Assert.True(difference is { Low: < 0, High: > 0 } && difference.Low == -difference.High);
    }

    [Fact]
    public void It_turns_its_sign_with_the_order_holds_its_estimate_and_stays_within_its_bounds() =>
        Gen.Select(Gen.Int[0, 2000], Gen.Int[0, 200], Gen.Int[0, 200], Gen.Int[1, 2000]).Sample((a, b, c, d) =>
        {
            var (there, back) = (PairedDifference.Newcombe(new(a, b, c, d)), PairedDifference.Newcombe(new(a, c, b, d)));
            return Math.Abs(there.Low + back.High) < 1e-12 && Math.Abs(there.High + back.Low) < 1e-12 && there.Low <= there.Estimate && there.Estimate <= there.High && there is { Low: >= -1, High: <= 1 };
        });

    [Fact]
    public void About_95_of_100_intervals_hold_the_truth()
    {
        // Right together in 80 of 100 cases, only the first in 9, only the second in 5.
        var random = new Random(7);
        var covered = Enumerable.Range(0, 2000).Count(_ =>
        {
            var counts = new int[4];
            for (var i = 0; i < 400; i++)
            {
                counts[random.NextDouble() switch { < 0.80 => 0, < 0.89 => 1, < 0.94 => 2, _ => 3 }]++;
            }

            var difference = PairedDifference.Newcombe(new(counts[0], counts[1], counts[2], counts[3]));
            return difference.Low <= 0.04 && difference.High >= 0.04;
        });

        Assert.InRange(covered, 1860, 1940);
    }
}
