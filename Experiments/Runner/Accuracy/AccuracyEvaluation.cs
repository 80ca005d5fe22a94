using Ensemble.Models;
using Ensemble.Models.Catalog;
using Ensemble.Models.Combiners;
using Ensemble.Models.DataSets;
using Ensemble.Models.Images;
using Ensemble.Models.Inference;

namespace Ensemble.Runner;

/// <summary>What is to be evaluated.</summary>
public sealed record AccuracyPlan
{
    /// <summary>The labelled items.</summary>
    public required IDataSet DataSet { get; init; }

    /// <summary>Which of them.</summary>
    public required Split Split { get; init; }

    /// <summary>The models, opened; at least one.</summary>
    public required IReadOnlyList<CatalogEntry> Models { get; init; }

    /// <summary>How their predictions become one.</summary>
    public required ICombiner Combiner { get; init; }

    /// <summary>How the models run.</summary>
    public required ClassifierOptions Classifier { get; init; }

    /// <summary>The first so many items; null: all.</summary>
    public int? Limit { get; init; }

    /// <summary>
    /// Whether the data set's classes are the models' in order whatever they are called; else their names must be the
    /// same, in whatever order.
    /// </summary>
    public bool MatchClassesByOrder { get; init; }
}

/// <summary>An item that could not be decoded and is in no figure.</summary>
/// <param name="Id">The item's name in its data set.</param>
/// <param name="Error">What was wrong with it.</param>
public sealed record SkippedItem(string Id, string Error);

/// <summary>What came of an evaluation.</summary>
/// <param name="Report">The figures.</param>
/// <param name="Skipped">The items that are not in them.</param>
/// <param name="Predictions">What each model, and the ensemble, predicted for the items that are.</param>
/// <param name="Labels">Their true classes.</param>
public sealed record AccuracyResult(
    AccuracyReport Report, IReadOnlyList<SkippedItem> Skipped, IReadOnlyList<ModelPredictions> Predictions, IReadOnlyList<ushort> Labels);

/// <summary>Runs models over a data set: every item is decoded once and predicted by every model.</summary>
public static class AccuracyEvaluation
{
    private const int BatchSize = 256;

    /// <summary>Evaluates; takes as long as it takes, and can be cancelled between batches.</summary>
    /// <exception cref="EnsembleException">
    /// The models do not fit the data set or each other, the split is empty, or no item could be decoded.
    /// </exception>
    public static AccuracyResult Run(AccuracyPlan plan, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        Check(plan);
        int[]?[] columns = [.. plan.Models.Select(model => Columns(plan, model.Manifest))];
        var count = Math.Min(plan.Limit ?? int.MaxValue, plan.DataSet.Count(plan.Split));
        var study = new AccuracyStudy([.. plan.Models.Select(model => model.Manifest.Name)], plan.DataSet.ClassNames.Count, plan.Combiner);
        var skipped = new List<SkippedItem>();
        var classifiers = new List<Classifier>();
        try
        {
            classifiers.AddRange(plan.Models.Select(model => model.CreateClassifier(plan.Classifier)));
            for (var first = 0; first < count; first += BatchSize)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var items = Decode(plan, first, Math.Min(BatchSize, count - first), skipped);
                Add(study, plan, classifiers, columns, items, cancellationToken);
                progress?.Report(Math.Min(1, (first + BatchSize) / (double)count));
            }
        }
        finally
        {
            classifiers.ForEach(classifier => classifier.Dispose());
        }

