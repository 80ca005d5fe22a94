namespace Ensemble.Statistics.Tests;

/// <summary>
/// A/A tests: both samples come of one distribution, so that every alarm is false. At a level of 5 % about as many are
/// expected; of 1,000 comparisons 3 to 7 % are within three standard deviations.
/// </summary>
public sealed class FalseAlarmTests
{
    private const int Comparisons = 1000;
    private const double Level = 0.05;

    [Fact]
    public void McNemar_raises_as_many_false_alarms_as_its_level_says() =>
        AssertRate(random =>
        {
            // Two classifiers that are right on 80 % of the items, easy ones more often.
            var (first, second) = (new bool[4000], new bool[4000]);
            for (var i = 0; i < first.Length; i++)
            {
                var chance = i % 2 == 0 ? 0.9 : 0.7;
                (first[i], second[i]) = (random.NextDouble() < chance, random.NextDouble() < chance);
            }

            return McNemar.Test(PairTable.Of(first, second)).P < Level;
        });

    [Fact]
    public void Exact_McNemar_raises_as_many_false_alarms_as_its_level_says() =>
        AssertRate(random =>
        {
            var b = Enumerable.Range(0, 1200).Count(_ => random.NextDouble() < 0.5);
            return McNemar.Exact(b, 1200 - b).P < Level;
        });

    [Fact]
    public void Welch_raises_as_many_false_alarms_as_its_level_says() =>
        AssertRate(random => Welch.Test(Normal(random, 30, 1), Normal(random, 12, 5)).P < Level);

    [Fact]
    public void Mann_Whitney_raises_as_many_false_alarms_as_its_level_says_exactly() =>
        AssertRate(random => MannWhitney.Test(Exponential(random, 22), Exponential(random, 18)) is { IsExact: true, P: < Level });

    [Fact]
    public void Mann_Whitney_raises_as_many_false_alarms_as_its_level_says_by_approximation_with_ties() =>
        AssertRate(random => MannWhitney.Test(
            [.. Exponential(random, 60).Select(x => Math.Round(4 * x))],
            [.. Exponential(random, 50).Select(x => Math.Round(4 * x))]) is { IsExact: false, P: < Level });

    [Theory]
    [InlineData(BootstrapMethod.Percentile)]
    [InlineData(BootstrapMethod.BiasCorrectedAccelerated)]
    public void The_paired_bootstrap_raises_as_many_false_alarms_as_its_level_says(BootstrapMethod method) =>
        AssertRate(random =>
        {
            // What both measure of an item varies far more than what they measure differently.
            var (first, second) = (Exponential(random, 100), Exponential(random, 100));
            for (var i = 0; i < first.Length; i++)
            {
                var shared = 10 * random.NextDouble();
                (first[i], second[i]) = (first[i] + shared, second[i] + shared);
            }

            var plan = new BootstrapPlan { Seed = random.Next(), Resamples = 500, Confidence = 1 - Level, Method = method };
            var interval = Bootstrap.PairedInterval<double>(first, second, Mean, plan);
            return interval.Low > 0 || interval.High < 0;
        });

    [Fact]
    public void A_real_difference_is_found()
    {
        // 80 % power is what samples of 64 have for half a standard deviation (Cohen 1988, table 2.4.1).
        var alarms = Enumerable.Range(0, Comparisons).Count(seed =>
        {
            var random = new Random(seed);
            return Welch.Test(Normal(random, 64, 1), [.. Normal(random, 64, 1).Select(x => x + 0.5)]).P < Level;
        });

        Assert.InRange(alarms, 760, 840);
    }

    private static void AssertRate(Func<Random, bool> alarm)
    {
        var alarms = Enumerable.Range(0, Comparisons).AsParallel().Count(seed => alarm(new Random(seed)));

        Assert.InRange(alarms, 0.03 * Comparisons, 0.07 * Comparisons);
    }

    private static double[] Exponential(Random random, int count)
    {
        var sample = new double[count];
        for (var i = 0; i < count; i++)
        {
            sample[i] = -Math.Log(1 - random.NextDouble());
        }

        return sample;
    }

    // Box and Muller 1958, Annals of Mathematical Statistics 29(2).
    private static double[] Normal(Random random, int count, double deviation)
    {
        var sample = new double[count];
        for (var i = 0; i < count; i++)
        {
            sample[i] = deviation * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        }

        return sample;
    }

    private static double Mean(ReadOnlySpan<double> items)
    {
        var sum = 0.0;
        foreach (var item in items)
        {
            sum += item;
        }

        return sum / items.Length;
    }
}
