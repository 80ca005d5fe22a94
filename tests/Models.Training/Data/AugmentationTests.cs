using CsCheck;
using Ensemble.Models.Training.Data;

namespace Ensemble.Models.Training.Tests.Data;

public sealed class AugmentationTests
{
    private const int Size = 64;

    [Fact]
    public void A_grey_picture_of_one_tone_stays_of_one_tone_per_colour() =>
        Gen.ULong.Sample(seed =>
        {
            var source = Enumerable.Repeat((byte)100, Size * Size * 3).ToArray();
            var result = Apply(source, seed);
            Assert.All(Enumerable.Range(0, 3), channel => Assert.Single(Channel(result, channel).Distinct()));
        });

    [Fact]
    public void Most_of_a_picture_stays_in_it() =>
        Gen.ULong.Sample(seed =>
        {
            // Every pixel has a tone of its own row and column, so the result shows which were taken.
            var source = new byte[Size * Size * 3];
            for (var i = 0; i < Size * Size; i++)
            {
                source[3 * i] = source[(3 * i) + 1] = (byte)(64 + (i % Size));
                source[(3 * i) + 2] = (byte)(64 + (i / Size));
            }

            var result = Apply(source, seed);
            var pixels = result.Chunk(3).Select(pixel => (pixel[0], pixel[1], pixel[2])).Distinct().Count();
            Assert.True(pixels > Size * Size / 4, $"Only {pixels} different pixels are left.");
        });

    [Fact]
    public void The_same_random_numbers_give_the_same_picture()
    {
        var source = Noise();
        Assert.Equal(Apply(source, 5), Apply(source, 5));
        Assert.NotEqual(Apply(source, 5), Apply(source, 6));
    }

    [Fact]
    public void Dark_stays_darker_than_light() =>
        Gen.ULong.Sample(seed =>
        {
            var dark = Apply([.. Enumerable.Repeat((byte)60, Size * Size * 3)], seed);
            var light = Apply([.. Enumerable.Repeat((byte)200, Size * Size * 3)], seed);
            Assert.All(dark.Zip(light), pair => Assert.True(pair.First < pair.Second));
        });

    private static byte[] Noise()
    {
        var random = new DeterministicRandom(1);
        var source = new byte[Size * Size * 3];
        foreach (ref var value in source.AsSpan())
        {
            value = (byte)random.NextInt32(256);
        }

        return source;
    }

    private static byte[] Apply(byte[] source, ulong seed)
    {
        var random = new DeterministicRandom(seed);
        var target = new byte[source.Length];
        Augmentation.Apply(source, target, Size, ref random);
        return target;
    }

    private static IEnumerable<byte> Channel(byte[] pixels, int channel) => pixels.Where((_, i) => i % 3 == channel);
}
