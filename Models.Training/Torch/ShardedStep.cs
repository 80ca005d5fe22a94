using Ensemble.Models.Training.Data;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Ensemble.Models.Training.Torch;

/// <summary>
/// The gradient of a batch, computed in shards of fixed size side by side, each on one thread, and summed in order. The
/// result does not depend on the number of threads, and no thread waits for another within a shard, which costs much
/// when the machine has other work. Batch normalisation sees one shard at a time; the statistics of the shards are
/// averaged.
/// </summary>
internal sealed class ShardedStep(TorchNetwork network, int threads, double labelSmoothing)
{
    /// <summary>Images per shard.</summary>
    public const int ShardSize = 64;

    private readonly ParallelOptions _parallel = new() { MaxDegreeOfParallelism = threads };

    /// <summary>Updates the statistics of <paramref name="state"/> and returns gradient and mean loss.</summary>
    public (Tensor Gradient, double Loss) Run(NetworkState state, PixelBatch batch, ulong seed)
    {
        var shards = new Shard[(batch.Labels.Length + ShardSize - 1) / ShardSize];
        Parallel.For(0, shards.Length, _parallel, i => shards[i] = Compute(state, batch, i, Deterministic.Mix(seed, (ulong)i)));
        var gradient = zeros_like(state.Parameters);
        state.Statistics.zero_();
        foreach (var shard in shards)
        {
            gradient.add_(shard.Gradient);
            state.Statistics.add_(shard.Statistics, alpha: 1.0 / shards.Length);
            shard.Gradient.Dispose();
            shard.Statistics.Dispose();
        }

        return (gradient, shards.Sum(shard => shard.Loss));
    }

    private Shard Compute(NetworkState state, PixelBatch batch, int index, ulong seed)
    {
        using var scope = NewDisposeScope();
        var start = index * ShardSize;
        var count = Math.Min(ShardSize, batch.Labels.Length - start);
        var leaf = new NetworkState(state.Parameters.detach().requires_grad_(true), state.Statistics.clone());
        var logits = network.Logits(Pixels.ToTensor(batch.Pixels, start, count), leaf, seed);
        var loss = functional.cross_entropy(
            logits,
            tensor(batch.Labels[start..(start + count)]),
            reduction: Reduction.Sum,
            label_smoothing: labelSmoothing) / batch.Labels.Length;
        loss.backward();
        return new(
            leaf.Parameters.grad!.DetachFromDisposeScope(),
            leaf.Statistics.DetachFromDisposeScope(),
            loss.item<float>());
    }

    private sealed record Shard(Tensor Gradient, Tensor Statistics, double Loss);
}
