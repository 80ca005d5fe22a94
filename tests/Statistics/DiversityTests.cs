using CsCheck;

namespace Ensemble.Statistics.Tests;

public sealed class DiversityTests
{
    // The textbook table of Cohen's kappa: observed agreement 0.7, by chance 0.5.
    private readonly PairTable _textbook = new(bothRight: 20, onlyFirst: 5, onlySecond: 10, bothWrong: 15);

    [Fact]
    public void Disagreement_is_the_share_only_one_has_right() => Assert.Equal(15 / 50.0, Diversity.Disagreement(_textbook), 1e-15);

    [Fact]
    public void Double_fault_is_the_share_both_have_wrong() => Assert.Equal(15 / 50.0, Diversity.DoubleFault(_textbook), 1e-15);

    [Fact]
    public void Kappa_is_agreement_beyond_chance() => Assert.Equal(0.4, Diversity.CohenKappa(_textbook)!.Value, 1e-15);

    [Fact]
    public void Yule_Q_compares_the_diagonals() => Assert.Equal(250 / 350.0, Diversity.YuleQ(_textbook)!.Value, 1e-15);

    [Fact]
    public void Independent_classifiers_have_Q_and_kappa_zero()
    {
        // Right with 0.8 and 0.5, independently.
        var independent = new PairTable(bothRight: 40, onlyFirst: 40, onlySecond: 10, bothWrong: 10);

        Assert.Equal(0, Diversity.YuleQ(independent));
        Assert.Equal(0, Diversity.CohenKappa(independent));
    }

    [Fact]
    public void Q_and_kappa_are_null_where_they_are_undefined()
    {
        var alwaysRight = new PairTable(bothRight: 7, onlyFirst: 0, onlySecond: 0, bothWrong: 0);

        Assert.Null(Diversity.YuleQ(alwaysRight));
        Assert.Null(Diversity.CohenKappa(alwaysRight));
    }

    [Fact]
    public void All_measures_are_symmetric_and_within_their_ranges() =>
        Tables.Sample(table =>
        {
            var swapped = new PairTable(table.BothRight, table.OnlySecond, table.OnlyFirst, table.BothWrong);
            return Diversity.Disagreement(table) is >= 0 and <= 1
                && Diversity.DoubleFault(table) is >= 0 and <= 1
                && Diversity.YuleQ(table) is null or (>= -1 and <= 1)
                && Diversity.CohenKappa(table) is null or (>= -1 and <= 1)
                && Diversity.Disagreement(table) == Diversity.Disagreement(swapped)
                && Diversity.YuleQ(table) == Diversity.YuleQ(swapped)
                && Diversity.CohenKappa(table) == Diversity.CohenKappa(swapped);
        });

    [Fact]
    public void Kappa_equals_its_definition_by_observed_and_chance_agreement() =>
        Tables.Where(table => Diversity.CohenKappa(table) is not null).Sample(table =>
        {
            double n = table.Total;
            var first = (table.BothRight + table.OnlyFirst) / n;
            var second = (table.BothRight + table.OnlySecond) / n;
            var observed = (table.BothRight + table.BothWrong) / n;
            var chance = (first * second) + ((1 - first) * (1 - second));
            return Math.Abs(((observed - chance) / (1 - chance)) - Diversity.CohenKappa(table)!.Value) < 1e-9;
        });

    [Fact]
    public void The_table_counts_each_item_once()
    {
        var table = PairTable.Of([true, true, false, false, true], [true, false, true, false, true]);

        Assert.Equal(new PairTable(bothRight: 2, onlyFirst: 1, onlySecond: 1, bothWrong: 1), table);
        Assert.Equal(5, table.Total);
    }

    [Fact]
    public void The_oracle_is_right_where_any_classifier_is() =>
        Assert.Equal(0.75, Diversity.OracleAccuracy([Right(true, false, false, false), Right(false, false, true, true)]));

    [Fact]
    public void Two_classifiers_oracle_is_what_they_do_not_both_miss() =>
        Gen.Select(Gen.Bool, Gen.Bool).Array[1, 100].Sample(items =>
        {
            var first = items.Select(item => item.Item1).ToArray();
            var second = items.Select(item => item.Item2).ToArray();
            var doubleFault = Diversity.DoubleFault(PairTable.Of(first, second));
            return Math.Abs(1 - doubleFault - Diversity.OracleAccuracy([first, second])) < 1e-12;
        });

