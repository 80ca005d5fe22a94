using Ensemble.Testing.Experiments;

namespace Ensemble.Store.Tests;

/// <summary>What is recorded of experiments, and what survives.</summary>
public sealed class ExperimentStoreTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_was_recorded_is_there_when_the_store_is_opened_again()
    {
        var store = await OpenAsync();
        await store.AddAsync(Sample("a"), Cancelled);
        await store.PutAsync(StoreFolder.Request("a", 1) with { Milliseconds = 12.5, Ledger = "{}" }, Cancelled);
        await store.PutAsync(StoreFolder.Request("a", 0) with { Error = "it failed" }, Cancelled);
        await store.PutAsync(Sample("a") with { Accuracy = "{}" }, [new("a", "m", 2, [1, 0, 2, 0], [0, 0, 0, 0, 0, 0, 0, 0])], Cancelled);

        store = await OpenAsync();

        Assert.Equal(Sample("a") with { Accuracy = "{}" }, await store.FindAsync("a", Cancelled));
        Assert.Equal([StoreFolder.Request("a", 0) with { Error = "it failed" }, StoreFolder.Request("a", 1) with { Milliseconds = 12.5, Ledger = "{}" }], await store.MeasurementsAsync("a", Cancelled));
        Assert.Equal([1, 0, 2, 0], Assert.Single(await store.PredictionsAsync("a", Cancelled)).Classes);
    }

    [Fact]
    public async Task A_request_that_failed_is_replaced_by_the_one_that_did_not()
    {
        var store = await OpenAsync();
        await store.AddAsync(Sample("a"), Cancelled);

        await store.PutAsync(StoreFolder.Request("a", 0) with { Error = "it failed" }, Cancelled);
        await store.PutAsync(StoreFolder.Request("a", 0) with { Milliseconds = 3 }, Cancelled);

        Assert.Equal(3, Assert.Single(await store.MeasurementsAsync("a", Cancelled)).Milliseconds);
    }

    [Fact]
    public async Task An_experiment_is_found_by_the_beginning_of_its_id_unless_that_is_several()
    {
        var store = await OpenAsync();
        await store.AddAsync(Sample("ab1"), Cancelled);
        await store.AddAsync(Sample("ab2"), Cancelled);
        await store.AddAsync(Sample("ab"), Cancelled);

        Assert.Equal("ab1", (await store.FindAsync("ab1", Cancelled))?.Id);
        Assert.Equal("ab", (await store.FindAsync("ab", Cancelled))?.Id);
        Assert.Null(await store.FindAsync("a", Cancelled));
        Assert.Null(await store.FindAsync("x", Cancelled));
        Assert.Equal(["ab2", "ab1", "ab"], (await store.ListAsync(Cancelled)).Select(one => one.Id));
    }

    [Fact]
    public async Task What_happened_to_an_experiment_is_told_in_the_order_in_which_it_happened()
    {
        var store = await OpenAsync();
        await store.AddAsync(Sample("a"), Cancelled);
        await store.AddAsync(Sample("b"), Cancelled);

        await store.NoteAsync(Happened("a", "Begun."), Cancelled);
        await store.NoteAsync(Happened("b", "Begun."), Cancelled);
        await store.NoteAsync(Happened("a", "Finished."), Cancelled);

        Assert.Equal(["Begun.", "Finished."], (await store.EventsAsync("a", Cancelled)).Select(one => one.Text));
        Assert.Equal(DateTimeOffset.UnixEpoch, (await store.EventsAsync("b", Cancelled))[0].At);
    }

    [Fact]
    public async Task With_an_experiment_everything_that_belongs_to_it_is_deleted()
    {
        var store = await OpenAsync();
        await store.AddAsync(Sample("a"), Cancelled);
        await store.PutAsync(StoreFolder.Request("a", 0), Cancelled);
        await store.NoteAsync(Happened("a", "Begun."), Cancelled);

        Assert.True(await store.DeleteAsync("a", Cancelled));
        Assert.Empty(await store.EventsAsync("a", Cancelled));

        Assert.False(await store.DeleteAsync("a", Cancelled));
        Assert.Empty(await store.MeasurementsAsync("a", Cancelled));
    }

    [Fact]
    public async Task An_experiment_is_one_process_own_and_many_may_look_whose_it_is()
    {
        var (store, other) = (await OpenAsync(), await OpenAsync());
        Assert.False(store.IsClaimed("a"));

        using (await store.TryClaimAsync("a", Cancelled))
        {
            Assert.Null(await other.TryClaimAsync("a", Cancelled));
            Assert.All(await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => other.IsClaimed("a"), Cancelled))), Assert.True);
        }

        Assert.All(await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => other.IsClaimed("a"), Cancelled))), Assert.False);
        using var claim = await other.TryClaimAsync("a", Cancelled);
        Assert.NotNull(claim);
    }

    [Fact]
    public async Task A_store_from_before_there_were_events_is_brought_up_to_date_with_all_that_is_in_it()
    {
        var store = await OpenAsync();
        await store.AddAsync(Sample("a"), Cancelled);
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        await using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={_folder.File}"))
        {
            await connection.OpenAsync(Cancelled);
            await using var command = connection.CreateCommand();
            command.CommandText = "DROP TABLE Events; DELETE FROM __EFMigrationsHistory WHERE MigrationId LIKE '%_ProgressEvents'";
            await command.ExecuteNonQueryAsync(Cancelled);
        }

        store = await OpenAsync();
        await store.NoteAsync(Happened("a", "Resumed."), Cancelled);

        Assert.Equal(Sample("a"), await store.FindAsync("a", Cancelled));
        Assert.Single(await store.EventsAsync("a", Cancelled));
    }

    [Fact]
    public async Task A_file_that_is_no_store_is_an_error_that_names_it()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.File)!);
        await File.WriteAllTextAsync(_folder.File, "This is a letter, not a database, and long enough to be read as one.", Cancelled);

        Assert.Contains(_folder.File, (await Assert.ThrowsAsync<StoreException>(OpenAsync)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Others_read_while_one_writes()
    {
        var (writer, reader) = (await OpenAsync(), await OpenAsync());
        await writer.AddAsync(Sample("a"), Cancelled);

        var writing = Task.Run(async () =>
        {
            for (var trial = 0; trial < 100; trial++)
            {
                await writer.PutAsync(StoreFolder.Request("a", trial), Cancelled);
            }
        }, Cancelled);
        var seen = 0;
        while (!writing.IsCompleted)
        {
            var now = (await reader.MeasurementsAsync("a", Cancelled)).Count;
            Assert.True(now >= seen);
            seen = now;
        }

        await writing;
        Assert.Equal(100, (await reader.MeasurementsAsync("a", Cancelled)).Count);
    }

    private Task<ExperimentStore> OpenAsync() => _folder.OpenAsync(Cancelled);

    private static Experiment Sample(string id) => new()
    {
        Id = id,
        Name = "paper",
        Plan = "{}",
        Seed = 1,
        Command = "ensemble run paper",
        Created = DateTimeOffset.UnixEpoch,
    };

    private static ProgressEvent Happened(string id, string text) => new() { ExperimentId = id, At = DateTimeOffset.UnixEpoch, Text = text };
}
