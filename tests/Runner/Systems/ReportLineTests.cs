using Ensemble.Runner.Systems;

namespace Ensemble.Runner.Tests.Systems;

/// <summary>The REPORT lines of Lambda.</summary>
public sealed class ReportLineTests
{
    [Fact]
    public void A_cold_start_has_an_init_duration() => Assert.Equal(
        new InvocationReport("f", true, null, 12.5, 320, 307.21, 885, 96, false),
        ReportLine.Read("f", "START RequestId: 1 Version: $LATEST\nEND RequestId: 1\nREPORT RequestId: 1\tDuration: 12.50 ms\tBilled Duration: 320 ms\tMemory Size: 885 MB\tMax Memory Used: 96 MB\tInit Duration: 307.21 ms\t\n"));

    [Fact]
    public void A_warm_start_has_none() =>
        Assert.Equal(new InvocationReport("f", false, null, 1.1, 2, null, 128, 30, false), ReportLine.Read("f", "REPORT RequestId: 1\tDuration: 1.10 ms\tBilled Duration: 2 ms\tMemory Size: 128 MB\tMax Memory Used: 30 MB\t\n"));

    [Fact]
    public void A_log_without_one_is_an_error() =>
        Assert.Contains("no REPORT line", Assert.Throws<SystemUnderTestException>(() => ReportLine.Read("f", "nothing")).Message, StringComparison.Ordinal);
}
