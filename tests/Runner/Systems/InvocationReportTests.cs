using Ensemble.Contracts;
using Ensemble.Runner.Systems;

namespace Ensemble.Runner.Tests.Systems;

/// <summary>Reports of invocations whose logs are not at hand.</summary>
public sealed class InvocationReportTests
{
    private static readonly Timing Timing = new() { ColdStart = true, Init = 300.5, Total = 20.2, MemorySize = 885, PeakMemory = 95.5 };

    [Fact]
    public void A_cold_start_is_billed_with_its_init() =>
        Assert.Equal(new("f", true, null, 20.2, 321, 300.5, 885, 96, false), InvocationReport.Of("f", Timing));

    [Fact]
    public void An_invocation_of_a_warm_function_is_billed_without() =>
        Assert.Equal(new("f", false, null, 20.2, 21, null, 885, 96, false), InvocationReport.Of("f", Timing with { ColdStart = false }));
}
