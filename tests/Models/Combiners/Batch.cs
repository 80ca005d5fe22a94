using CsCheck;

namespace Ensemble.Models.Tests.Combiners;

/// <summary>Batches of predictions: class probabilities of several models on the same items.</summary>
internal sealed record Batch(int Classes, float[][] Models)
{
    // Few distinct values, so that equal votes, equal means and zeros are common.
    public static Gen<Batch> Any { get; } =
        from models in Gen.Int[1, 5]
        from items in Gen.Int[1, 4]
        from classes in Gen.Int[1, 7]
        from rows in Gen.OneOf(Gen.Int[0, 4], Gen.Int[0, 1000]).Array[classes].Where(row => row.Any(v => v > 0)).Array[models * items]
        select new Batch(classes, [.. rows.Chunk(items).Select(chunk => chunk.SelectMany(Distribution).ToArray())]);

    public int Items => Models[0].Length / Classes;

    public static Batch OfOneItem(params float[][] models) => new(models[0].Length, models);

    public float[] Combine(Ensemble.Models.Combiners.ICombiner combiner)
    {
        var result = new float[Models[0].Length];
        combiner.Combine([.. Models.Select(model => (ReadOnlyMemory<float>)model)], Classes, result);
        return result;
    }

    public ReadOnlySpan<float> Row(float[] values, int item) => values.AsSpan(item * Classes, Classes);

    public override string ToString() => string.Join(" | ", Models.Select(model => string.Join(" ", model)));

    private static float[] Distribution(int[] parts)
    {
        float sum = parts.Sum();
        return [.. parts.Select(part => part / sum)];
    }
}
