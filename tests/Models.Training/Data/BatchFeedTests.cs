using Ensemble.Models.DataSets;
using Ensemble.Models.DataSets.Shapes;
using Ensemble.Models.Training.Data;

namespace Ensemble.Models.Training.Tests.Data;

public sealed class BatchFeedTests
{
    private const int Items = 40;

    private static readonly RenderedSplit Rendered =
        RenderedSplit.Render(new ShapesDataSet(), Split.Train, Items, 1, _ => { }, CancellationToken.None);

    [Fact]
    public async Task An_epoch_has_whole_batches_only()
    {
        var batches = await Epoch(seed: 1, epoch: 1);

        Assert.Equal(2, batches.Count);
        Assert.All(batches, batch => Assert.Equal(16, batch.Labels.Length));
        Assert.All(batches, batch => Assert.Equal(16 * ShapesDataSet.ImageBytes, batch.Pixels.Length));
    }

    [Fact]
    public async Task The_same_seed_and_epoch_give_the_same_bytes_so_a_stopped_run_can_go_on()
    {
        var first = await Epoch(seed: 1, epoch: 3);
        var second = await Epoch(seed: 1, epoch: 3);

        Assert.Equal(first.SelectMany(batch => batch.Pixels), second.SelectMany(batch => batch.Pixels));
        Assert.Equal(first.SelectMany(batch => batch.Labels), second.SelectMany(batch => batch.Labels));
    }

    [Fact]
    public async Task Another_epoch_shows_other_pictures() =>
        Assert.NotEqual((await Epoch(seed: 1, epoch: 1))[0].Pixels, (await Epoch(seed: 1, epoch: 2))[0].Pixels);

    [Fact]
    public async Task A_cancelled_epoch_ends()
    {
        using var source = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in Feed(seed: 1).Epoch(1, source.Token))
            {
                await source.CancelAsync();
            }
        });
    }

    private static BatchFeed Feed(ulong seed) => new(Rendered, Replicate.Draw(seed, "any", Items), 16, seed);

    private static async Task<List<PixelBatch>> Epoch(ulong seed, int epoch)
    {
        var batches = new List<PixelBatch>();
        await foreach (var batch in Feed(seed).Epoch(epoch, TestContext.Current.CancellationToken))
        {
            batches.Add(batch);
        }

        return batches;
    }
}
