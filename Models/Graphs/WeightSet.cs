using System.Collections.Immutable;

namespace Ensemble.Models.Graphs;

/// <summary>The numbers of a network: one tensor for every <see cref="WeightSpec"/> of its graph.</summary>
public sealed class WeightSet
{
    private readonly ImmutableDictionary<string, Tensor> _tensors;

    /// <summary>Takes tensors by key (<c>layer/tensor</c>) and checks them against a graph.</summary>
    /// <exception cref="WeightMismatchException">Tensors are missing, surplus or misshaped; lists every one.</exception>
    public WeightSet(LayerGraph graph, IEnumerable<KeyValuePair<string, Tensor>> tensors)
    {
        _tensors = tensors.ToImmutableDictionary(StringComparer.Ordinal);
        var problems = Mismatches(graph).ToImmutableArray();
        if (problems.Length > 0)
        {
            throw new WeightMismatchException(graph.Name, problems);
        }
    }

    /// <summary>The tensor of a key.</summary>
    public Tensor this[string key] => _tensors[key];

    /// <summary>The tensor of a layer.</summary>
    public Tensor this[Layer layer, string name] => _tensors[$"{layer.Name}/{name}"];

    /// <summary>
    /// Starting weights of a graph. Every tensor has a random stream of its own, from the seed and its key, so that
    /// adding a layer does not change the others; the same seed gives the same bits on every machine.
    /// </summary>
    public static WeightSet Seeded(LayerGraph graph, ulong seed) =>
        new(graph, graph.Weights.Select(spec => KeyValuePair.Create(spec.Key, Start(spec, seed))));

    private static Tensor Start(WeightSpec spec, ulong seed)
    {
        var values = new float[spec.Elements];
        if (spec.Start.Limit == 0)
        {
            Array.Fill(values, spec.Start.Value);
        }
        else
        {
            var random = new DeterministicRandom(Deterministic.Mix(seed, spec.Key));
            foreach (ref var value in values.AsSpan())
            {
                value = random.Uniform(-spec.Start.Limit, spec.Start.Limit);
            }
        }

        return new(spec.Shape, values);
    }

    private IEnumerable<WeightMismatch> Mismatches(LayerGraph graph)
    {
        var expected = graph.Weights.ToDictionary(spec => spec.Key, spec => spec.Shape, StringComparer.Ordinal);
        foreach (var (key, shape) in expected)
        {
            if (!_tensors.TryGetValue(key, out var tensor))
            {
                yield return new(key, shape, null);
            }
            else if (!tensor.Shape.SequenceEqual(shape))
            {
                yield return new(key, shape, tensor.Shape);
            }
        }

        foreach (var (key, tensor) in _tensors.Where(pair => !expected.ContainsKey(pair.Key)).OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            yield return new(key, null, tensor.Shape);
        }
    }
}
