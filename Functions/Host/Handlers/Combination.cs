using Ensemble.Models.Combiners;

namespace Ensemble.Functions.Handlers;

/// <summary>Combines probabilities in which items may be missing (NaN).</summary>
internal static class Combination
{
    /// <summary>Combined probabilities, item by item; NaN for an item that no model has.</summary>
    public static float[] Of(IReadOnlyList<float[]> models, int classes, string combiner, IReadOnlyList<double>? weights)
    {
        var result = new float[models[0].Length];
        var items = result.Length / classes;
        if (models.All(model => !model.Any(float.IsNaN)))
        {
            CombinerCatalog.Create(combiner, weights).Combine([.. models.Select(model => (ReadOnlyMemory<float>)model)], classes, result);
            return result;
        }

        for (var item = 0; item < items; item++)
        {
            var first = item * classes;
            var there = Enumerable.Range(0, models.Count).Where(model => !float.IsNaN(models[model][first])).ToList();
            if (there.Count == 0)
            {
                result.AsSpan(first, classes).Fill(float.NaN);
                continue;
            }

            CombinerCatalog.Create(combiner, weights is null ? null : [.. there.Select(model => weights[model])]).Combine(
                [.. there.Select(model => (ReadOnlyMemory<float>)models[model].AsMemory(first, classes))], classes, result.AsSpan(first, classes));
        }

        return result;
    }

    /// <summary>Each item's most probable class; -1 where it is missing.</summary>
    public static int[] Top(float[] probabilities, int classes)
    {
        var top = new int[probabilities.Length / classes];
        for (var item = 0; item < top.Length; item++)
        {
            var row = probabilities.AsSpan(item * classes, classes);
            top[item] = float.IsNaN(row[0]) ? -1 : Models.Combiners.Top.ArgMax(row);
        }

        return top;
    }
}
