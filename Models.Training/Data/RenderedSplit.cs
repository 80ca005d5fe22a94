using Ensemble.Models.DataSets;
using Ensemble.Models.DataSets.Shapes;

namespace Ensemble.Models.Training.Data;

/// <summary>The pictures of a split of <c>shapes</c>, drawn once and held in memory (12 kB each).</summary>
internal sealed class RenderedSplit
{
    private readonly byte[] _pixels;
    private readonly byte[] _labels;

    private RenderedSplit(int count)
    {
        _pixels = new byte[count * (long)ShapesDataSet.ImageBytes];
        _labels = new byte[count];
    }

    public int Count => _labels.Length;

    /// <summary>Draws the first items of a split; reports from any thread how many are drawn.</summary>
    public static RenderedSplit Render(
        ShapesDataSet dataSet, Split split, int count, int threads, Action<int> report, CancellationToken cancellation)
    {
        var rendered = new RenderedSplit(count);
        var done = 0;
        var options = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation };
        Parallel.For(0, count, options, i =>
        {
            dataSet.Render(split, i, rendered._pixels.AsSpan(i * ShapesDataSet.ImageBytes, ShapesDataSet.ImageBytes));
            rendered._labels[i] = (byte)dataSet.LabelOf(split, i);
            report(Interlocked.Increment(ref done));
        });
        return rendered;
    }

    /// <summary>The class of an item.</summary>
    public int LabelOf(int index) => _labels[index];

    /// <summary>The pictures from <paramref name="start"/> to before <paramref name="end"/>.</summary>
    public ReadOnlySpan<byte> Pixels(int start, int end) =>
        _pixels.AsSpan(start * ShapesDataSet.ImageBytes, (end - start) * ShapesDataSet.ImageBytes);
}
