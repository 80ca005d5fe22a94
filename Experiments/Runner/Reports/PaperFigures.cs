using System.Globalization;
using System.Security;
using System.Text;
using Ensemble.Models;
using Ensemble.Runner.Results;
using ScottPlot;

namespace Ensemble.Runner.Reports;

/// <summary>The figures of the paper, ready to be printed: as vectors and as pixels.</summary>
public static class PaperFigures
{
    private const int Width = 900;
    private const int Height = 560;
    private const double BarWidth = 0.6;
    private const int DashedWidth = 2;
    private const int SolidWidth = 3;
    private const int LabelRoom = 130;

    // Told apart by people who do not see all colours (Okabe and Ito, https://jfly.uni-koeln.de/color/).
    private static readonly string[] Palette = ["#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00"];

    private static readonly Dictionary<string, string> Captions = new(StringComparer.Ordinal)
    {
        ["accuracy"] = "Top-1 accuracy of each model and of the ensemble with 95 % Wilson intervals.",
        ["reliability"] = "Share of items that are classified right by the confidence of the prediction.",
        ["confusion"] = "Share of each true class (rows) that the ensemble takes for each class (columns).",
        ["latency"] = "Median latency by batch size, models in parallel and in sequence, with the bounds that the models' own durations in the same requests set.",
    };

    /// <summary>Draws what a result allows: <c>accuracy</c>, <c>reliability</c>, <c>confusion</c> and <c>latency</c>, each as <c>svg</c> and <c>png</c>.</summary>
    /// <returns>File names and contents.</returns>
    /// <exception cref="EnsembleException">No font can be found.</exception>
    public static IReadOnlyList<(string Name, byte[] Content)> Draw(PaperResult result)
    {
        FigureFont.Use();
        var figures = new List<(string, byte[])>();
        if (result.Accuracy is { Count: > 0 } accuracy)
        {
            Add("accuracy", Accuracy(accuracy));
        }

        if (result.Reliability is { Count: > 0 } reliability)
        {
            Add("reliability", Reliability(reliability));
        }

        if (result.Classes?.Where(row => row.Model == AccuracyStudy.EnsembleName).ToList() is [{ Counts: not null }, ..] classes)
        {
            Add("confusion", Confusion(classes));
        }

        if (result.Efficiency is { Count: > 0 } efficiency)
        {
            Add("latency", Latency(efficiency));
        }

        return figures;

        void Add(string name, Plot plot)
        {
            // What made it stays with it, wherever the file goes.
            var caption = $"<desc>{SecurityElement.Escape(PaperText.Caption(result))}</desc>";
            var svg = plot.GetSvgXml(Width, Height);
            figures.Add(($"{name}.svg", Encoding.UTF8.GetBytes(svg.Insert(svg.IndexOf('>', svg.IndexOf("<svg", StringComparison.Ordinal)) + 1, caption))));
            figures.Add(($"{name}.png", plot.GetImage(Width, Height).GetImageBytes()));
        }
    }

    /// <summary>The figures as LaTeX, with what made them in the captions; to be included beside the files.</summary>
    public static string Latex(PaperResult result, IEnumerable<string> files)
    {
        var text = new StringBuilder();
        foreach (var name in files.Where(file => file.EndsWith(".png", StringComparison.Ordinal)).Select(file => Path.GetFileNameWithoutExtension(file)))
        {
            text.Append(CultureInfo.InvariantCulture, $"\\begin{{figure}}\n  \\centering\n  \\includegraphics[width=\\linewidth]{{{name}.png}}\n  \\caption{{{PaperText.Escaped($"{Captions[name]} {PaperText.Caption(result)}")}}}\n  \\label{{fig:{name}}}\n\\end{{figure}}\n\n");
        }

        return text.ToString();
    }

    private static Plot Accuracy(IReadOnlyList<AccuracyRow> rows)
    {
        var plot = Empty();
        foreach (var (i, row) in rows.Index())
        {
            plot.Add.Bar(new Bar { Position = i, Value = row.Top1 * 100, Size = BarWidth, FillColor = Colour(i) });
            var interval = plot.Add.ErrorBar([i], [(row.Low + row.High) * 50], [(row.High - row.Low) * 50]);
            interval.Color = Colors.Black;
        }

        plot.Axes.Bottom.SetTicks([.. rows.Select((_, i) => (double)i)], [.. rows.Select(row => row.Model)]);
        plot.Axes.SetLimitsY(Math.Floor((rows.Min(row => row.Low) * 20) - 1) * 5, Math.Min(100, Math.Ceiling(rows.Max(row => row.High) * 20) * 5));
        plot.YLabel("top-1 accuracy, %, with 95 % intervals");
        plot.HideLegend();
        return plot;
    }

