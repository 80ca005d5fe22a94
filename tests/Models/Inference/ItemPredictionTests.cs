using Ensemble.Models.Images;
using Ensemble.Models.Inference;
using Microsoft.Extensions.Time.Testing;

namespace Ensemble.Models.Tests.Inference;

public sealed class ItemPredictionTests : IDisposable
{
    private static readonly ImagePreparation Preparation = new(2, 2, ResizePolicy.Stretch, Interpolation.Bilinear);

    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Items_of_the_right_size_give_what_their_pixels_give()
    {
        using var classifier = Open();
        var pixels = TestModels.Pixels(TestModels.TinyShape, 7);

        var items = classifier.Predict(7, i => Picture(pixels, i), Preparation, Token);

        Assert.Equal(classifier.Predict(pixels, 7, Token).Probabilities, items.Probabilities);
        Assert.Empty(items.Errors);
    }

    [Fact]
    public void Items_of_another_size_are_resized_as_the_preparation_says()
    {
        using var classifier = Open();
        var preparation = new ImagePreparation(2, 2, ResizePolicy.CenterCrop(0.5m), Interpolation.Nearest);
        var photograph = new RgbImage(8, 6, [.. Enumerable.Range(0, 144).Select(i => (byte)(i * 37))]);

        var prediction = classifier.Predict(1, _ => DecodedImage.Of(photograph), preparation, Token);

        var resized = ImageResizer.Resize(photograph, preparation);
        Assert.Equal(classifier.Predict(resized.Pixels, 1, Token).Probabilities, prediction.Probabilities);
    }

    [Theory]
    [InlineData(new[] { 0 })]
    [InlineData(new[] { 6 })]
    [InlineData(new[] { 1, 2, 5 })]
    [InlineData(new[] { 0, 1, 2, 3, 4, 5, 6 })]
    public void A_broken_item_has_an_error_and_the_others_their_probabilities(int[] broken)
    {
        using var classifier = Open();
        var pixels = TestModels.Pixels(TestModels.TinyShape, 7);
        var whole = classifier.Predict(pixels, 7, Token);

        var prediction = classifier.Predict(
            7, i => broken.Contains(i) ? DecodedImage.Failed($"item {i} is broken.") : Picture(pixels, i), Preparation, Token);

        Assert.Equal(broken.Select(i => new ItemError(i, $"item {i} is broken.")), prediction.Errors);
        for (var i = 0; i < 7; i++)
        {
            Assert.Equal(broken.Contains(i) ? [float.NaN, float.NaN, float.NaN] : whole.Of(i).ToArray(), prediction.Of(i).ToArray());
            Assert.Equal(broken.Contains(i) ? -1 : whole.Top(i), prediction.Top(i));
        }
    }

    [Fact]
    public void Encoded_items_are_decoded_on_the_way()
    {
        using var classifier = Open();
        byte[][] items = ["no picture"u8.ToArray(), File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Images", "Fixtures", "cmyk.jpg"))];

        var prediction = classifier.Predict(2, i => ImageDecoder.Default.Decode(items[i], $"item-{i}"), Preparation, Token);

        Assert.Equal(0, Assert.Single(prediction.Errors).Item);
        Assert.InRange(prediction.Top(1), 0, 2);
    }

    [Fact]
    public void Decoding_is_timed_apart_from_running()
    {
        using var classifier = Open();

        var prediction = classifier.Predict(
            5,
            _ =>
            {
                _time.Advance(TimeSpan.FromMilliseconds(8));
                return DecodedImage.Failed("slow and broken.");
            },
            Preparation,
            Token);

        Assert.Equal(new InferenceTiming(Decode: 40, Preprocess: 0, Inference: 0), prediction.Timing);
        Assert.Equal(40, prediction.Timing.Total);
    }

    [Fact]
    public void Only_one_micro_batch_is_read_before_a_cancellation_is_seen()
    {
        using var classifier = Open();
        using var source = new CancellationTokenSource();
        var read = 0;
        var pixels = TestModels.Pixels(TestModels.TinyShape, 1);

        Assert.Throws<OperationCanceledException>(() => classifier.Predict(
            100,
            _ =>
            {
                read++;
                source.Cancel();
                return Picture(pixels, 0);
            },
            Preparation,
            source.Token));
        Assert.Equal(3, read);
    }

    [Fact]
    public void A_preparation_of_another_size_is_refused()
    {
        using var classifier = Open();
        var preparation = Preparation with { Width = 64 };

        var message = Assert.Throws<EnsembleException>(
            () => classifier.Predict(1, _ => DecodedImage.Failed("never read"), preparation, Token)).Message;

        Assert.Equal(
            $"The preparation '64x2 stretch bilinear' does not fit {_folder.File("tiny.onnx")}, which reads 2x2. Prepare its items to that size.",
            message);
    }

    public void Dispose() => _folder.Dispose();

    private static DecodedImage Picture(byte[] pixels, int item) => DecodedImage.Of(new(2, 2, pixels[(item * 12)..((item + 1) * 12)]));

    private Classifier Open() => new(
        TestModels.WriteTiny(_folder.Path), TestModels.TinyShape, new() { Threads = 1, MicroBatch = 3 }, _time);
}
