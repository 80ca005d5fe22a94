using Ensemble.Dashboard.Formatting;

namespace Ensemble.Dashboard.Tests;

/// <summary>Numbers as people read them.</summary>
public sealed class ShowTests
{
    [Theory]
    [InlineData(null, "–")]
    [InlineData(0.4211, "0.42 ms")]
    [InlineData(12.34, "12.3 ms")]
    [InlineData(148.4, "148 ms")]
    [InlineData(2361.0, "2.36 s")]
    [InlineData(1234567.0, "1,234.6 s")]
    public void A_time_has_a_unit_and_as_many_digits_as_mean_something(double? milliseconds, string text) => Assert.Equal(text.Replace(' ', '\u00A0'), Show.Milliseconds(milliseconds));

    [Theory]
    [InlineData(0, "$0")]
    [InlineData(1234.5, "$1,234.50")]
    [InlineData(0.00000634, "$0.00000634")]
    public void Money_keeps_what_is_small(double dollars, string text) => Assert.Equal(text, Show.Dollars(dollars));

    [Theory]
    [InlineData(0, "< 1e-300")]
    [InlineData(7.46e-30, "7.5e-30")]
    [InlineData(0.0421, "0.042")]
    public void A_p_value_is_told_as_far_as_it_is_known(double p, string text) => Assert.Equal(text, Show.P(p));
}
