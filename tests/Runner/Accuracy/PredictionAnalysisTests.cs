using System.Runtime.InteropServices;
using Ensemble.Store;

namespace Ensemble.Runner.Tests.Accuracy;

/// <summary>Reliability and confusion, from stored predictions.</summary>
public sealed class PredictionAnalysisTests
{
    private static readonly PredictionSet Truth = Set("label", [0, 0, 0, 1], []);

    [Fact]
    public void What_is_taken_for_what_is_counted_by_true_class()
    {
        var rows = PredictionAnalysis.Of([Truth, Set("a", [0, 1, 1, 1], [0.9f, 0.9f, 0.9f, 0.9f])], ["a"], "no such data set", 2)!.Classes;

        Assert.Equal([("a", "0", 3, 1.0 / 3, 1.0, "1", 2), ("a", "1", 1, 1, 1.0 / 3, null, 0)], rows.Select(row => (row.Model, row.Class, row.Items, row.Recall!.Value, row.Precision!.Value, row.MistakenFor, row.Mistaken)));
        Assert.Equal([[1, 2], [0, 1]], rows.Select(row => row.Counts!.ToArray()));
    }

    [Fact]
    public void Items_are_put_together_by_how_sure_the_model_is_of_them()
    {
        var row = Assert.Single(PredictionAnalysis.Of([Truth, Set("a", [0, 0, 1, 1], [0.55f, 0.59f, 0.95f, 0.97f])], ["a"], "no such data set", 2)!.Reliability);

        Assert.Equal([(2, 0.57, 1.0), (2, 0.96, 0.5)], row.Bins.Select(bin => (bin.Count, Math.Round(bin.MeanConfidence, 3), bin.Accuracy)));
    }

    [Fact]
    public void Many_classes_have_their_shares_but_no_matrix()
    {
        var rows = PredictionAnalysis.Of([Truth, Set("a", [0, 0, 0, 1], [1, 1, 1, 1])], ["a"], "no such data set", 1000)!.Classes;

        Assert.Equal((1000, 1), (rows.Count, rows[1].Recall));
        Assert.All(rows, row => Assert.Null(row.Counts));
        Assert.Null(rows[999].Recall);
    }

    [Fact]
    public void Without_predictions_there_is_nothing_to_tell() => Assert.Null(PredictionAnalysis.Of([Truth], ["a"], "shapes", 16));

    private static PredictionSet Set(string subject, ushort[] classes, float[] confidences) =>
        new("1", subject, classes.Length, MemoryMarshal.AsBytes<ushort>(classes).ToArray(), MemoryMarshal.AsBytes<float>(confidences).ToArray());
}
