namespace Ensemble.Models.Training.Data;

/// <summary>
/// A bootstrap replicate: as many draws with replacement as there are items (Breiman, Bagging Predictors, 1996).
/// </summary>
internal sealed record Replicate(ulong Seed, int[] Items, double UniqueFraction)
{
    /// <summary>The replicate of a model: its name is part of the seed, so that no two models see the same items.</summary>
    public static Replicate Draw(ulong seed, string model, int items)
    {
        var own = Deterministic.Mix(Deterministic.Mix(seed, "replicate"), model);
        var random = new DeterministicRandom(own);
        var drawn = new int[items];
        foreach (ref var item in drawn.AsSpan())
        {
            item = random.NextInt32(items);
        }

        return new(own, drawn, drawn.Distinct().Count() / (double)items);
    }

    /// <summary>The draws in the order of an epoch.</summary>
    public int[] Shuffled(ulong seed)
    {
        int[] order = [.. Items];
        var random = new DeterministicRandom(seed);
        for (var i = order.Length - 1; i > 0; i--)
        {
            var other = random.NextInt32(i + 1);
            (order[i], order[other]) = (order[other], order[i]);
        }

        return order;
    }
}
