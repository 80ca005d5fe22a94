using System.Text;
using System.Text.Json.Nodes;
using Ensemble.Runner.Costs;
using Ensemble.Runner.Reports;
using Ensemble.Runner.Results;
using Parquet.Serialization;
using SkiaSharp;

namespace Ensemble.Runner.Tests.Reports;

/// <summary>Results for other programs and for papers.</summary>
public sealed class PaperExportTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Parquet_is_read_back_with_what_the_other_forms_have()
    {
        var parquet = PaperExport.All.Single(one => one.Name == "parquet");

        using var content = new MemoryStream(await parquet.WriteAsync(Result(), Cancelled));
        var rows = new List<PaperParquet.Row>();
        foreach (var row in (await ParquetSerializer.DeserializeAsync<PaperParquet.Row>(content, cancellationToken: Cancelled)).Data)
        {
            rows.Add(row);
        }

        Assert.Equal(
            [("warm", "ensemble", "parallel", 10, 0, 632.4, (double?)600.0, (double?)null), ("cold", "a", "single", 1, 1, 37.0, null, 20.0)],
            rows.Select(row => (row.Kind, row.Subject, row.Flow, row.Batch, row.Repeat, row.Milliseconds, row.LedgerInference, row.LedgerColdStart)));
        Assert.Equal(0.5, rows[0].CostUsd);
    }

    [Fact]
    public async Task Every_form_writes_something_of_its_own()
    {
        var contents = await Task.WhenAll(PaperExport.All.Select(export => export.WriteAsync(Result(), Cancelled)));

        Assert.All(contents, Assert.NotEmpty);
        Assert.Equal(contents.Length, contents.Select(Convert.ToHexString).Distinct().Count());
    }

    [Fact]
    public void Figures_are_drawn_as_vectors_with_readable_words_and_as_pixels()
    {
        var figures = Figures(Result());

        Assert.Equal(
            ["accuracy.svg", "accuracy.png", "reliability.svg", "reliability.png", "confusion.svg", "confusion.png", "latency.svg", "latency.png"], figures.Select(figure => figure.Name));
        var svg = Encoding.UTF8.GetString(figures[6].Content);
        Assert.Contains("<desc>Experiment 1, ensemble run paper", svg, StringComparison.Ordinal);
        Assert.Contains("<svg", svg, StringComparison.Ordinal);
        Assert.Contains("items per request", svg, StringComparison.Ordinal);
        foreach (var png in figures.Where(figure => figure.Name.EndsWith(".png", StringComparison.Ordinal)))
        {
            using var bitmap = SKBitmap.Decode(png.Content);
            Assert.True(bitmap is { Width: >= 800, Height: >= 500 });
            Assert.True(bitmap.Pixels.Distinct().Count() > 20);
        }
    }

    [Fact]
    public void What_was_not_measured_is_not_drawn() => Assert.Empty(Figures(Result() with { Accuracy = null, Reliability = null, Classes = null, Efficiency = [] }));

    private static IReadOnlyList<(string Name, byte[] Content)> Figures(PaperResult result)
    {
        try
        {
            return PaperFigures.Draw(result);
        }
        catch (Ensemble.Models.EnsembleException exception) when (exception.Message.Contains("need a font", StringComparison.Ordinal))
        {
            Assert.Skip(exception.Message);
            throw;
        }
    }

    private static PaperResult Result() => new()
    {
        Id = "1",
        State = default,
        Command = "ensemble run paper",
        Plan = JsonNode.Parse("{}")!,
        Accuracy = [new("a", 80, 100, 0.8, 0.71, 0.87, 0.9), new("ensemble", 88, 100, 0.88, 0.8, 0.93, 0.95)],
        Reliability = [new("a", [new(0.4, 0.6, 40, 0.5, 0.6), new(0.9, 1, 60, 0.95, 0.9)])],
        Classes = [new("ensemble", "cat", 60, 0.9, 0.9, "dog", 6, [54, 6]), new("ensemble", "dog", 40, 0.85, 0.85, "cat", 6, [6, 34])],
        Latency =
        [
            new("warm", "ensemble", "parallel", 10, 0, 632.4, new Dictionary<string, double> { ["inference"] = 600 }, new Dictionary<string, double>(), new RequestCost(0.5, 0, 0, 0, 0)),
            new("cold", "a", "single", 1, 1, 37, new Dictionary<string, double> { ["coldStart"] = 20 }, new Dictionary<string, double>(), new RequestCost(0.1, 0, 0, 0, 0)),
        ],
        Summary = [],
        Efficiency = [new(1, 40, 80, 60, 100, 50, 0.67), new(10, 595, 840, 630, 910, 660, 0.94)],
        Failures = [],
    };
}
