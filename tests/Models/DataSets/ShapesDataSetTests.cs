using System.Security.Cryptography;
using Ensemble.Models.DataSets;
using Ensemble.Models.DataSets.Shapes;

namespace Ensemble.Models.Tests.DataSets;

public sealed class ShapesDataSetTests
{
    private readonly ShapesDataSet _shapes = new();

    public static TheoryData<Split> AllSplits => [Split.Train, Split.Calibration, Split.Validation, Split.Test];

    [Theory]
    [InlineData(Split.Train, 50_000)]
    [InlineData(Split.Calibration, 5_000)]
    [InlineData(Split.Validation, 5_000)]
    [InlineData(Split.Test, 50_000)]
    public void Splits_have_the_published_sizes(Split split, int count) => Assert.Equal(count, _shapes.Count(split));

    [Theory]
    [InlineData(Split.Train, "6fb31975bc3563d61daa3cd5f9f239916602fc089c3baf85c0ded749193cdfb1")]
    [InlineData(Split.Calibration, "7fd8081bc5d1f0992a358d969f0c311c94bd7535151115d04ea9fab00a86a7e0")]
    [InlineData(Split.Validation, "dfe1b4f3e8637bb06066189b78905915bdf97af4d411848195fe56f7db0e1a33")]
    [InlineData(Split.Test, "362ae5d6a4732e5ca636547107d281e6b6d21b9ad78eab3bdd447cf645989458")]
    public void Pictures_and_labels_are_the_same_bytes_on_every_machine(Split split, string sha256)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var i = 0; i < 64; i++)
        {
            hash.AppendData([(byte)_shapes.LabelOf(split, i)]);
            hash.AppendData(Picture(split, i));
        }

        Assert.Equal(sha256, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    [Theory]
    [MemberData(nameof(AllSplits))]
    public void Every_block_of_sixteen_has_each_class_once(Split split)
    {
        for (var start = 0; start + 16 <= _shapes.Count(split); start += 16)
        {
            var labels = Enumerable.Range(start, 16).Select(i => _shapes.LabelOf(split, i));
            Assert.Equal(Enumerable.Range(0, 16), labels.Order());
        }
    }

    [Fact]
    public void The_order_of_classes_differs_between_blocks_and_splits()
    {
        var orders = AllSplits
            .SelectMany(split => Enumerable.Range(0, 50).Select(block => (split: split.Data, block)))
            .Select(b => string.Join(' ', Enumerable.Range(b.block * 16, 16).Select(i => _shapes.LabelOf(b.split, i))));

        Assert.Equal(200, orders.Distinct().Count());
    }

    [Fact]
    public void No_two_items_share_a_picture_or_a_name()
    {
        var items = AllSplits
            .SelectMany(split => Enumerable.Range(0, 500).Select(i => (Split: split.Data, Index: i)))
            .ToList();

        Assert.Equal(items.Count, items.Select(i => Hash(Picture(i.Split, i.Index))).Distinct().Count());
        Assert.Equal(items.Count, items.Select(i => _shapes.IdOf(i.Split, i.Index)).Distinct().Count());
    }

    [Fact]
    public void Another_seed_gives_other_pictures()
    {
        var other = new ShapesDataSet(7);

        Assert.NotEqual(Picture(Split.Test, 3), other.Load(Split.Test, 3).Image!.Pixels);
    }

    [Fact]
    public void An_item_is_the_same_from_every_thread_and_in_any_order()
    {
        var expected = Enumerable.Range(0, 256).Select(i => Hash(Picture(Split.Test, i))).ToArray();
        var actual = new string[256];

        Parallel.For(0, 256, new ParallelOptions { MaxDegreeOfParallelism = 8 }, step =>
        {
            var i = step * 101 % 256;
            actual[i] = Hash(Picture(Split.Test, i));
        });

        Assert.Equal(expected, actual);
    }

    [Fact]
    public void Rendering_into_a_span_is_loading_without_the_copy()
    {
        var pixels = new byte[ShapesDataSet.ImageBytes];
        pixels.AsSpan().Fill(99);

        _shapes.Render(Split.Validation, 4_999, pixels);

        var image = _shapes.Load(Split.Validation, 4_999).Image!;
        Assert.Equal((64, 64), (image.Width, image.Height));
        Assert.Equal(image.Pixels, pixels);
    }

    [Fact]
    public void Rendering_allocates_nothing_after_the_first_item()
    {
        var pixels = new byte[ShapesDataSet.ImageBytes];
        var clip = new short[ShapesDataSet.ClipSamples];
        _shapes.Render(Split.Train, 0, pixels);
        _shapes.RenderAudio(Split.Train, 0, clip);
        var before = GC.GetAllocatedBytesForCurrentThread();

        const int Items = 1000;
        for (var i = 1; i <= Items; i++)
        {
            _shapes.Render(Split.Train, i, pixels);
            _shapes.RenderAudio(Split.Train, i, clip);
        }

        // The count is exact to what a thread sets aside for its next objects, 8 KB; the smallest object has 24 bytes.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, (Items * 24) - 1);
    }

    [Theory]
    [InlineData(Split.Test, -1)]
    [InlineData(Split.Test, 50_000)]
    [InlineData(Split.Validation, 5_000)]
    public void An_index_outside_of_the_split_is_refused(Split split, int index)
    {
        var pixels = new byte[ShapesDataSet.ImageBytes];
        Assert.Throws<ArgumentOutOfRangeException>(() => _shapes.LabelOf(split, index));
        Assert.Throws<ArgumentOutOfRangeException>(() => _shapes.IdOf(split, index));
        Assert.Throws<ArgumentOutOfRangeException>(() => _shapes.Render(split, index, pixels));
        Assert.Throws<ArgumentOutOfRangeException>(() => _shapes.LoadAudio(split, index));
    }

    [Fact]
    public void A_span_of_another_length_is_refused()
    {
        Assert.Throws<ArgumentException>(() => _shapes.Render(Split.Test, 0, new byte[10]));
        Assert.Throws<ArgumentException>(() => _shapes.RenderAudio(Split.Test, 0, new short[10]));
    }

    [Fact]
    public void Names_count_from_zero_within_their_split() => Assert.Equal("test-00042", _shapes.IdOf(Split.Test, 42));

    [Fact]
    public void Hard_items_differ_from_easy_ones_in_difficulty_alone()
    {
        var easy = new ShapesDataSet(ShapesDataSet.DefaultSeed, new ShapesDifficulty { Level = 0 });

        Assert.Equal(_shapes.LabelOf(Split.Train, 11), easy.LabelOf(Split.Train, 11));
        Assert.NotEqual(Picture(Split.Train, 11), easy.Load(Split.Train, 11).Image!.Pixels);
    }

    private byte[] Picture(Split split, int index) => _shapes.Load(split, index).Image!.Pixels;

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
