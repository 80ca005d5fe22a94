using Ensemble.Dashboard.Live;
using Ensemble.Store;
using Ensemble.Testing.Experiments;
using Microsoft.Extensions.Time.Testing;

namespace Ensemble.Dashboard.Tests;

/// <summary>What somebody who looks on takes from an experiment that runs on the same machine.</summary>
public sealed class LiveResultTests : IAsyncLifetime
{
    private readonly StoreFolder _folder = new();
    private readonly FakeTimeProvider _time = new();
    private readonly Experiment _experiment = new() { Id = "1", Name = "paper", Plan = "{}", Seed = 1, Command = "test", Created = DateTimeOffset.UnixEpoch, State = ExperimentState.Running };
    private ExperimentStore _store = null!;
    private LiveResult _live = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _store = await _folder.OpenAsync(Cancelled);
        await _store.AddAsync(_experiment, Cancelled);
        _live = new(_store, _time);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_result_that_grows_is_read_again_every_few_seconds()
    {
        Assert.True(await _live.RefreshAsync(_experiment, Cancelled));
        await MeasureAsync(0);
        Assert.False(await _live.RefreshAsync(_experiment, Cancelled));

        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.True(await _live.RefreshAsync(_experiment, Cancelled));
        Assert.Equal(1, Assert.Single(_live.Value!.Summary).Count);
    }

    [Fact]
    public async Task A_result_that_takes_long_to_read_is_read_for_a_twentieth_of_the_time()
    {
        // Every look at the clock takes a second: one to read it, and one after.
        _time.AutoAdvanceAmount = TimeSpan.FromSeconds(1);
        await _live.RefreshAsync(_experiment, Cancelled);
        _time.AutoAdvanceAmount = TimeSpan.Zero;
        await MeasureAsync(0);

        _time.Advance(TimeSpan.FromSeconds(18));
        Assert.False(await _live.RefreshAsync(_experiment, Cancelled));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await _live.RefreshAsync(_experiment, Cancelled));
    }

    [Fact]
    public async Task A_result_that_does_not_grow_is_not_read_again()
    {
        await _live.RefreshAsync(_experiment, Cancelled);
        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.False(await _live.RefreshAsync(_experiment, Cancelled));
    }

    [Fact]
    public async Task The_end_of_an_experiment_is_shown_at_once()
    {
        await _live.RefreshAsync(_experiment, Cancelled);
        await MeasureAsync(0);

        Assert.True(await _live.RefreshAsync(_experiment with { State = ExperimentState.Finished }, Cancelled));
        Assert.Equal((ExperimentState.Finished, 1), (_live.Value!.State, Assert.Single(_live.Value.Summary).Count));
    }

    private Task MeasureAsync(int trial) =>
        _store.PutAsync(StoreFolder.Request("1", trial) with { Milliseconds = 1, Ledger = "{}", Models = "{}", Cost = "{}" }, Cancelled);
}
