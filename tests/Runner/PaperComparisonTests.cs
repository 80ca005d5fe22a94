using System.Text.Json.Nodes;
using Ensemble.Runner.Costs;
using Ensemble.Runner.Results;

namespace Ensemble.Runner.Tests;

/// <summary>How two experiments differ.</summary>
public sealed class PaperComparisonTests
{
    [Fact]
    public void What_both_have_measured_is_compared_with_an_interval_and_adjusted_for_how_many_rows_there_are()
    {
        var first = Result([.. Rows("m", [10, 11, 12, 10, 11, 12]), .. Rows("n", [50, 60, 70, 50, 60, 70]), .. Rows("only-here", [1, 2])]);
        var second = Result([.. Rows("m", [20, 21, 22, 20, 21, 22]), .. Rows("n", [60, 50, 70, 60, 50, 70])]);

        var rows = PaperComparison.Of(first, second);

        Assert.Equal(["m", "n"], rows.Select(row => row.Subject));
        Assert.Equal((11, 21), (rows[0].First, rows[0].Second));
        Assert.Equal(10, rows[0].Difference, 9);
        Assert.InRange(rows[0].Low, 8.5, 9.9);
        Assert.InRange(rows[0].High, 10.1, 11.5);
        Assert.InRange(rows[0].P, 2 * 0.002, 0.05);
        Assert.Equal(0, rows[1].Difference, 9);
        Assert.True(rows[1] is { Low: < 0, High: > 0, P: > 0.5 });
    }

    [Fact]
    public void Nothing_in_common_is_no_row() => Assert.Empty(PaperComparison.Of(Result(Rows("m", [1, 2])), Result(Rows("n", [1, 2]))));

    private static List<LatencyRow> Rows(string subject, double[] milliseconds) =>
        [.. milliseconds.Select((value, i) => new LatencyRow("warm", subject, "single", 1, i, value, new Dictionary<string, double>(), new Dictionary<string, double>(), new RequestCost(0, 0, 0, 0, 0)))];

    private static PaperResult Result(IReadOnlyList<LatencyRow> rows) => new()
    {
        Id = "1",
        State = default,
        Command = "ensemble run paper",
        Plan = JsonNode.Parse("{}")!,
        Latency = rows,
        Summary = [],
        Efficiency = [],
        Failures = [],
    };
}
