using Ensemble.Models;
using Ensemble.Models.Combiners;
using Ensemble.Statistics;

namespace Ensemble.Runner;

/// <summary>
/// Accuracy of several models and of their ensemble over a labelled split. Batches are added as they are computed; a few
/// bytes per item and model are kept, not the probabilities. Not safe for use by several threads at once.
/// </summary>
public sealed class AccuracyStudy
{
    /// <summary>The name of the ensemble's rows; no model may have it.</summary>
    public const string EnsembleName = "ensemble";

    private const int MaxClasses = ushort.MaxValue + 1;

    private readonly Outcomes[] _models;
    private readonly Outcomes _ensemble = new(EnsembleName);
    private readonly int _classes;
    private readonly ICombiner _combiner;
    private readonly double _confidence;
    private readonly List<ushort> _labels = [];
    private float[] _combined = [];

    /// <summary>Starts a study without items.</summary>
    /// <param name="models">Names of the models, in the order their predictions are added.</param>
    /// <param name="classes">The number of classes, from 1 to 65,536.</param>
    /// <param name="combiner">How the ensemble's predictions are made.</param>
    /// <param name="confidence">Confidence of the intervals, strictly between 0 and 1.</param>
    /// <exception cref="EnsembleException">There is no model, or two have one name, or one is called like the ensemble.</exception>
    /// <exception cref="ArgumentException">The classes or the confidence are out of range.</exception>
    public AccuracyStudy(IReadOnlyList<string> models, int classes, ICombiner combiner, double confidence = 0.95)
    {
        if (models.Count == 0)
        {
            throw new EnsembleException("An accuracy study needs at least one model: name some.");
        }

        if (models.FirstOrDefault(name => name == EnsembleName) is not null)
        {
            throw new EnsembleException($"No model of an accuracy study may be called '{EnsembleName}': give it another name.");
        }

        if (models.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new EnsembleException($"The model '{twice.Key}' is named more than once: name every model once.");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(classes, MaxClasses);
        if (!(confidence > 0 && confidence < 1))
        {
            throw new ArgumentException($"Confidence {confidence} must lie strictly between 0 and 1.", nameof(confidence));
        }

        _models = [.. models.Select(name => new Outcomes(name))];
        (_classes, _combiner, _confidence) = (classes, combiner, confidence);
    }

    /// <summary>Items added so far.</summary>
    public int Items { get; private set; }

    /// <summary>Adds one batch. If it is refused, nothing of it is counted.</summary>
    /// <param name="labels">The true class of every item.</param>
    /// <param name="probabilities">Per model, in the order of the names, [items x classes] row by row.</param>
    /// <exception cref="ArgumentException">The lengths do not fit together, or a label is no class.</exception>
    /// <exception cref="EnsembleException">A row is no distribution, or the combiner does not fit the models.</exception>
    public void Add(ReadOnlySpan<int> labels, IReadOnlyList<ReadOnlyMemory<float>> probabilities)
    {
        Check(labels, probabilities);
        var length = labels.Length * _classes;
        if (_combined.Length < length)
        {
            _combined = new float[length];
        }

        _combiner.Combine(probabilities, _classes, _combined.AsSpan(0, length));
        for (var model = 0; model < _models.Length; model++)
        {
            Record(_models[model], labels, probabilities[model].Span);
        }

        Record(_ensemble, labels, _combined);
        foreach (var label in labels)
        {
            _labels.Add((ushort)label);
        }

        Items += labels.Length;
    }

    /// <summary>What each model predicted for the items added so far, in the study's order, then the ensemble.</summary>
    public IReadOnlyList<ModelPredictions> Predictions() => [.. _models.Append(_ensemble).Select(outcomes => outcomes.Predictions())];

    /// <summary>The true classes of the items added so far.</summary>
    public IReadOnlyList<ushort> Labels() => [.. _labels];

    /// <summary>The findings over all items added so far; more may be added afterwards.</summary>
    /// <exception cref="EnsembleException">No item was added.</exception>
    public AccuracyReport Report()
    {
        if (Items == 0)
        {
            throw new EnsembleException("There is nothing to report: no item was measured. Choose a split that has items.");
        }

        Outcomes[] all = [.. _models, _ensemble];
        return new AccuracyReport(
            _combiner.Name,
            Items,
            _classes,
            _confidence,
            [.. all.Select(outcomes => outcomes.Accuracy(_confidence))],
            [.. _models.Select(AgainstEnsemble)],
            [.. _models.SelectMany((first, i) => _models.Skip(i + 1).Select(first.Against))],
            Diversity.OracleAccuracy([.. _models.Select(outcomes => (ReadOnlyMemory<bool>)outcomes.Correct.ToArray())]),
            [.. all.Select(outcomes => outcomes.Calibration())]);
    }

    private McNemarRow AgainstEnsemble(Outcomes model)
    {
        var test = McNemar.Test(PairTable.Of(_ensemble.Correct, model.Correct));
        return new McNemarRow(model.Model, test.P, test.B, test.C);
    }

    private void Record(Outcomes outcomes, ReadOnlySpan<int> labels, ReadOnlySpan<float> rows)
    {
        for (var item = 0; item < labels.Length; item++)
        {
            outcomes.Add(rows.Slice(item * _classes, _classes), labels[item]);
        }
    }

    private void Check(ReadOnlySpan<int> labels, IReadOnlyList<ReadOnlyMemory<float>> probabilities)
    {
        if (probabilities.Count != _models.Length)
        {
            throw new ArgumentException(
                $"The study has {_models.Length} models, the batch the predictions of {probabilities.Count}.", nameof(probabilities));
        }

        foreach (var label in labels)
        {
            if (label < 0 || label >= _classes)
            {
                throw new ArgumentException($"Label {label} is none of the {_classes} classes.", nameof(labels));
            }
        }

        for (var model = 0; model < _models.Length; model++)
        {
            CheckModel(_models[model].Model, probabilities[model].Span, labels.Length * _classes);
        }
    }

    private static void CheckModel(string model, ReadOnlySpan<float> probabilities, int length)
    {
        if (probabilities.Length != length)
        {
            throw new ArgumentException($"The model '{model}' gives {probabilities.Length} probabilities for a batch that needs {length}.");
        }

        foreach (var probability in probabilities)
        {
            // Negative and undefined values are the combiner's to name.
            if (probability > 1 + Calibration.Tolerance)
            {
                throw new EnsembleException(
                    $"The model '{model}' gives a probability of {probability}: its output is no softmax, so confidences cannot be compared.");
            }
        }
    }
}
