using CsCheck;

namespace Ensemble.Statistics.Tests;

public sealed class ConfusionMatrixTests
{
    // The documentation of scikit-learn's confusion_matrix: [[2, 0, 0], [0, 0, 1], [1, 0, 2]].
    [Fact]
    public void Rows_are_what_items_are_and_columns_what_they_were_taken_for()
    {
        var matrix = ConfusionMatrix.Of([2, 0, 2, 2, 0, 1], [0, 0, 2, 2, 0, 2], 3);

        Assert.Equal(
            [2, 0, 0, 0, 0, 1, 1, 0, 2],
            Enumerable.Range(0, 9).Select(i => matrix[i / 3, i % 3]));
        Assert.Equal(6, matrix.Total);
        Assert.Equal(3, matrix.Classes);
    }

    // The documentation of scikit-learn's classification_report: precision 0.50, 0.00 and 1.00, recall 1.00, 0.00 and
    // 0.67, F1 0.67, 0.00 and 0.80, accuracy 0.60, mean recall 0.56.
    [Fact]
    public void Measures_per_class_are_the_documented_ones()
    {
        var matrix = ConfusionMatrix.Of([0, 1, 2, 2, 2], [0, 0, 2, 2, 1], 3);

        Assert.Equal([0.5, 0, 1], Enumerable.Range(0, 3).Select(c => matrix.Precision(c)!.Value));
        Assert.Equal([1, 0, 2.0 / 3], Enumerable.Range(0, 3).Select(c => matrix.Recall(c)!.Value));
        Assert.Equal([2.0 / 3, 0, 0.8], Enumerable.Range(0, 3).Select(c => matrix.F1(c)!.Value));
        Assert.Equal(0.6, matrix.Accuracy, 1e-15);
        Assert.Equal(5.0 / 9, matrix.BalancedAccuracy, 1e-15);
    }

    // Cohen's kappa of the textbook table 20, 5, 10, 15: observed agreement 0.7, by chance 0.5.
    [Fact]
    public void Kappa_is_agreement_beyond_chance()
    {
        int[] labels = [.. Enumerable.Repeat(0, 25), .. Enumerable.Repeat(1, 25)];
        int[] predictions = [.. Enumerable.Repeat(0, 20), .. Enumerable.Repeat(1, 5), .. Enumerable.Repeat(0, 10), .. Enumerable.Repeat(1, 15)];

        Assert.Equal(0.4, ConfusionMatrix.Of(labels, predictions, 2).CohenKappa!.Value, 1e-15);
    }

    [Fact]
    public void What_is_undefined_is_null()
    {
        var matrix = ConfusionMatrix.Of([0, 0], [0, 0], 2);

        Assert.Null(matrix.Recall(1));
        Assert.Null(matrix.Precision(1));
        Assert.Null(matrix.F1(1));
        Assert.Null(matrix.CohenKappa);
        Assert.Equal(1, matrix.BalancedAccuracy);
    }

    [Fact]
    public void Rows_columns_and_diagonal_add_up() =>
        Items.Sample((labels, predictions) =>
        {
            var matrix = ConfusionMatrix.Of(labels, predictions, 5);
            var classes = Enumerable.Range(0, 5).ToArray();
            return classes.Sum(matrix.Actual) == labels.Length
                && classes.Sum(matrix.Predicted) == labels.Length
                && classes.All(c => matrix.Actual(c) == labels.Count(label => label == c))
                && Math.Abs(matrix.Accuracy - labels.Zip(predictions).Average(pair => pair.First == pair.Second ? 1.0 : 0)) < 1e-12
                && matrix.BalancedAccuracy is >= 0 and <= 1
                && matrix.CohenKappa is null or (>= -1 and <= 1);
        });

    [Fact]
    public void F1_is_the_harmonic_mean_of_precision_and_recall() =>
        Items.Sample((labels, predictions) =>
        {
            var matrix = ConfusionMatrix.Of(labels, predictions, 5);
            return Enumerable.Range(0, 5).All(c =>
                (matrix.Precision(c), matrix.Recall(c)) is not ({ } precision, { } recall)
                || precision + recall == 0
                || Math.Abs((2 * precision * recall / (precision + recall)) - matrix.F1(c)!.Value) < 1e-12);
        });

    [Fact]
    public void What_is_no_class_or_no_item_is_refused_with_the_reason()
    {
        Assert.Contains("there are 0 and 0", Message([], [], 2), StringComparison.Ordinal);
        Assert.Contains("there are 1 and 2", Message([0], [0, 1], 2), StringComparison.Ordinal);
        Assert.Contains("Item 1 has the label 0 and the prediction 2", Message([0, 0], [0, 2], 2), StringComparison.Ordinal);
        Assert.Contains("Item 0 has the label -1", Message([-1], [0], 2), StringComparison.Ordinal);
        Assert.Contains("at least one class, not 0", Message([0], [0], 0), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => ConfusionMatrix.Of([0], [0], 2)[0, 2]);
        Assert.Throws<ArgumentException>(() => ConfusionMatrix.Of([0], [0], 2).Recall(-1));
    }

    private static string Message(int[] labels, int[] predictions, int classes) =>
        Assert.Throws<ArgumentException>(() => ConfusionMatrix.Of(labels, predictions, classes)).Message;

    private static Gen<(int[] Labels, int[] Predictions)> Items { get; } =
        from items in Gen.Select(Gen.Int[0, 4], Gen.Int[0, 4]).Array[1, 80]
        select (items.Select(item => item.Item1).ToArray(), items.Select(item => item.Item2).ToArray());
}
