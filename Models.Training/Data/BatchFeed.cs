using System.Threading.Channels;
using Ensemble.Models.DataSets.Shapes;

namespace Ensemble.Models.Training.Data;

/// <summary>Makes the batches of an epoch ahead of the training on a thread of their own.</summary>
internal sealed class BatchFeed(RenderedSplit items, Replicate replicate, int batchSize, ulong seed)
{
    private const int BatchesAhead = 3;

    /// <summary>Whole batches per epoch; the items that are left over are others in every epoch.</summary>
    public int Steps => replicate.Items.Length / batchSize;

    /// <summary>The batches of an epoch: the same for the same seed and epoch.</summary>
    public IAsyncEnumerable<PixelBatch> Epoch(int epoch, CancellationToken cancellation)
    {
        var channel = Channel.CreateBounded<PixelBatch>(BatchesAhead);
        _ = Task.Run(() => FillAsync(channel.Writer, epoch, cancellation), CancellationToken.None);
        return channel.Reader.ReadAllAsync(cancellation);
    }

    private async Task FillAsync(ChannelWriter<PixelBatch> writer, int epoch, CancellationToken cancellation)
    {
        try
        {
            var epochSeed = Deterministic.Mix(Deterministic.Mix(seed, "epoch"), (ulong)epoch);
            var order = replicate.Shuffled(epochSeed);
            for (var step = 0; step < Steps; step++)
            {
                await writer.WriteAsync(Make(order, step * batchSize, epochSeed), cancellation);
            }

            writer.Complete();
        }
        catch (OperationCanceledException exception)
        {
            writer.Complete(exception);
        }
    }

    private PixelBatch Make(int[] order, int start, ulong epochSeed)
    {
        var bytes = ShapesDataSet.ImageBytes;
        var pixels = new byte[batchSize * bytes];
        var labels = new long[batchSize];
        for (var i = 0; i < batchSize; i++)
        {
            var item = order[start + i];
            var random = new DeterministicRandom(Deterministic.Mix(epochSeed, (ulong)(start + i)));
            Augmentation.Apply(items.Pixels(item, item + 1), pixels.AsSpan(i * bytes, bytes), ShapesDataSet.ImageSize, ref random);
            labels[i] = items.LabelOf(item);
        }

        return new(pixels, labels);
    }
}

/// <summary>Pictures <c>[N, height, width, 3]</c> and their classes.</summary>
internal sealed record PixelBatch(byte[] Pixels, long[] Labels);
