using Ensemble.Models.Training.Data;
using static TorchSharp.torch;

namespace Ensemble.Models.Training.Torch;

/// <summary>How often a network is right on rendered items.</summary>
internal sealed class Evaluation(TorchNetwork network, int threads)
{
    private const int ChunkSize = 100;

    /// <summary>The share of items whose largest value is at their label.</summary>
    public double Accuracy(NetworkState state, RenderedSplit items, CancellationToken cancellation)
    {
        var right = 0;
        var options = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation };
        Parallel.For(0, (items.Count + ChunkSize - 1) / ChunkSize, options, chunk =>
        {
            var start = chunk * ChunkSize;
            Interlocked.Add(ref right, Right(state, items, start, Math.Min(items.Count, start + ChunkSize)));
        });
        return right / (double)items.Count;
    }

    private int Right(NetworkState state, RenderedSplit items, int start, int end)
    {
        using var scope = NewDisposeScope();
        using var inference = no_grad();
        var pixels = items.Pixels(start, end).ToArray();
        var chosen = network.Logits(Pixels.ToTensor(pixels, 0, end - start), state).argmax(1).data<long>().ToArray();
        return chosen.Where((label, i) => label == items.LabelOf(start + i)).Count();
    }
}
