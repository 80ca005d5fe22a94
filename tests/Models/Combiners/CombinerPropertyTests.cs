using CsCheck;
using Ensemble.Models.Combiners;

namespace Ensemble.Models.Tests.Combiners;

public sealed class CombinerPropertyTests
{
    public static TheoryData<string> Names { get; } = [.. CombinerCatalog.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_row_is_a_distribution(string name) =>
        Batch.Any.Sample(batch =>
        {
            var result = batch.Combine(Create(name, batch.Models.Length));
            return result.All(p => p is >= 0 and <= 1.000001f)
                && result.Chunk(batch.Classes).All(row => Math.Abs(row.Sum(p => (double)p) - 1) < 1e-6);
        });

    [Theory]
    [MemberData(nameof(Names))]
    public void The_order_of_the_models_does_not_matter(string name) =>
        Batch.Any.SelectMany(batch => Gen.Shuffle(Enumerable.Range(0, batch.Models.Length).ToArray()).Select(order => (batch, order)))
            .Sample((batch, order) =>
            {
                double[] weights = [.. order.Select(model => model + 1.0)];
                var shuffled = new Batch(batch.Classes, [.. order.Select(model => batch.Models[model])]);
                var expected = batch.Combine(Create(name, batch.Models.Length));
                var actual = shuffled.Combine(CombinerCatalog.Create(name, CombinerCatalog.TakesWeights(name) ? weights : null));
                return Close(expected, actual);
            });

    [Theory]
    [InlineData("mean")]
    [InlineData("majority-vote")]
    public void Not_even_the_last_bit_depends_on_the_order_of_unweighted_models(string name) =>
        Batch.Any.Sample(batch =>
            batch.Combine(CombinerCatalog.Create(name))
                .SequenceEqual(new Batch(batch.Classes, [.. batch.Models.Reverse()]).Combine(CombinerCatalog.Create(name))));

    [Theory]
    [MemberData(nameof(Names))]
    public void Identical_models_change_no_decision(string name) =>
        Gen.Select(Batch.Any, Gen.Int[1, 5]).Sample((batch, copies) =>
        {
            var single = batch.Models[0];
            var result = new Batch(batch.Classes, [.. Enumerable.Repeat(single, copies)]).Combine(Create(name, copies));
            return Enumerable.Range(0, batch.Items).All(item =>
                Top.ArgMax(batch.Row(result, item)) == Top.ArgMax(batch.Row(single, item)));
        });

    [Theory]
    [InlineData("mean", 0f)]
    [InlineData("weighted-mean", 0f)]
    [InlineData("geometric-mean", 1e-6f)]
    public void Identical_models_change_no_probability(string name, float floored) =>
        Gen.Select(Batch.Any, Gen.Int[1, 5]).Sample((batch, copies) =>
        {
            var single = batch.Models[0];
            var result = new Batch(batch.Classes, [.. Enumerable.Repeat(single, copies)]).Combine(Create(name, copies));
            return result.Zip(single).All(pair => Math.Abs(pair.First - pair.Second) <= floored + 1e-6f);
        });

    [Fact]
    public void Equal_weights_are_the_plain_mean() =>
        Batch.Any.Sample(batch => Close(
            batch.Combine(CombinerCatalog.Create("mean")),
            batch.Combine(CombinerCatalog.Create("weighted-mean", [.. batch.Models.Select(_ => 0.3)]))));

    [Fact]
    public void The_winner_of_a_vote_has_the_most_votes_and_among_those_the_highest_mean() =>
        Batch.Any.Sample(batch =>
        {
            var result = batch.Combine(CombinerCatalog.Create("majority-vote"));
            return Enumerable.Range(0, batch.Items).All(item =>
            {
                var votes = batch.Models.Select(model => Top.ArgMax(batch.Row(model, item))).ToArray();
                var winner = Enumerable.Range(0, batch.Classes)
                    .OrderByDescending(c => votes.Count(vote => vote == c))
                    .ThenByDescending(c => batch.Models.Sum(model => (double)batch.Row(model, item)[c]))
                    .First();
                return Top.ArgMax(batch.Row(result, item)) == winner;
            });
        });

    [Theory]
    [MemberData(nameof(Names))]
    public void More_items_allocate_no_more_memory(string name)
    {
        var combiner = Create(name, 3);
        Assert.Equal(Allocated(combiner, items: 1), Allocated(combiner, items: 500));
    }

    private static long Allocated(ICombiner combiner, int items)
    {
        const int Classes = 16;
        ReadOnlyMemory<float> model = Enumerable.Repeat(1f / Classes, items * Classes).ToArray();
        ReadOnlyMemory<float>[] models = [model, model, model];
        var result = new float[items * Classes];
        combiner.Combine(models, Classes, result);

        var before = GC.GetAllocatedBytesForCurrentThread();
        combiner.Combine(models, Classes, result);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    // Weights that differ from each other.
    private static ICombiner Create(string name, int models) =>
        CombinerCatalog.Create(
            name, CombinerCatalog.TakesWeights(name) ? [.. Enumerable.Range(1, models).Select(w => (double)w)] : null);

    private static bool Close(float[] expected, float[] actual) =>
        expected.Zip(actual).All(pair => Math.Abs(pair.First - pair.Second) < 1e-6f);
}
