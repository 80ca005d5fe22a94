using Ensemble.Models.Inference;

namespace Ensemble.Models.Tests.Inference;

public sealed class GraphCacheTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Cache => _folder.File("cache");

    public static TheoryData<string> Damages => ["flipped byte", "cut off", "empty", "something else", "foreign"];

    [Fact]
    public void A_graph_is_optimised_once()
    {
        Assert.Equal(GraphOrigin.Built, Open());
        var entry = Entry();
        var written = File.ReadAllBytes(entry);
        var time = File.GetLastWriteTimeUtc(entry);

        Assert.Equal(GraphOrigin.Cached, Open());
        Assert.Equal(entry, Entry());
        Assert.Equal(time, File.GetLastWriteTimeUtc(entry));
        Assert.Equal(written, File.ReadAllBytes(entry));
    }

    [Fact]
    public void A_cached_graph_gives_the_same_probabilities()
    {
        var pixels = TestModels.Pixels(TestModels.MiniShape, 4);
        var path = TestModels.WriteMini(_folder.Path);
        var results = new List<float[]>();
        foreach (var cache in (string?[])[null, Cache, Cache])
        {
            using var classifier = new Classifier(path, TestModels.MiniShape, Options(cache));
            results.Add(classifier.Predict(pixels, 4, TestContext.Current.CancellationToken).Probabilities);
        }

        Assert.Equal(results[0], results[1]);
        Assert.Equal(results[0], results[2]);
    }

    [Fact]
    public void Another_content_of_the_same_file_name_has_an_entry_of_its_own()
    {
        Assert.Equal(GraphOrigin.Built, Open());
        var path = TestModels.WriteTiny(_folder.Path, model => model.ProducerName = "another");

        using var classifier = new Classifier(path, TestModels.TinyShape, Options(Cache));

        Assert.Equal(GraphOrigin.Built, classifier.GraphOrigin);
        Assert.Equal(2, Directory.GetFiles(Cache).Length);
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public void A_damaged_or_foreign_entry_is_made_anew(string damage)
    {
        Open();
        var entry = Entry();
        var whole = File.ReadAllBytes(entry);
        byte[] damaged = damage switch
        {
            "flipped byte" => [.. whole[..100], (byte)(whole[100] ^ 1), .. whole[101..]],
            "cut off" => whole[..(whole.Length / 2)],
            "empty" => [],
            "something else" => "not a model"u8.ToArray(),
            "foreign" => [.. whole[..^16], .. GraphSeal.Of(whole.AsSpan()[..^16], key: 1)],
            _ => throw new ArgumentOutOfRangeException(nameof(damage)),
        };
        File.WriteAllBytes(entry, damaged);

        Assert.Equal(GraphOrigin.Built, Open());
        Assert.Equal(GraphOrigin.Cached, Open());
        Assert.Equal(entry, Entry());
    }

    [Fact]
    public void A_known_identity_stands_for_the_content()
    {
        var path = TestModels.WriteTiny(_folder.Path);
        GraphOrigin Known(string id)
        {
            using var classifier = new Classifier(path, TestModels.TinyShape, Options(Cache) with { ModelId = id });
            return classifier.GraphOrigin;
        }

        Assert.Equal(GraphOrigin.Built, Known("one"));
        Assert.Equal(GraphOrigin.Cached, Known("one"));
        Assert.Equal(GraphOrigin.Built, Known("two"));
    }

    [Fact]
    public void A_folder_that_cannot_be_written_only_means_no_cache()
    {
        File.WriteAllText(Cache, "a file where the folder should be");

        Assert.Equal(GraphOrigin.NotCached, Open());
    }

    [Fact]
    public void Starting_at_once_gives_working_classifiers_and_one_entry()
    {
        var path = TestModels.WriteMini(_folder.Path);
        var pixels = TestModels.Pixels(TestModels.MiniShape, 2);
        var results = new float[6][];
        using var together = new Barrier(results.Length);
        var threads = Enumerable.Range(0, results.Length).Select(i => new Thread(() =>
        {
            together.SignalAndWait();
            using var classifier = new Classifier(path, TestModels.MiniShape, Options(Cache));
            results[i] = classifier.Predict(pixels, 2).Probabilities;
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());

        Assert.All(results, result => Assert.Equal(results[0], result));
        Assert.Single(Directory.GetFiles(Cache));
        using var last = new Classifier(path, TestModels.MiniShape, Options(Cache));
        Assert.Equal(GraphOrigin.Cached, last.GraphOrigin);
    }

    [Fact]
    public void Without_a_folder_nothing_is_kept()
    {
        using var classifier = new Classifier(TestModels.WriteTiny(_folder.Path), TestModels.TinyShape, Options(null));

        Assert.Equal(GraphOrigin.NotCached, classifier.GraphOrigin);
        Assert.Equal(_folder.File("tiny.onnx"), Assert.Single(Directory.GetFileSystemEntries(_folder.Path)));
    }

    public void Dispose() => _folder.Dispose();

    private static ClassifierOptions Options(string? cache) => new() { Threads = 1, MicroBatch = 2, CacheFolder = cache };

    private GraphOrigin Open()
    {
        using var classifier = new Classifier(TestModels.WriteTiny(_folder.Path), TestModels.TinyShape, Options(Cache));
        return classifier.GraphOrigin;
    }

    private string Entry() => Assert.Single(Directory.GetFiles(Cache));
}
