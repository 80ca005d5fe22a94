using Ensemble.Models.Graphs;

namespace Ensemble.Models.Tests.Onnx;

/// <summary>Weights in which nothing is at its neutral value, so that a dropped or swapped term shows.</summary>
internal static class TestWeights
{
    public static WeightSet WithRandomStatistics(LayerGraph graph, ulong seed)
    {
        var seeded = WeightSet.Seeded(graph, seed);
        return new(graph, graph.Weights.Select(spec => KeyValuePair.Create(spec.Key, Shake(spec, seeded[spec.Key], seed))));
    }

    private static Tensor Shake(WeightSpec spec, Tensor tensor, ulong seed)
    {
        var random = new DeterministicRandom(Deterministic.Mix(seed, spec.Key));
        (float Low, float High)? range = spec.Name switch
        {
            "gamma" => (0.8f, 1.2f),
            "beta" or "moving_mean" or "bias" => (-0.2f, 0.2f),
            "moving_variance" => (0.8f, 1.5f),
            "mean" => (0.3f, 0.6f),
            "variance" => (0.05f, 0.3f),
            _ => null,
        };
        if (range is not { } bounds)
        {
            return tensor;
        }

        var values = new float[tensor.Values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = random.Uniform(bounds.Low, bounds.High);
        }

        return tensor with { Values = values };
    }
}
