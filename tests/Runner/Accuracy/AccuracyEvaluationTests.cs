using Ensemble.Models;
using Ensemble.Models.Catalog;
using Ensemble.Models.Combiners;
using Ensemble.Models.DataSets;
using Ensemble.Models.DataSets.Shapes;
using Ensemble.Models.Graphs;
using Ensemble.Models.Images;
using Ensemble.Models.Networks;
using Ensemble.Models.Onnx;

namespace Ensemble.Runner.Tests.Accuracy;

public sealed class AccuracyEvaluationTests : IDisposable
{
    private const int Items = 300; // more than one batch

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ensemble-evaluation-");
    private readonly ShapesDataSet _shapes = new();
    private readonly ModelCatalog _catalog;

    public AccuracyEvaluationTests() => _catalog = new(_folder.FullName, bundledFolder: Path.Combine(_folder.FullName, "none"));

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Every_item_is_counted_once_for_every_model_and_the_ensemble()
    {
        var result = Run(Plan(_shapes, Model("a", 1, _shapes.ClassNames), Model("b", 2, _shapes.ClassNames)));

        Assert.Empty(result.Skipped);
        Assert.Equal(["a", "b", AccuracyStudy.EnsembleName], result.Report.Accuracy.Select(row => row.Model));
        Assert.All(result.Report.Accuracy, row => Assert.Equal(Items, row.Total));
    }

    [Fact]
    public void An_untrained_model_is_labelled_and_so_is_an_ensemble_with_one_in_it()
    {
        var report = Run(Plan(_shapes, Model("a", 1, _shapes.ClassNames))).Report;

        Assert.All(report.Accuracy, row => Assert.Equal("untrained: latency only", row.Caveat));
        Assert.Contains("| a (untrained: latency only) |", AccuracyTable.Markdown(report), StringComparison.Ordinal);
        Assert.Contains("\"caveat\": \"untrained: latency only\"", AccuracyTable.Json(report), StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_with_itself_is_no_better_than_alone()
    {
        var result = Run(Plan(_shapes, Model("a", 1, _shapes.ClassNames), Model("same", 1, _shapes.ClassNames)));

        Assert.Single(result.Report.Accuracy.Select(row => row.Correct).Distinct());
        Assert.All(result.Report.McNemar, row => Assert.Equal(1, row.P));
    }

    [Fact]
    public void An_item_that_cannot_be_decoded_is_reported_and_counted_for_none()
    {
        var broken = new EveryTenthBroken(_shapes);
        var result = Run(Plan(broken, Model("a", 1, _shapes.ClassNames)));

        Assert.Equal(Items / 10, result.Skipped.Count);
        Assert.Equal(broken.IdOf(Split.Test, 10), result.Skipped[1].Id);
        Assert.All(result.Report.Accuracy, row => Assert.Equal(Items - (Items / 10), row.Total));
    }

    [Fact]
    public void Classes_of_other_names_are_refused_unless_their_order_is_said_to_match()
    {
        var model = Model("a", 1, [.. _shapes.ClassNames.Select(name => "my " + name)]);

        var error = Assert.Throws<EnsembleException>(() => Run(Plan(_shapes, model)));
        Assert.Contains("Class 'circle' of shapes is none of model 'a', whose class 0 is 'my circle'", error.Message, StringComparison.Ordinal);

        Assert.Equal(Items, Run(Plan(_shapes, model) with { MatchClassesByOrder = true }).Report.Accuracy[0].Total);
    }

    [Fact]
    public void Classes_of_the_same_names_in_another_order_are_found_by_their_names()
    {
        var model = Model("a", 1, _shapes.ClassNames);
        var other = Model("b", 2, [.. _shapes.ClassNames.Reverse()]);

        var (there, back) = (Run(Plan(_shapes, model, other)), Run(Plan(new Reversed(_shapes), model, other)));

        Assert.Equal(there.Report.Accuracy.Select(row => row.Correct), back.Report.Accuracy.Select(row => row.Correct));
        Assert.Equal(there.Predictions[0].Classes, back.Predictions[0].Classes.Select(one => (ushort)(_shapes.ClassNames.Count - 1 - one)));
    }

    [Fact]
    public void It_stops_when_it_is_cancelled()
    {
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();
        Assert.Throws<OperationCanceledException>(
            () => AccuracyEvaluation.Run(Plan(_shapes, Model("a", 1, _shapes.ClassNames)), null, cancellation.Token));
    }

    private static AccuracyResult Run(AccuracyPlan plan) => AccuracyEvaluation.Run(plan, null, TestContext.Current.CancellationToken);

    private static AccuracyPlan Plan(IDataSet dataSet, params CatalogEntry[] models) => new()
    {
        DataSet = dataSet,
        Split = Split.Test,
        Models = models,
        Combiner = CombinerCatalog.Create(CombinerCatalog.Default),
        Classifier = new() { Threads = 1, MicroBatch = 8 },
        Limit = Items,
    };

    private CatalogEntry Model(string name, ulong seed, IReadOnlyList<string> labels)
    {
        var graph = MobileNetV2.Build(new() { InputSize = 32, Width = 0.35, Classes = labels.Count, HeadFilters = 64 });
        return _catalog.Add(
            ManifestFactory.Describe(name, "mobilenetv2", graph, labels, new(WeightsKind.Seeded, "a test")),
            OnnxWriter.Write(graph, WeightSet.Seeded(graph, seed)));
    }

    private sealed class Reversed(IDataSet dataSet) : IDataSet
    {
        public string Name => dataSet.Name;

        public IReadOnlyList<string> ClassNames { get; } = [.. dataSet.ClassNames.Reverse()];

        public IReadOnlyList<Split> Splits => dataSet.Splits;

        public int Count(Split split) => dataSet.Count(split);

        public string IdOf(Split split, int index) => dataSet.IdOf(split, index);

        public int LabelOf(Split split, int index) => ClassNames.Count - 1 - dataSet.LabelOf(split, index);

        public DecodedImage Load(Split split, int index) => dataSet.Load(split, index);
    }

    private sealed class EveryTenthBroken(IDataSet dataSet) : IDataSet
    {
        public string Name => dataSet.Name;

        public IReadOnlyList<string> ClassNames => dataSet.ClassNames;

        public IReadOnlyList<Split> Splits => dataSet.Splits;

        public int Count(Split split) => dataSet.Count(split);

        public string IdOf(Split split, int index) => dataSet.IdOf(split, index);

        public int LabelOf(Split split, int index) => dataSet.LabelOf(split, index);

        public DecodedImage Load(Split split, int index) =>
            index % 10 == 0 ? DecodedImage.Failed("It is broken.") : dataSet.Load(split, index);
    }
}
