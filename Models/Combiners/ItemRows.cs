namespace Ensemble.Models.Combiners;

/// <summary>What every model says of one item: one row of class probabilities per model.</summary>
internal readonly ref struct ItemRows(IReadOnlyList<ReadOnlyMemory<float>> models, int item, int classes)
{
    private readonly IReadOnlyList<ReadOnlyMemory<float>> _models = models;
    private readonly int _start = item * classes;
    private readonly int _classes = classes;

    public int Count => _models.Count;

    public ReadOnlySpan<float> this[int model] => _models[model].Span.Slice(_start, _classes);
}
