using CsCheck;

namespace Ensemble.Statistics.Tests;

public sealed class HolmTests
{
    private static readonly double[] Four = [0.01, 0.04, 0.03, 0.005];

    // The example of Wikipedia's "Holm-Bonferroni method": the first and the fourth are rejected, the others are not.
    [Fact]
    public void The_published_example_rejects_the_first_and_the_last()
    {
        Assert.Equal([true, false, false, true], Holm.Reject(Four, 0.05));
        Assert.Equal([0.03, 0.06, 0.06, 0.02], Holm.Adjust(Four).Select(p => Math.Round(p, 12)));
    }

    [Fact]
    public void A_single_test_stays_as_it_is() => Assert.Equal([0.04], Holm.Adjust(0.04));

    [Fact]
    public void Adjusted_values_keep_the_order_and_lie_between_the_plain_ones_and_Bonferronis() =>
        PValues.Sample(plain =>
        {
            var adjusted = Holm.Adjust(plain);
            return Enumerable.Range(0, plain.Length).All(i =>
                adjusted[i] >= plain[i]
                && adjusted[i] <= Math.Min(1, plain.Length * plain[i])
                && Enumerable.Range(0, plain.Length).All(j => plain[i] > plain[j] || adjusted[i] <= adjusted[j]));
        });

    [Fact]
    public void Adjusted_values_reject_what_the_steps_of_Holm_reject() =>
        Gen.Select(PValues, Gen.Double[0.001, 0.5]).Sample((plain, level) =>
        {
            // Step by step from the smallest: stop at the first that is larger than its share of the level.
            var rejected = plain.Order().TakeWhile((p, step) => (plain.Length - step) * p <= level).Count();
            return Holm.Reject(plain, level).Count(reject => reject) == rejected;
        });

    [Fact]
    public void The_order_of_the_tests_does_not_matter() =>
        PValues.Sample(plain => Holm.Adjust(plain.Reverse().ToArray()).Reverse().SequenceEqual(Holm.Adjust(plain)));

    [Fact]
    public void What_is_no_p_value_is_refused()
    {
        Assert.Throws<ArgumentException>(() => Holm.Adjust());
        Assert.Contains("P-value 1 is NaN", Assert.Throws<ArgumentException>(() => Holm.Adjust(0.5, double.NaN)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Holm.Adjust(-0.1));
        Assert.Throws<ArgumentException>(() => Holm.Adjust(1.1));
        Assert.Throws<ArgumentException>(() => Holm.Reject(Four, 0));
        Assert.Throws<ArgumentException>(() => Holm.Reject(Four, double.NaN));
    }

    private static Gen<double[]> PValues { get; } = Gen.OneOf(Gen.Double[0, 1], Gen.Double[0, 0.05]).Array[1, 12];
}
