using CsCheck;
using MathNet.Numerics.Distributions;

namespace Ensemble.Statistics.Tests;

public sealed class WelchTests
{
    // Student 1908, hours of additional sleep; R's example(sleep): t.test(extra ~ group, data = sleep) prints t = -1.8608,
    // df = 17.776, p-value = 0.07939, and an interval from -3.3654832 to 0.2054832.
    private static readonly double[] First = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0];
    private static readonly double[] Second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];

    [Fact]
    public void The_sleep_data_give_what_R_prints()
    {
        var test = Welch.Test(First, Second);

        Assert.Equal(-1.58, test.Difference, 1e-12);
        Assert.Equal(-1.8608, test.T, 5e-5);
        Assert.Equal(17.776, test.DegreesOfFreedom, 5e-4);
        Assert.Equal(0.07939, test.P, 5e-6);
        Assert.Equal(-3.3654832, test.Low, 5e-8);
        Assert.Equal(0.2054832, test.High, 5e-8);
        Assert.Equal(0.95, test.Confidence);
    }

    // With two values each and equal variances there are two degrees of freedom, whose quantile is in closed form:
    // t = (2p - 1) / √(2 p (1 - p)); for 0.995: 9.92484 (any table of t).
    [Fact]
    public void Two_degrees_of_freedom_have_the_tabulated_quantile()
    {
        var test = Welch.Test([0, 2], [10, 12], 0.99);

        Assert.Equal(2, test.DegreesOfFreedom, 1e-12);
        Assert.Equal(-10 / Math.Sqrt(2), test.T, 1e-12);
        Assert.Equal(9.92484, (test.High - test.Difference) / Math.Sqrt(2), 5e-6);
    }

    [Fact]
    public void One_degree_of_freedom_has_the_tangent_as_its_quantile_even_far_out()
    {
        // One sample is constant, so that only the other's variance counts: the Cauchy distribution.
        var test = Welch.Test([5, 5], [0, 2], 1 - 1e-9);

        Assert.Equal(1, test.DegreesOfFreedom, 1e-12);
        Assert.Equal(1, test.High / (4 + (1 / Math.Tan(Math.PI * (1 - (1 - 1e-9)) / 2))), 1e-9);
        Assert.Equal(2 * Cauchy.CDF(0, 1, -4), test.P, 1e-12);
    }

    [Fact]
    public void The_interval_excludes_zero_exactly_where_the_test_rejects() =>
        Gen.Select(Samples, Samples, Gen.Double[0.5, 0.999]).Sample((first, second, confidence) =>
        {
            var test = Welch.Test(first, second, confidence);
            return Math.Abs(test.P - (1 - confidence)) < 1e-9 || (test.Low > 0 || test.High < 0) == (test.P < 1 - confidence);
        });

    [Fact]
    public void Exchanged_samples_have_the_mirrored_result() =>
        Gen.Select(Samples, Samples).Sample((first, second) =>
        {
            var (test, exchanged) = (Welch.Test(first, second), Welch.Test(second, first));
            return test.P == exchanged.P && test.T == -exchanged.T && test.Low == -exchanged.High && test.P is >= 0 and <= 1;
        });

    [Fact]
    public void Degrees_of_freedom_lie_between_the_smaller_samples_and_the_pooled_ones() =>
        Gen.Select(Samples, Samples).Sample((first, second) =>
            Welch.Test(first, second).DegreesOfFreedom is var freedom
            && freedom >= Math.Min(first.Length, second.Length) - 1 - 1e-9
            && freedom <= first.Length + second.Length - 2 + 1e-9);

    [Fact]
    public void What_cannot_be_tested_is_refused_with_the_reason()
    {
        Assert.Contains("'first' must be at least 2, but is 1", Message([1], [1, 2]), StringComparison.Ordinal);
        Assert.Contains("'second' must be at least 2, but is 0", Message([1, 2], []), StringComparison.Ordinal);
        Assert.Contains("Value 1 of the sample 'second' is NaN", Message([1, 2], [1, double.NaN]), StringComparison.Ordinal);
        Assert.Contains("positive and finite", Message([0.1, 0.1, 0.1], [0.3, 0.3]), StringComparison.Ordinal);
        Assert.Contains("confidence must lie strictly between 0 and 1, but is 1.5", Message(First, Second, 1.5), StringComparison.Ordinal);
    }

    private static string Message(double[] first, double[] second, double confidence = 0.95) =>
        Assert.Throws<ArgumentException>(() => Welch.Test(first, second, confidence)).Message;

    private static Gen<double[]> Samples { get; } =
        Gen.Double[-100, 100].Array[2, 40].Where(sample => sample.Max() - sample.Min() > 1e-3);
}
