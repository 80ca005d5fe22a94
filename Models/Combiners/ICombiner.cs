namespace Ensemble.Models.Combiners;

/// <summary>Makes one prediction of several models' predictions. Combiners keep no state between batches.</summary>
public interface ICombiner
{
    /// <summary>The name on the command line and in results, e.g. <c>mean</c>.</summary>
    string Name { get; }

    /// <summary>Combines the predictions of one batch; nothing is allocated per item.</summary>
    /// <param name="models">
    /// Per model its class probabilities, [items x classes] row by row; every model has the same items in the same order.
    /// </param>
    /// <param name="classes">The number of classes of every row, at least one.</param>
    /// <param name="result">
    /// The combined probabilities, [items x classes]. Every row is at least 0 and sums to one within float rounding.
    /// </param>
    /// <exception cref="ArgumentException">The lengths do not fit together.</exception>
    /// <exception cref="EnsembleException">
    /// A row is no distribution (a negative or undefined value, or only zeros), or the combiner does not fit the models.
    /// </exception>
    void Combine(IReadOnlyList<ReadOnlyMemory<float>> models, int classes, Span<float> result);
}