        return study.Items > 0
            ? new(WithCaveats(study.Report(), plan.Models), skipped, study.Predictions(), study.Labels())
            : throw new EnsembleException($"None of the {count} items of {plan.DataSet.Name} {plan.Split} could be decoded. The first: {skipped[0].Id}: {skipped[0].Error}");
    }

    /// <summary>An untrained model's figures mean nothing, nor do those of an ensemble with one in it.</summary>
    private static AccuracyReport WithCaveats(AccuracyReport report, IReadOnlyList<CatalogEntry> models)
    {
        var caveats = models.Select(model => model.Manifest).Where(model => !model.IsTrained)
            .ToDictionary(model => model.Name, model => model.Caveat, StringComparer.Ordinal);
        if (caveats.Count > 0)
        {
            caveats[AccuracyStudy.EnsembleName] = caveats.Values.First();
        }

        return report with { Accuracy = [.. report.Accuracy.Select(row => row with { Caveat = caveats.GetValueOrDefault(row.Model) })] };
    }

    private static void Check(AccuracyPlan plan)
    {
        if (plan.DataSet.Count(plan.Split) == 0 || plan.Limit < 1)
        {
            throw new EnsembleException(
                $"There is nothing to evaluate: {plan.DataSet.Name} has {plan.DataSet.Count(plan.Split)} items in {plan.Split}, and the limit is {plan.Limit?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "none"}. "
                + $"It has these splits: {string.Join(", ", plan.DataSet.Splits)}.");
        }
    }

    // Which of the model's classes each of the data set's is; null: they are the same in order.
    private static int[]? Columns(AccuracyPlan plan, ModelManifest model)
    {
        var classes = plan.DataSet.ClassNames;
        if (model.Classes != classes.Count)
        {
            throw new EnsembleException(
                $"Model '{model.Name}' tells {model.Classes} classes apart, but {plan.DataSet.Name} has {classes.Count}. Choose a data set with the model's classes.");
        }

        if (plan.MatchClassesByOrder || model.Labels.SequenceEqual(classes, StringComparer.OrdinalIgnoreCase))
        {
            return null;
        }

        var places = model.Labels.Index().ToLookup(label => label.Item, label => label.Index, StringComparer.OrdinalIgnoreCase);
        int[] columns = [.. classes.Select(name => places[name].FirstOrDefault(-1))];
        var missing = Array.IndexOf(columns, -1);
        return missing < 0 && columns.Distinct().Count() == columns.Length
            ? columns
            : throw new EnsembleException(missing < 0
                ? $"Classes of {plan.DataSet.Name} have the same name, so that those of model '{model.Name}' cannot be told."
                : $"Class '{classes[missing]}' of {plan.DataSet.Name} is none of model '{model.Name}', whose class {missing} is '{model.Labels[missing]}'. "
                    + "If they mean the same, in the same order, 'ensemble models evaluate --match-by-order' says so.");
    }

    private static List<(int Label, DecodedImage Image)> Decode(AccuracyPlan plan, int first, int count, List<SkippedItem> skipped)
    {
        var items = new List<(int, DecodedImage)>(count);
        for (var index = first; index < first + count; index++)
        {
            var image = plan.DataSet.Load(plan.Split, index);
            if (image.Succeeded)
            {
                items.Add((plan.DataSet.LabelOf(plan.Split, index), image));
            }
            else
            {
                skipped.Add(new(plan.DataSet.IdOf(plan.Split, index), image.Error));
            }
        }

        return items;
    }

    private static void Add(
        AccuracyStudy study,
        AccuracyPlan plan,
        List<Classifier> classifiers,
        int[]?[] columns,
        List<(int Label, DecodedImage Image)> items,
        CancellationToken cancellationToken)
    {
        var probabilities = plan.Models.Zip(classifiers, columns).Select(one => (ReadOnlyMemory<float>)InOrder(
            one.Second.Predict(items.Count, i => items[i].Image, one.First.Manifest.Preparation(), cancellationToken).Probabilities, one.Third));
        study.Add([.. items.Select(item => item.Label)], [.. probabilities]);
    }
    private static float[] InOrder(float[] probabilities, int[]? columns)
    {
        if (columns is null)
        {
            return probabilities;
        }

        var ordered = new float[probabilities.Length];
        for (var i = 0; i < ordered.Length; i++)
        {
            ordered[i] = probabilities[i - (i % columns.Length) + columns[i % columns.Length]];
        }

        return ordered;
    }
}
