using Ensemble.Models.Inference;
using Microsoft.Extensions.Time.Testing;

namespace Ensemble.Models.Tests.Inference;

public sealed class MicroBatchCalibrationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void The_fastest_size_per_item_is_chosen()
    {
        // 3 ms per run and 1 ms per item, and another 1 ms for each item whose activations leave the cache.
        var calibration = Measure(size => 3 + size + Math.Max(0, size - 8));

        Assert.Equal(8, calibration.Size);
    }

    [Fact]
    public void Within_two_percent_the_smaller_size_is_chosen()
    {
        Assert.Equal(2, Choose((1, 100), (2, 199), (4, 201), (8, 202)));
        Assert.Equal(8, Choose((1, 100), (2, 190), (4, 195), (8, 200)));
    }

    [Fact]
    public void Sizes_above_one_that_is_clearly_slower_are_not_tried()
    {
        var calibration = Measure(size => size * (1 + (0.2 * size)));

        Assert.Equal(1, calibration.Size);
        Assert.Equal([1, 2], calibration.Measured.Select(measurement => measurement.Size));
    }

    [Fact]
    public void A_disturbed_run_does_not_count()
    {
        var time = new FakeTimeProvider();
        var runs = 0;

        var calibration = MicroBatchCalibration.Measure(
            size => time.Advance(TimeSpan.FromMilliseconds(runs++ % 2 == 0 ? 1000 : size + 1)), time, Token);

        Assert.Equal(32, calibration.Size);
        Assert.Equal(1000.0 * 32 / 33, calibration.Measured[^1].ItemsPerSecond, 1e-6);
    }

    [Fact]
    public void It_can_be_cancelled()
    {
        using var source = new CancellationTokenSource();

        Assert.Throws<OperationCanceledException>(
            () => MicroBatchCalibration.Measure(_ => source.Cancel(), new FakeTimeProvider(), source.Token));
    }

    [Fact]
    public void It_is_measured_once_and_kept_beside_the_graph()
    {
        using var first = Open();
        Assert.Null(first.Calibration);
        var size = first.MicroBatchSize(Token);
        using var second = Open();

        Assert.Equal(size, second.MicroBatchSize(Token));
        Assert.Equal(first.Calibration!.Measured, second.Calibration!.Measured);
    }

    [Fact]
    public void Each_number_of_threads_has_its_own()
    {
        using var one = Open(threads: 1);
        using var two = Open(threads: 2);
        one.MicroBatchSize(Token);
        two.MicroBatchSize(Token);

        Assert.Equal(2, Directory.GetFiles(_folder.File("cache"), "*.json").Length);
        Assert.Single(Directory.GetFiles(_folder.File("cache"), "*.ort"));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("""{ "key": 1, "calibration": { "size": 77, "measured": [] } }""")]
    public void A_damaged_or_foreign_one_is_measured_again(string content)
    {
        using (var first = Open())
        {
            first.MicroBatchSize(Token);
        }

        var kept = Assert.Single(Directory.GetFiles(_folder.File("cache"), "*.json"));
        File.WriteAllText(kept, content);
        using var second = Open();

        Assert.Contains(second.MicroBatchSize(Token), MicroBatchCalibration.Candidates);
        Assert.NotEqual(content, File.ReadAllText(kept));
    }

    [Fact]
    public void A_given_size_needs_none()
    {
        using var classifier = new Classifier(
            TestModels.WriteTiny(_folder.Path), TestModels.TinyShape, new() { Threads = 1, MicroBatch = 5 });

        Assert.Equal(5, classifier.MicroBatchSize(Token));
        Assert.Null(classifier.Calibration);
    }

    [Fact]
    public void A_batch_of_one_needs_none_and_a_larger_one_does()
    {
        using var classifier = Open();
        classifier.Predict(TestModels.Pixels(TestModels.TinyShape, 1), 1, Token);
        Assert.Null(classifier.Calibration);

        classifier.Predict(TestModels.Pixels(TestModels.TinyShape, 2), 2, Token);
        Assert.NotNull(classifier.Calibration);
    }

    public void Dispose() => _folder.Dispose();

    private static MicroBatchCalibration Measure(Func<int, double> milliseconds)
    {
        var time = new FakeTimeProvider();
        return MicroBatchCalibration.Measure(size => time.Advance(TimeSpan.FromMilliseconds(milliseconds(size))), time, Token);
    }

    private static int Choose(params (int Size, double ItemsPerSecond)[] measured) =>
        MicroBatchCalibration.Choose([.. measured.Select(each => new MicroBatchMeasurement(each.Size, each.ItemsPerSecond))]);

    private Classifier Open(int threads = 1) => new(
        TestModels.WriteTiny(_folder.Path), TestModels.TinyShape, new() { Threads = threads, CacheFolder = _folder.File("cache") });
}
