using System.Runtime.InteropServices;
using Ensemble.Models;
using Ensemble.Models.DataSets;
using Ensemble.Statistics;
using Ensemble.Store;

namespace Ensemble.Runner;

/// <summary>What follows from the single predictions of an experiment: how sure and how right they are, and what is taken for what.</summary>
/// <param name="Reliability">One row per model in their order, then the ensemble's.</param>
/// <param name="Classes">The classes of each model, then of the ensemble.</param>
public sealed record PredictionAnalysis(IReadOnlyList<ReliabilityRow> Reliability, IReadOnlyList<ClassRow> Classes)
{
    /// <summary>More classes than these make a matrix that nobody reads.</summary>
    private const int MostClasses = 40;

    private const string Label = "label";

    /// <summary>The analysis of stored predictions; null: there are none.</summary>
    /// <param name="predictions">Those of the models, of the ensemble, and the true classes.</param>
    /// <param name="subjects">The models in their order, then the ensemble.</param>
    /// <param name="dataSet">Where the classes have their names from; one that is not there any more leaves their numbers.</param>
    /// <param name="classes">How many classes there are.</param>
    public static PredictionAnalysis? Of(IReadOnlyList<PredictionSet> predictions, IReadOnlyList<string> subjects, string dataSet, int classes)
    {
        var sets = predictions.ToDictionary(set => set.Subject, StringComparer.Ordinal);
        if (!sets.TryGetValue(Label, out var truth) || truth.Count == 0 || !subjects.All(sets.ContainsKey))
        {
            return null;
        }

        var names = Names(dataSet, classes);
        var labels = Predicted(truth);
        return new(
            [.. subjects.Select(subject => BinsOf(sets[subject], labels))],
            [.. subjects.SelectMany(subject => Rows(subject, ConfusionMatrix.Of(labels, Predicted(sets[subject]), classes), names))]);

        static int[] Predicted(PredictionSet set) => [.. MemoryMarshal.Cast<byte, ushort>(set.Classes).ToArray().Select(one => (int)one)];
    }

    private static ReliabilityRow BinsOf(PredictionSet set, int[] labels)
    {
        var predicted = MemoryMarshal.Cast<byte, ushort>(set.Classes);
        var correct = new bool[labels.Length];
        for (var i = 0; i < correct.Length; i++)
        {
            correct[i] = predicted[i] == labels[i];
        }

        return new(set.Subject, Calibration.EqualWidthBins(MemoryMarshal.Cast<byte, float>(set.Confidences), correct));
    }

    private static IEnumerable<ClassRow> Rows(string subject, ConfusionMatrix matrix, IReadOnlyList<string> names)
    {
        for (var truth = 0; truth < matrix.Classes; truth++)
        {
            var counts = Enumerable.Range(0, matrix.Classes).Select(predicted => matrix[truth, predicted]).ToArray();
            var (mistaken, most) = counts.Index().Where(one => one.Index != truth).Select(one => (one.Index, one.Item)).DefaultIfEmpty().MaxBy(one => one.Item);
            yield return new(
                subject, names[truth], matrix.Actual(truth), matrix.Recall(truth), matrix.Precision(truth), most > 0 ? names[mistaken] : null, most, matrix.Classes <= MostClasses ? counts : null);
        }
    }

    private static IReadOnlyList<string> Names(string dataSet, int classes)
    {
        try
        {
            if (DataSetCatalog.Open(dataSet).ClassNames is { } names && names.Count == classes)
            {
                return names;
            }
        }
        catch (EnsembleException)
        {
            // Their numbers then.
        }

        return [.. Enumerable.Range(0, classes).Select(one => one.ToString(System.Globalization.CultureInfo.InvariantCulture))];
    }
}

/// <summary>How right a model, or the ensemble, is by how sure it is.</summary>
/// <param name="Model">The model's name, or <see cref="AccuracyStudy.EnsembleName"/>.</param>
/// <param name="Bins">Bins of equal width of its confidence; those without items are left out.</param>
public sealed record ReliabilityRow(string Model, IReadOnlyList<ReliabilityBin> Bins);

/// <summary>What becomes of the items of a class.</summary>
/// <param name="Model">The model's name, or <see cref="AccuracyStudy.EnsembleName"/>.</param>
/// <param name="Class">The class.</param>
/// <param name="Items">Items that are of it.</param>
/// <param name="Recall">The share of them that is taken for it; null: there are none.</param>
/// <param name="Precision">The share of what is taken for it that is of it; null: nothing is.</param>
/// <param name="MistakenFor">What they are most often mistaken for; null: they never are.</param>
/// <param name="Mistaken">How often.</param>
/// <param name="Counts">For what they are taken, by class; null: there are too many classes.</param>
public sealed record ClassRow(string Model, string Class, int Items, double? Recall, double? Precision, string? MistakenFor, int Mistaken, IReadOnlyList<int>? Counts);
