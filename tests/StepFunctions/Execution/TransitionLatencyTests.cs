using Ensemble.StepFunctions.Execution;
using Ensemble.StepFunctions.Language;

namespace Ensemble.StepFunctions.Tests.Execution;

public sealed class TransitionLatencyTests
{
    [Theory]
    [InlineData(WorkflowType.Standard, 20, 60)]
    [InlineData(WorkflowType.Express, 5, 15)]
    public void Four_of_five_transitions_take_as_long_as_on_AWS(WorkflowType type, double least, double most)
    {
        var latency = new TransitionLatency(1, TimeProvider.System);

        var draws = Enumerable.Range(0, 10_000).Select(_ => latency.Next(type).TotalMilliseconds).ToList();

        // 0.8 of 10,000: five standard deviations are 200.
        Assert.InRange(draws.Count(draw => draw >= least && draw <= most), 7_600, 8_400);
        Assert.All(draws, draw => Assert.True(draw > 0));
    }

    [Fact]
    public void The_same_seed_draws_the_same_delays()
    {
        var (first, second) = (new TransitionLatency(7, TimeProvider.System), new TransitionLatency(7, TimeProvider.System));

        Assert.Equal(Enumerable.Range(0, 100).Select(_ => first.Next(WorkflowType.Express)), Enumerable.Range(0, 100).Select(_ => second.Next(WorkflowType.Express)));
    }
}
