namespace Ensemble.Statistics;

/// <summary>
/// How often each class was taken for which. Source: Kohavi and Provost 1998, Machine Learning 30; measures per class of
/// Sokolova and Lapalme 2009, Information Processing and Management 45(4).
/// </summary>
public sealed class ConfusionMatrix
{
    // By true class, row by row.
    private readonly int[] _counts;

    private ConfusionMatrix(int classes, int[] counts, int total) => (Classes, _counts, Total) = (classes, counts, total);

    /// <summary>Classes told apart, at least one.</summary>
    public int Classes { get; }

    /// <summary>All items, at least one.</summary>
    public int Total { get; }

    /// <summary>Items of a true class that were taken for a class.</summary>
    public int this[int truth, int predicted] => _counts[(CheckClass(truth) * Classes) + CheckClass(predicted)];

    /// <summary>The share of all items that were taken for what they are, in [0, 1].</summary>
    public double Accuracy => (double)Enumerable.Range(0, Classes).Sum(c => (long)this[c, c]) / Total;

    /// <summary>
    /// The mean recall of the classes that occur, in [0, 1]: every class counts as much as any other. Source: Brodersen
    /// et al. 2010, ICPR.
    /// </summary>
    public double BalancedAccuracy => Enumerable.Range(0, Classes).Average(Recall)!.Value;

    /// <summary>
    /// Cohen's kappa of truth and prediction, <c>(p_o - p_e) / (1 - p_e)</c>; at most 1. Null where all items are of one
    /// class and taken for it, so that chance alone agrees. Source: Cohen 1960, Educational and Psychological Measurement
    /// 20(1).
    /// </summary>
    public double? CohenKappa
    {
        get
        {
            double total = Total;
            var chance = Enumerable.Range(0, Classes).Sum(c => Actual(c) / total * (Predicted(c) / total));
            return Enumerable.Range(0, Classes).Any(c => Actual(c) == Total && Predicted(c) == Total)
                ? null
                : (Accuracy - chance) / (1 - chance);
        }
    }

    /// <summary>Counts the matrix.</summary>
    /// <param name="labels">The true class of every item; at least one.</param>
    /// <param name="predictions">The class it was taken for, in the same order.</param>
    /// <param name="classes">How many classes there are, at least one; each item's are below it.</param>
    /// <exception cref="ArgumentException">No item, different lengths, or a label or prediction that is no class.</exception>
    public static ConfusionMatrix Of(ReadOnlySpan<int> labels, ReadOnlySpan<int> predictions, int classes)
    {
        if (labels.Length != predictions.Length || labels.IsEmpty)
        {
            throw new ArgumentException(
                $"A confusion matrix needs the same number of labels and predictions, at least one: there are {labels.Length} and {predictions.Length}.",
                nameof(predictions));
        }

        if (classes < 1)
        {
            throw new ArgumentException($"A confusion matrix needs at least one class, not {classes}.", nameof(classes));
        }

        var counts = new int[checked(classes * classes)];
        for (var i = 0; i < labels.Length; i++)
        {
            if (labels[i] < 0 || labels[i] >= classes || predictions[i] < 0 || predictions[i] >= classes)
            {
                throw new ArgumentException(
                    $"Item {i} has the label {labels[i]} and the prediction {predictions[i]}: both must be classes from 0 to {classes - 1}.");
            }

            counts[(labels[i] * classes) + predictions[i]]++;
        }

        return new ConfusionMatrix(classes, counts, labels.Length);
    }

    /// <summary>Items of a true class.</summary>
    /// <exception cref="ArgumentException">There is no such class.</exception>
    public int Actual(int c) => Enumerable.Range(0, Classes).Sum(predicted => this[c, predicted]);

    /// <summary>Items that were taken for a class.</summary>
    /// <exception cref="ArgumentException">There is no such class.</exception>
    public int Predicted(int c) => Enumerable.Range(0, Classes).Sum(truth => this[truth, c]);

    /// <summary>The share of a class's items that were taken for it, in [0, 1]; null: it has none.</summary>
    /// <exception cref="ArgumentException">There is no such class.</exception>
    public double? Recall(int c) => Share(this[c, c], Actual(c));

    /// <summary>The share of what was taken for a class that is of it, in [0, 1]; null: nothing was.</summary>
    /// <exception cref="ArgumentException">There is no such class.</exception>
    public double? Precision(int c) => Share(this[c, c], Predicted(c));

    /// <summary>
    /// The harmonic mean of precision and recall, <c>2 tp / (2 tp + fp + fn)</c>, in [0, 1]; null: the class neither
    /// occurs nor is anything taken for it. Source: van Rijsbergen 1979, Information Retrieval, chapter 7.
    /// </summary>
    /// <exception cref="ArgumentException">There is no such class.</exception>
    public double? F1(int c) => Share(2L * this[c, c], (long)Actual(c) + Predicted(c));

    private static double? Share(long part, long whole) => whole == 0 ? null : (double)part / whole;

    private int CheckClass(int c) =>
        c >= 0 && c < Classes ? c : throw new ArgumentException($"{c} is no class: they are from 0 to {Classes - 1}.", nameof(c));
}
