using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Ensemble.Models.DataSets;
using Ensemble.Models.DataSets.Shapes;

namespace Ensemble.Models.Tests.DataSets;

public sealed class ShapesAudioTests
{
    private readonly ShapesDataSet _shapes = new();

    [Theory]
    [InlineData(Split.Train, 0, "646ba8191ad2d1a9245ca612e1c63f7ab763ca38edf8cdab7a56b4715463bcf9")]
    [InlineData(Split.Validation, 17, "214533a2f020705f496feeaad540ff0b0e17a4260fe97438e1e651d2cde1ca04")]
    [InlineData(Split.Test, 49_999, "3baff1e4130d61b0830dd716b044e2bff32c3fcf453c9d3967275ec00e3921f8")]
    public void Clips_are_the_same_bytes_on_every_machine(Split split, int index, string sha256)
    {
        var bytes = MemoryMarshal.AsBytes<short>(_shapes.LoadAudio(split, index));

        Assert.Equal(sha256, Convert.ToHexStringLower(SHA256.HashData(bytes)));
    }

    [Fact]
    public void A_clip_lasts_one_second_and_is_neither_silent_nor_clipped()
    {
        for (var i = 0; i < 200; i++)
        {
            var clip = _shapes.LoadAudio(Split.Test, i);
            Assert.Equal(ShapesDataSet.SampleRate, clip.Length);
            Assert.InRange(clip.Max(sample => Math.Abs((int)sample)), short.MaxValue / 6, short.MaxValue * 19 / 20);
        }
    }

    [Fact]
    public void Drawing_sound_leaves_the_pictures_as_they_are()
    {
        var before = _shapes.Load(Split.Test, 5).Image!.Pixels;

        _ = _shapes.LoadAudio(Split.Test, 5);

        Assert.Equal(before, _shapes.Load(Split.Test, 5).Image!.Pixels);
    }

    [Fact]
    public void How_hard_a_clip_is_says_nothing_of_how_hard_its_picture_is()
    {
        const int Count = 1_500;
        var noiseOfPictures = new double[Count];
        var noiseOfClips = new double[Count];
        for (var i = 0; i < Count; i++)
        {
            noiseOfPictures[i] = Roughness(_shapes.Load(Split.Test, i).Image!.Pixels.Select(p => (double)p).ToArray(), 3);
            noiseOfClips[i] = Roughness(_shapes.LoadAudio(Split.Test, i).Select(s => (double)s).ToArray(), 1);
        }

        // Independent values correlate by less than 4 / sqrt(1500) = 0.10 in all but 6 of 100,000 cases.
        Assert.InRange(Correlation(noiseOfPictures, noiseOfClips), -0.1, 0.1);
    }

    [Fact]
    public void A_quarter_of_the_classes_plays_one_two_three_and_five_notes_each()
    {
        var easy = new ShapesDataSet(1, new ShapesDifficulty { Level = 0 });
        var notes = Enumerable.Range(0, 320)
            .Select(i => (Rhythm: easy.LabelOf(Split.Train, i) / 4, Notes: CountNotes(easy.LoadAudio(Split.Train, i))))
            .GroupBy(clip => clip.Rhythm, clip => clip.Notes)
            .OrderBy(group => group.Key)
            .Select(group => group.Order().ElementAt(group.Count() / 2));

        Assert.Equal([1, 2, 3, 5], notes);
    }

    private static double Roughness(double[] values, int step)
    {
        var (change, level) = (0.0, 0.0);
        for (var i = step; i < values.Length; i++)
        {
            change += Math.Abs(values[i] - values[i - step]);
            level += Math.Abs(values[i]);
        }

        return change / level;
    }

    private static double Correlation(double[] a, double[] b)
    {
        var (meanA, meanB) = (a.Average(), b.Average());
        var covariance = a.Zip(b, (x, y) => (x - meanA) * (y - meanB)).Sum();
        return covariance / Math.Sqrt(a.Sum(x => (x - meanA) * (x - meanA)) * b.Sum(y => (y - meanB) * (y - meanB)));
    }

    // Loudness in windows of 10 ms; a note begins where it rises through a third of its maximum.
    private static int CountNotes(short[] clip)
    {
        var loudness = clip.Chunk(160).Select(window => Math.Sqrt(window.Average(s => (double)s * s))).ToArray();
        var threshold = loudness.Max() / 3;
        return loudness.Where((value, i) => value >= threshold && (i == 0 || loudness[i - 1] < threshold)).Count();
    }
}
