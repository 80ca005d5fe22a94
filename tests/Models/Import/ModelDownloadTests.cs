using System.Security.Cryptography;
using Ensemble.Models.Catalog;
using Ensemble.Models.Import;
using Ensemble.Models.Networks;
using Ensemble.Models.Onnx;
using Microsoft.Extensions.Time.Testing;

namespace Ensemble.Models.Tests.Import;

public sealed class ModelDownloadTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _client = new();
    private readonly byte[] _content = [.. Enumerable.Range(0, 300_000).Select(i => (byte)(i * 31 / 7))];

    private ModelDownload Download => new(_client, _folder.Path);

    private string Part => _folder.File("weights.h5.part");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _client.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task The_published_file_becomes_a_model_of_the_catalog()
    {
        var options = new NetworkOptions { InputSize = 32, Width = 0.35, Classes = 2, ForImageNetWeights = true };
        var graph = NetworkCatalog.Find("efficientnetb0").Build(options);
        var weights = KerasFile.Weights(graph);
        KerasFile.WriteLegacy(_folder.File("source.h5"), KerasFile.Layers(graph, weights));
        await using var server = new FileServer(await File.ReadAllBytesAsync(_folder.File("source.h5"), Token));
        var catalog = new ModelCatalog(_folder.File("models"), _folder.File("none"));

        var entry = await Download.ImportAsync(
            catalog, Published(server), new() { Network = options, Labels = ["cat", "dog"] }, cancellationToken: Token);

        Assert.Equal(OnnxWriter.Write(graph, weights), await File.ReadAllBytesAsync(entry.Path, Token));
        Assert.Equal(server.Address.ToString(), entry.Manifest.Weights.Source);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(server.Content)), entry.Manifest.Weights.Sha256);
    }

    [Fact]
    public async Task A_connection_that_breaks_is_taken_up_where_it_broke()
    {
        await using var server = new FileServer(_content) { BreaksAfter = new([100_000, 50_000]) };
        var progress = new Recorder();

        var path = await Download.FetchAsync(Published(server), progress, Token);

        Assert.Equal(_content, await File.ReadAllBytesAsync(path, Token));
        Assert.Equal([0, 100_000, 150_000], server.Requests);
        Assert.Equal(new DownloadProgress(300_000, 300_000), progress.Reports[^1]);
        Assert.Equal(progress.Reports.OrderBy(report => report.Received), progress.Reports);
        Assert.Equal([path], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public async Task A_connection_that_stalls_counts_as_broken_and_is_made_again()
    {
        await using var server = new FileServer(_content) { BreaksAfter = new([100_000]), Stalls = true };
        var time = new StallingTime(at: 100_000);
        var fetching = new ModelDownload(_client, _folder.Path, time).FetchAsync(Published(server), time, Token);

        await time.Waiting;
        time.Advance(ModelDownload.StallTimeout);

        Assert.Equal(_content, await File.ReadAllBytesAsync(await fetching, Token));
        Assert.Equal([0, 100_000], server.Requests);
    }

    [Fact]
    public async Task A_download_that_failed_goes_on_with_the_next_command()
    {
        await using var server = new FileServer(_content) { BreaksAfter = new([100_000, 0]) };
        var error = await Assert.ThrowsAsync<EnsembleException>(() => Download.FetchAsync(Published(server), cancellationToken: Token));
        Assert.Contains("100000 bytes are kept", error.Message, StringComparison.Ordinal);
        Assert.Equal(100_000, new FileInfo(Part).Length);

        var path = await Download.FetchAsync(Published(server), cancellationToken: Token);

        Assert.Equal(_content, await File.ReadAllBytesAsync(path, Token));
        Assert.Equal([0, 100_000, 100_000], server.Requests);
    }

    [Fact]
    public async Task A_server_that_ignores_ranges_gives_the_file_from_its_beginning()
    {
        await using var server = new FileServer(_content) { KnowsRanges = false, BreaksAfter = new([100_000]) };
        var path = await Download.FetchAsync(Published(server), cancellationToken: Token);
        Assert.Equal(_content, await File.ReadAllBytesAsync(path, Token));
    }

    [Fact]
    public async Task Parts_of_two_versions_are_never_put_together()
    {
        await using var server = new FileServer(_content) { BreaksAfter = new([100_000, 0]) };
        await Assert.ThrowsAsync<EnsembleException>(() => Download.FetchAsync(Published(server), cancellationToken: Token));
        server.Content = [.. _content.Reverse()];
        server.Mark = "\"second\"";

        var path = await Download.FetchAsync(Published(server), cancellationToken: Token);

        Assert.Equal(server.Content, await File.ReadAllBytesAsync(path, Token));
    }

    [Fact]
    public async Task Without_a_mark_of_the_version_a_broken_download_begins_again()
    {
        await using var server = new FileServer(_content) { Mark = null, BreaksAfter = new([100_000]) };
        var path = await Download.FetchAsync(Published(server), cancellationToken: Token);
        Assert.Equal(_content, await File.ReadAllBytesAsync(path, Token));
        Assert.Equal([0, 0], server.Requests);
    }

    [Fact]
    public async Task A_part_with_nothing_behind_it_is_fetched_again()
    {
        await using var server = new FileServer(_content);
        await File.WriteAllBytesAsync(Part, new byte[400_000], Token);
        await File.WriteAllTextAsync(Part + ".etag", server.Mark, Token);

        var path = await Download.FetchAsync(Published(server), cancellationToken: Token);

        Assert.Equal(_content, await File.ReadAllBytesAsync(path, Token));
        Assert.Equal([400_000, 0], server.Requests);
    }

    [Fact]
    public async Task A_file_with_another_hash_is_deleted()
    {
        await using var server = new FileServer(_content);
        var wanted = Published(server) with { Md5 = new string('0', 32) };

        var error = await Assert.ThrowsAsync<EnsembleException>(() => Download.FetchAsync(wanted, cancellationToken: Token));

        Assert.Contains($"its MD5 is {Md5(_content)} and should be {wanted.Md5}", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public async Task A_file_without_a_published_hash_must_have_its_length()
    {
        await using var server = new FileServer(_content);
        var wanted = Published(server) with { Md5 = null, Bytes = 299_999 };
        var error = await Assert.ThrowsAsync<EnsembleException>(() => Download.FetchAsync(wanted, cancellationToken: Token));
        Assert.Contains("it has 300000 bytes and should have 299999", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_there_and_right_is_not_fetched_again()
    {
        await using var server = new FileServer(_content);
        await Download.FetchAsync(Published(server), cancellationToken: Token);
        await Download.FetchAsync(Published(server), cancellationToken: Token);
        Assert.Equal([0], server.Requests);
    }

    [Fact]
    public async Task Without_a_network_the_error_gives_the_address_and_the_import_command()
    {
        var wanted = new PublishedWeights("nasnetmobile", ClosedAddress(), Md5: null);
        var error = await Assert.ThrowsAsync<EnsembleException>(() => Download.FetchAsync(wanted, cancellationToken: Token));
        Assert.Contains(wanted.Address.ToString(), error.Message, StringComparison.Ordinal);
        Assert.Contains("ensemble models import nasnetmobile --weights weights.h5", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_is_no_file_is_named()
    {
        await using var server = new FileServer([]) { Status = "404 Not Found" };
        var error = await Assert.ThrowsAsync<EnsembleException>(() => Download.FetchAsync(Published(server), cancellationToken: Token));
        Assert.Contains("answers 404 Not Found", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public async Task A_cancelled_download_keeps_what_has_arrived()
    {
        await using var server = new FileServer(_content);
        using var stop = new CancellationTokenSource();
        var progress = new Recorder { Heard = report => Cancel(stop, report) };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Download.FetchAsync(Published(server), progress, stop.Token));

        Assert.InRange(new FileInfo(Part).Length, 1, _content.Length);
        Assert.False(File.Exists(_folder.File("weights.h5")));
    }

    [Theory]
    [InlineData("efficientnetb0")]
    [InlineData("mobilenetv2")]
    [InlineData("nasnetmobile")]
    public void Every_full_size_network_has_an_official_address_and_a_way_to_know_its_file(string network)
    {
        var weights = PublishedWeights.Of(network);
        Assert.Equal("https", weights.Address.Scheme);
        Assert.EndsWith(".h5", weights.FileName, StringComparison.Ordinal);
        Assert.True(weights.Md5 is { Length: 32 } || weights.Bytes > 0);
    }

    private static void Cancel(CancellationTokenSource stop, DownloadProgress report)
    {
        if (report.Received > 0)
        {
            stop.Cancel();
        }
    }

    // Nobody listens at the first port.
    private static Uri ClosedAddress() => new("http://127.0.0.1:1/weights.h5");

    private static PublishedWeights Published(FileServer server) => new("efficientnetb0", server.Address, Md5(server.Content));

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA5351", Justification = "MD5 is what Keras publishes.")]
    private static string Md5(byte[] content) => Convert.ToHexStringLower(MD5.HashData(content));

    private sealed class Recorder : IProgress<DownloadProgress>
    {
        public List<DownloadProgress> Reports { get; } = [];

        public Action<DownloadProgress>? Heard { get; init; }

        public void Report(DownloadProgress value)
        {
            Reports.Add(value);
            Heard?.Invoke(value);
        }
    }

    /// <summary>A clock that tells when a read is being waited for after so many bytes have come.</summary>
    private sealed class StallingTime(long at) : FakeTimeProvider, IProgress<DownloadProgress>
    {
        private readonly TaskCompletionSource _waiting = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private bool _reached;

        public Task Waiting => _waiting.Task;

        public void Report(DownloadProgress value) => _reached = value.Received == at;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            if (_reached)
            {
                _waiting.TrySetResult();
            }

            return timer;
        }
    }
}
