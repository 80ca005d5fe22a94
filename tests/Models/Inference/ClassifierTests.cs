using Ensemble.Models.Inference;

namespace Ensemble.Models.Tests.Inference;

public sealed class ClassifierTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100)]
    public void A_batch_gives_what_its_items_give_one_by_one(int count)
    {
        using var classifier = Mini(microBatch: 8);
        var pixels = TestModels.Pixels(TestModels.MiniShape, count);

        var together = classifier.Predict(pixels, count, Token);

        Assert.Equal(count * 16, together.Probabilities.Length);
        for (var i = 0; i < count; i++)
        {
            var alone = classifier.Predict(pixels.AsMemory(i * TestModels.MiniShape.ItemBytes, TestModels.MiniShape.ItemBytes), 1, Token);
            for (var c = 0; c < 16; c++)
            {
                Assert.Equal(alone.Of(0)[c], together.Of(i)[c], 1e-6f);
            }
        }
    }

    [Fact]
    public void Different_items_have_different_probabilities_that_sum_to_one()
    {
        using var classifier = Mini(microBatch: 2);
        var prediction = classifier.Predict(TestModels.Pixels(TestModels.MiniShape, 3), 3, Token);

        Assert.NotEqual(prediction.Of(0).ToArray(), prediction.Of(1).ToArray());
        Assert.NotEqual(prediction.Of(1).ToArray(), prediction.Of(2).ToArray());
        Assert.All(Enumerable.Range(0, 3), i => Assert.Equal(1.0, prediction.Of(i).ToArray().Sum(), 1e-5));
    }

    [Fact]
    public void The_top_class_is_the_most_probable_one()
    {
        using var classifier = Mini(microBatch: 2);
        var prediction = classifier.Predict(TestModels.Pixels(TestModels.MiniShape, 3), 3, Token);

        Assert.All(Enumerable.Range(0, 3), i => Assert.Equal(prediction.Of(i).ToArray().Max(), prediction.Of(i)[prediction.Top(i)]));
    }

    [Fact]
    public void Two_threads_give_what_one_gives()
    {
        var pixels = TestModels.Pixels(TestModels.MiniShape, 5);
        using var one = Mini(microBatch: 4);
        using var two = new Classifier(_folder.File("mini.onnx"), TestModels.MiniShape, new() { Threads = 2, MicroBatch = 4 });

        var differences = one.Predict(pixels, 5, Token).Probabilities
            .Zip(two.Predict(pixels, 5, Token).Probabilities, (a, b) => Math.Abs(a - b));

        Assert.True(differences.Max() <= 1e-6f);
    }

    [Fact]
    public void An_empty_batch_has_an_empty_prediction()
    {
        using var classifier = Mini(microBatch: null);
        var prediction = classifier.Predict(ReadOnlyMemory<byte>.Empty, 0, Token);

        Assert.Empty(prediction.Probabilities);
        Assert.Equal(0, prediction.Timing.Total);
    }

    [Fact]
    public void One_classifier_serves_several_callers_at_once()
    {
        using var classifier = Mini(microBatch: 3);
        var pixels = TestModels.Pixels(TestModels.MiniShape, 10);
        var expected = classifier.Predict(pixels, 10, Token).Probabilities;

        var results = new float[4][];
        Parallel.For(
            0,
            4,
            new ParallelOptions { CancellationToken = Token },
            i => results[i] = classifier.Predict(pixels, 10, Token).Probabilities);

        Assert.All(results, result => Assert.Equal(expected, result));
    }

    [Fact]
    public void A_cancelled_batch_stops()
    {
        using var classifier = Mini(microBatch: 1);
        using var source = new CancellationTokenSource();
        source.Cancel();

        Assert.Throws<OperationCanceledException>(
            () => classifier.Predict(TestModels.Pixels(TestModels.MiniShape, 2), 2, source.Token));
    }

    [Fact]
    public void Pixels_that_are_no_whole_batch_are_refused()
    {
        using var classifier = Mini(microBatch: 1);
        Assert.Throws<ArgumentException>(() => classifier.Predict(new byte[100], 1, Token));
    }

    [Fact]
    public void A_file_fixed_to_one_item_runs_item_by_item()
    {
        var path = TestModels.WriteTiny(_folder.Path, model =>
        {
            model.Graph.Input[0].Type.TensorType.Shape.Dim[0] = new() { DimValue = 1 };
            model.Graph.Output[0].Type.TensorType.Shape.Dim[0] = new() { DimValue = 1 };
        });
        using var classifier = new Classifier(path, TestModels.TinyShape, new() { Threads = 1, MicroBatch = 8 });

        Assert.Equal(1, classifier.MicroBatchSize(Token));
        Assert.Equal(1f, classifier.Predict(TestModels.Pixels(TestModels.TinyShape, 3), 3, Token).Of(2).ToArray().Sum(), 1e-5f);
    }

    [Theory]
    [InlineData(0.1, 1)]
    [InlineData(1, 1)]
    [InlineData(1.99, 1)]
    [InlineData(2, 2)]
    [InlineData(5.79, 5)]
    public void A_share_of_CPUs_keeps_its_whole_part_of_threads_busy(double vCpu, int threads) =>
        Assert.Equal(threads, ClassifierOptions.ThreadsFor(vCpu));

    [Fact]
    public void Options_below_one_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ClassifierOptions { Threads = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ClassifierOptions { Threads = 1, MicroBatch = 0 });
    }

    public void Dispose() => _folder.Dispose();

    private Classifier Mini(int? microBatch) =>
        new(TestModels.WriteMini(_folder.Path), TestModels.MiniShape, new() { Threads = 1, MicroBatch = microBatch });
}
