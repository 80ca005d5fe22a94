using CsCheck;
using Ensemble.Models.Combiners;
using Ensemble.Statistics;

namespace Ensemble.Runner.Tests.Accuracy;

public sealed class AccuracyStudyPropertyTests
{
    private const int Classes = 8;
    private const int Models = 3;

    [Fact]
    public void The_size_of_the_batches_does_not_matter() =>
        Gen.Select(Items, Gen.Int[1, 10]).Sample((items, batch) => Json(items, batch) == Json(items, items.Length));

    [Fact]
    public void The_order_of_the_items_does_not_matter_to_any_count() =>
        Items.Sample(items =>
        {
            var (straight, reversed) = (Run(items, 4), Run([.. items.Reverse()], 4));
            return straight.Accuracy.SequenceEqual(reversed.Accuracy)
                && straight.McNemar.SequenceEqual(reversed.McNemar)
                && straight.Pairs.SequenceEqual(reversed.Pairs);
        });

    [Fact]
    public void The_figures_fit_together() =>
        Items.Sample(items =>
        {
            var report = Run(items, items.Length);
            var ensemble = report.Accuracy[^1];
            return report.McNemar.Zip(report.Accuracy).All(pair =>
                    pair.First.B - pair.First.C == ensemble.Correct - pair.Second.Correct
                    && pair.First.P == McNemar.Test(pair.First.B, pair.First.C).P)
                && report.Accuracy.All(row => row.Low <= row.Top1 && row.Top1 <= row.High && row.Top1 <= row.Top5)
                && report.Accuracy.SkipLast(1).All(row => row.Top1 <= report.Oracle + 1e-12)
                && report.Pairs.Count == Models * (Models - 1) / 2
                && report.Pairs.All(row => row.OutcomeDisagreement <= row.Disagreement && 1 - row.DoubleFault <= report.Oracle + 1e-12);
        });

    [Fact]
    public void An_ensemble_of_one_model_is_that_model() =>
        Items.Sample(items =>
        {
            var study = new AccuracyStudy(["only"], Classes, CombinerCatalog.Create("mean"));
            study.Add([.. items.Select(item => item.Label)], [items.SelectMany(item => item.Rows[0]).ToArray()]);
            var report = study.Report();
            return report.Accuracy[1] == report.Accuracy[0] with { Model = "ensemble" }
                && report.McNemar[0] == new McNemarRow("only", 1, 0, 0)
                && report.Pairs.Count == 0;
        });

    private static Gen<(int Label, float[][] Rows)[]> Items { get; } =
        Gen.Select(Gen.Int[0, Classes - 1], Gen.Int[1, 9].Array[Classes].Select(Distribution).Array[Models]).Array[1, 60];

    private static string Json((int Label, float[][] Rows)[] items, int batch) => AccuracyTable.Json(Run(items, batch));

    private static AccuracyReport Run((int Label, float[][] Rows)[] items, int batch)
    {
        var study = new AccuracyStudy(["a", "b", "c"], Classes, CombinerCatalog.Create("mean"));
        foreach (var chunk in items.Chunk(batch))
        {
            study.Add(
                [.. chunk.Select(item => item.Label)],
                [.. Enumerable.Range(0, Models).Select(model =>
                    (ReadOnlyMemory<float>)chunk.SelectMany(item => item.Rows[model]).ToArray())]);
        }

        return study.Report();
    }

    private static float[] Distribution(int[] parts)
    {
        float sum = parts.Sum();
        return [.. parts.Select(part => part / sum)];
    }
}
