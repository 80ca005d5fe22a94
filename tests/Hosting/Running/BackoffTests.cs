using Ensemble.Hosting.Running;

namespace Ensemble.Hosting.Tests.Running;

public sealed class BackoffTests
{
    [Fact]
    public void Each_end_in_a_row_doubles_the_wait_up_to_half_a_minute() =>
        Assert.Equal([0.5, 1, 2, 4, 8, 16, 30, 30], Enumerable.Range(1, 8).Select(ends => Backoff.After(ends).TotalSeconds));

    [Fact]
    public void The_wait_stays_at_half_a_minute_for_ever() => Assert.Equal(30, Backoff.After(100_000).TotalSeconds);
}
