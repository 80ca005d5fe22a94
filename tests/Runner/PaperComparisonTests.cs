using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Ensemble.Runner.Costs;
using Ensemble.Runner.Results;
using Ensemble.Store;

namespace Ensemble.Runner.Tests;

/// <summary>How two experiments differ.</summary>
public sealed class PaperComparisonTests
{
    [Fact]
    public void What_both_have_measured_is_compared_with_an_interval_and_adjusted_for_how_many_rows_there_are()
    {
        var first = Result([.. Rows("m", [10, 11, 12, 10, 11, 12]), .. Rows("n", [50, 60, 70, 50, 60, 70]), .. Rows("only-here", [1, 2])]);
        var second = Result([.. Rows("m", [20, 21, 22, 20, 21, 22]), .. Rows("n", [60, 50, 70, 60, 50, 70])]);

        var rows = Assert.Single(PaperComparison.Of(new(first, []), new ComparedExperiment(second, []))).Latency;

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
    public void Nothing_in_common_is_no_row() =>
        Assert.True(PaperComparison.Of(new(Result(Rows("m", [1, 2])), []), new ComparedExperiment(Result(Rows("n", [1, 2])), []))[0] is { Accuracy.Count: 0, Latency.Count: 0 });

    [Fact]
    public void Accuracies_are_compared_on_the_items_that_both_predicted()
    {
        // Of the ten items both know, the first is right on the first eight, the second on all but the first.
        ushort[] labels = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
        var first = Predicted(labels, labels[..8]);
        var second = Predicted([.. labels, 9, 9], [9, .. labels[1..], 9, 9]);

        var row = Assert.Single(PaperComparison.Of(first, second)[0].Accuracy);

        Assert.Equal(("m", 10, 0.8, 0.9), (row.Model, row.Items, row.First, row.Second));
        Assert.Equal(0.1, row.Difference, 12);
        Assert.True(row is { Low: < 0, High: > 0.1, P: 1 });
        Assert.Empty(PaperComparison.Of(first, Predicted([1, .. labels[1..]], labels))[0].Accuracy);
        Assert.Empty(PaperComparison.Of(first, Predicted(labels, labels, "folder:/pictures"))[0].Accuracy);
    }

    [Fact]
    public void Who_compares_more_experiments_adjusts_for_all_of_them()
    {
        var first = new ComparedExperiment(Result(Rows("m", [10, 11, 12, 13, 14, 15])), []);
        var second = new ComparedExperiment(Result(Rows("m", [20, 21, 22, 23, 24, 25])), []);

        var alone = PaperComparison.Of(first, second)[0].Latency[0].P;
        var together = PaperComparison.Of(first, second, second, second);

        Assert.Equal(3, together.Count);
        Assert.All(together, comparison => Assert.Equal(3 * alone, comparison.Latency[0].P, 12));
    }

    private static ComparedExperiment Predicted(ushort[] labels, ushort[] predicted, string dataSet = "shapes") => new(
        Result([]) with { Plan = new JsonObject { ["accuracy"] = new JsonObject { ["dataSet"] = dataSet } }, Accuracy = [new("m", 0, 0, 0, 0, 0, 0, null)] },
        [Set("label", labels), Set("m", [.. predicted, .. Enumerable.Repeat((ushort)99, labels.Length - predicted.Length)])]);

    private static PredictionSet Set(string subject, ushort[] classes) => new("1", subject, classes.Length, MemoryMarshal.AsBytes<ushort>(classes).ToArray(), []);

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
