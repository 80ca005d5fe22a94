using System.Diagnostics;
using System.Globalization;
using Ensemble.Models.DataSets;
using Ensemble.Models.DataSets.Shapes;

namespace Ensemble.Benchmarks;

/// <summary>Pictures of the <c>shapes</c> data set that one thread draws per second, divided by the 2,000 that are asked for.</summary>
internal static class ShapesBenchmark
{
    private const double Asked = 2000;
    private const int Rounds = 5;
    private const int ImagesPerRound = 2000;

    public static IReadOnlyList<Figure> Run()
    {
        var dataSet = new ShapesDataSet();
        var pixels = new byte[ShapesDataSet.ImageBytes];
        Render(dataSet, pixels);
        var fastest = Enumerable.Range(0, Rounds).Max(_ =>
        {
            var start = Stopwatch.GetTimestamp();
            Render(dataSet, pixels);
            return ImagesPerRound / Stopwatch.GetElapsedTime(start).TotalSeconds;
        });
        return
        [
            new(
                "shapes",
                fastest / Asked,
                string.Create(CultureInfo.InvariantCulture, $"pictures drawn by one thread, {fastest:0} images/s (best of {Rounds} rounds of {ImagesPerRound})"),
                string.Create(CultureInfo.InvariantCulture, $"{Asked:0} images/s"),
                Sense.AtLeast,
                1),
        ];
    }

    private static void Render(ShapesDataSet dataSet, byte[] pixels)
    {
        for (var index = 0; index < ImagesPerRound; index++)
        {
            dataSet.Render(Split.Train, index, pixels);
        }
    }
}