    [Fact]
    public void Matrices_hold_every_pair_of_classifiers()
    {
        // By hand: the first two differ in items 0 and 3, and so on; nobody has item 4 right.
        ReadOnlyMemory<bool>[] correct =
            [Right(true, true, false, false, false), Right(false, true, false, true, false), Right(true, true, true, true, false)];

        Assert.Equal([[0, 0.4, 0.4], [0.4, 0, 0.4], [0.4, 0.4, 0]], Diversity.DisagreementMatrix(correct));
        Assert.Equal([[0.6, 0.4, 0.2], [0.4, 0.6, 0.2], [0.2, 0.2, 0.2]], Diversity.DoubleFaultMatrix(correct));
        Assert.Equal(0.4, Diversity.MeanOfPairs(Diversity.DisagreementMatrix(correct)), 1e-15);
        Assert.Equal(0.8 / 3, Diversity.MeanOfPairs(Diversity.DoubleFaultMatrix(correct)), 1e-15);
        Assert.Equal(0.8, Diversity.OracleAccuracy(correct));
    }

    [Fact]
    public void Matrices_are_symmetric_and_their_diagonals_are_nothing_and_the_errors() =>
        Gen.Select(Gen.Int[1, 5], Gen.Int[1, 60]).SelectMany((models, items) => Gen.Bool.Array[items].Array[models]).Sample(correct =>
        {
            ReadOnlyMemory<bool>[] memory = [.. correct.Select(model => (ReadOnlyMemory<bool>)model)];
            var (disagreement, doubleFault) = (Diversity.DisagreementMatrix(memory), Diversity.DoubleFaultMatrix(memory));
            return Enumerable.Range(0, correct.Length).All(i =>
                disagreement[i][i] == 0
                && doubleFault[i][i] == correct[i].Count(right => !right) / (double)correct[i].Length
                && Enumerable.Range(0, correct.Length).All(j =>
                    disagreement[i][j] == disagreement[j][i] && doubleFault[i][j] == doubleFault[j][i]));
        });

    // Kuncheva and Whitaker 2003: over all pairs, the mean disagreement of L classifiers is 2 / (N L (L - 1)) times the
    // sum over items of l (L - l), with l of the L right on an item.
    [Fact]
    public void The_mean_disagreement_follows_from_how_many_are_right_on_each_item() =>
        Gen.Select(Gen.Int[2, 6], Gen.Int[1, 60]).SelectMany((models, items) => Gen.Bool.Array[items].Array[models]).Sample(correct =>
        {
            var (models, items) = (correct.Length, correct[0].Length);
            var mean = Diversity.MeanOfPairs(Diversity.DisagreementMatrix([.. correct.Select(model => (ReadOnlyMemory<bool>)model)]));
            var sum = Enumerable.Range(0, items).Select(i => correct.Count(model => model[i])).Sum(l => l * (models - l));
            return Math.Abs(mean - (2.0 * sum / (items * models * (models - 1)))) < 1e-12;
        });

    [Fact]
    public void Tables_and_oracles_without_items_or_of_different_lengths_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new PairTable(0, 0, 0, 0));
        Assert.Throws<ArgumentException>(() => new PairTable(5, -1, 0, 0));
        Assert.Throws<ArgumentException>(() => PairTable.Of([true], [true, false]));
        Assert.Throws<ArgumentException>(() => Diversity.OracleAccuracy([]));
        Assert.Throws<ArgumentException>(() => Diversity.OracleAccuracy([Right()]));
        Assert.Throws<ArgumentException>(() => Diversity.OracleAccuracy([Right(true), Right(true, false)]));
        Assert.Throws<ArgumentException>(() => Diversity.DisagreementMatrix([]));
        Assert.Throws<ArgumentException>(() => Diversity.DoubleFaultMatrix([Right(true), Right(true, false)]));
        Assert.Throws<ArgumentException>(() => Diversity.MeanOfPairs([[0]]));
        Assert.Throws<ArgumentException>(() => Diversity.MeanOfPairs([[0, 1], [1]]));
    }

    private static ReadOnlyMemory<bool> Right(params bool[] items) => items;

    private static Gen<PairTable> Tables { get; } =
        from counts in Gen.Int[0, 50_000].Array[4]
        where counts.Sum() > 0
        select new PairTable(counts[0], counts[1], counts[2], counts[3]);
}
