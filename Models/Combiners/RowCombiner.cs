using System.Buffers;

namespace Ensemble.Models.Combiners;

/// <summary>
/// The steps every combiner shares: check the batch, score the classes of one item after the other, scale the scores to
/// sum to one. Scores are summed in double precision, where sums of a few floats are exact: neither the order of the
/// models nor rounding decides between classes.
/// </summary>
internal abstract class RowCombiner : ICombiner
{
    public abstract string Name { get; }

    public void Combine(IReadOnlyList<ReadOnlyMemory<float>> models, int classes, Span<float> result)
    {
        CheckLengths(models, classes, result.Length);
        CheckModels(models.Count);
        var rented = ArrayPool<double>.Shared.Rent(classes);
        try
        {
            var scores = rented.AsSpan(0, classes);
            for (var item = 0; item < result.Length / classes; item++)
            {
                var rows = new ItemRows(models, item, classes);
                CheckRows(rows, item);
                scores.Clear();
                Score(rows, scores);
                Write(scores, result.Slice(item * classes, classes));
            }
        }
        finally
        {
            ArrayPool<double>.Shared.Return(rented);
        }
    }

    /// <summary>Refuses a number of models this combiner is not made for.</summary>
    protected virtual void CheckModels(int count)
    {
    }

    /// <summary>Scores the classes of one item: at least 0, not all 0, in any scale. Scores arrive as zeros.</summary>
    protected abstract void Score(ItemRows rows, Span<double> scores);

    /// <summary>Writes the scores as probabilities.</summary>
    protected virtual void Write(ReadOnlySpan<double> scores, Span<float> result)
    {
        var scale = 1 / Sum(scores);
        for (var c = 0; c < scores.Length; c++)
        {
            result[c] = (float)(scores[c] * scale);
        }
    }

    /// <summary>Adds the rows of all models, each times its weight if there are weights.</summary>
    protected static void AddRows(ItemRows rows, Span<double> scores, ReadOnlySpan<double> weights = default)
    {
        for (var model = 0; model < rows.Count; model++)
        {
            var weight = weights.IsEmpty ? 1 : weights[model];
            var row = rows[model];
            for (var c = 0; c < row.Length; c++)
            {
                scores[c] += weight * row[c];
            }
        }
    }

    protected static double Sum(ReadOnlySpan<double> scores)
    {
        var sum = 0.0;
        foreach (var score in scores)
        {
            sum += score;
        }

        return sum;
    }

    private static void CheckLengths(IReadOnlyList<ReadOnlyMemory<float>> models, int classes, int length)
    {
        if (models.Count == 0 || classes < 1)
        {
            throw new ArgumentException($"A combiner needs at least one model and one class, not {models.Count} and {classes}.");
        }

        if (length % classes != 0)
        {
            throw new ArgumentException($"A result of {length} numbers does not hold whole rows of {classes} classes.");
        }

        for (var model = 0; model < models.Count; model++)
        {
            if (models[model].Length != length)
            {
                throw new ArgumentException(
                    $"Model {model} gives {models[model].Length} probabilities, the result has room for {length}.");
            }
        }
    }

    private static void CheckRows(ItemRows rows, int item)
    {
        for (var model = 0; model < rows.Count; model++)
        {
            var sum = 0f;
            var valid = true;
            foreach (var probability in rows[model])
            {
                valid &= probability >= 0;
                sum += probability;
            }

            if (!valid || !(sum > 0) || float.IsInfinity(sum))
            {
                throw new EnsembleException(
                    $"Model {model} gives item {item} of the batch no probabilities but a negative, infinite or undefined value, or only zeros: "
                    + "let the model end in a softmax, or leave it out.");
            }
        }
    }
}