    private static Plot Reliability(IReadOnlyList<ReliabilityRow> rows)
    {
        var plot = Empty();
        var diagonal = plot.Add.Line(0, 0, 1, 1);
        diagonal.LineColor = Colors.Gray;
        diagonal.LinePattern = LinePattern.Dashed;
        diagonal.LegendText = "as right as sure";
        foreach (var (i, row) in rows.Index())
        {
            var line = plot.Add.Scatter([.. row.Bins.Select(bin => bin.MeanConfidence)], (double[])[.. row.Bins.Select(bin => bin.Accuracy)]);
            line.LegendText = row.Model;
            line.Color = Colour(i);
            line.LineWidth = row.Model == AccuracyStudy.EnsembleName ? SolidWidth : DashedWidth;
        }

        plot.Axes.SetLimits(0, 1, 0, 1);
        plot.XLabel("confidence");
        plot.YLabel("share that is right");
        plot.ShowLegend(Alignment.UpperLeft);
        return plot;
    }

    private static Plot Confusion(List<ClassRow> rows)
    {
        var plot = Empty();
        var shares = new double[rows.Count, rows.Count];
        foreach (var (truth, row) in rows.Index())
        {
            foreach (var (predicted, count) in row.Counts!.Index())
            {
                shares[truth, predicted] = row.Items == 0 ? 0 : count / (double)row.Items;
            }
        }

        var map = plot.Add.Heatmap(shares);
        map.Colormap = new ScottPlot.Colormaps.Blues();
        plot.Add.ColorBar(map);
        plot.Axes.Bottom.SetTicks([.. rows.Select((_, i) => (double)i)], [.. rows.Select(row => row.Class)]);
        plot.Axes.Bottom.TickLabelStyle.Rotation = -90;
        plot.Axes.Bottom.TickLabelStyle.Alignment = Alignment.MiddleRight;
        plot.Axes.Bottom.MinimumSize = LabelRoom;
        plot.Axes.Left.SetTicks([.. rows.Select((_, i) => (double)(rows.Count - 1 - i))], [.. rows.Select(row => row.Class)]);
        plot.YLabel("true class");
        plot.XLabel("taken for");
        plot.HideGrid();
        return plot;
    }

    private static Plot Latency(IReadOnlyList<EfficiencyRow> rows)
    {
        var plot = Empty();
        Line("sequential", row => row.SequentialMilliseconds, 2, false);
        Line("sum(t)", row => row.SumModelMilliseconds, 2, true);
        Line("parallel", row => row.ParallelMilliseconds, 0, false);
        Line("max(t)", row => row.MaxModelMilliseconds, 0, true);
        plot.Axes.Bottom.SetTicks([.. rows.Select((_, i) => (double)i)], [.. rows.Select(row => row.Batch.ToString("N0", CultureInfo.InvariantCulture))]);

        // Equal ratios are equally far apart; ticks are the powers of ten.
        var low = (int)Math.Floor(Math.Log10(rows.Min(row => row.MaxModelMilliseconds)));
        var high = (int)Math.Ceiling(Math.Log10(rows.Max(row => row.SequentialMilliseconds)));
        double[] decades = [.. Enumerable.Range(low, high - low + 1).Select(power => (double)power)];
        plot.Axes.Left.SetTicks(decades, [.. decades.Select(power => Math.Pow(10, power).ToString("N0", CultureInfo.InvariantCulture))]);
        plot.Axes.SetLimitsY(low, high);
        plot.XLabel("items per request");
        plot.YLabel("latency, ms (median)");
        plot.ShowLegend(Alignment.UpperLeft);
        return plot;

        void Line(string name, Func<EfficiencyRow, double> value, int colour, bool isBound)
        {
            var line = plot.Add.Scatter([.. rows.Select((_, i) => (double)i)], (double[])[.. rows.Select(row => Math.Log10(value(row)))]);
            line.LegendText = name;
            line.Color = Colour(colour);
            line.LineWidth = isBound ? DashedWidth : SolidWidth;
            line.LinePattern = isBound ? LinePattern.Dashed : LinePattern.Solid;
        }
    }

    // One font, one weight: a bold one may not be there.
    private static Plot Empty()
    {
        var plot = new Plot();
        plot.Axes.Left.Label.Bold = false;
        plot.Axes.Bottom.Label.Bold = false;
        return plot;
    }

    private static Color Colour(int index) => Color.FromHex(Palette[index % Palette.Length]);
}
