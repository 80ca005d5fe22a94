using CsCheck;
using Ensemble.Models.Combiners;

namespace Ensemble.Models.Tests.Combiners;

public sealed class TopTests
{
    [Fact]
    public void Equal_probabilities_go_to_the_lower_index()
    {
        Assert.Equal(1, Top.ArgMax([0.2f, 0.4f, 0.4f]));
        Assert.Equal([1, 2, 0], Classes([0.2f, 0.4f, 0.4f], 3));
    }

    [Fact]
    public void Classes_are_ordered_by_probability_then_index() =>
        Cases.Sample((row, count) =>
            Classes(row, count).SequenceEqual(
                Enumerable.Range(0, row.Length).OrderByDescending(c => row[c]).ThenBy(c => c).Take(count)));

    [Fact]
    public void A_rank_is_the_place_among_all_classes() =>
        Cases.Sample((row, _) =>
        {
            var order = Classes(row, row.Length);
            return Enumerable.Range(0, row.Length).All(place => Top.Rank(row, order[place]) == place);
        });

    [Fact]
    public void What_does_not_exist_is_refused()
    {
        Assert.Throws<ArgumentException>(() => Top.ArgMax([]));
        Assert.Throws<ArgumentException>(() => Classes([1f], 2));
    }

    private static int[] Classes(float[] row, int count)
    {
        var classes = new int[count];
        Top.Classes(row, classes);
        return classes;
    }

    private static Gen<(float[] Row, int Count)> Cases { get; } =
        from row in Gen.Int[0, 5].Select(i => i / 8f).Array[1, 20]
        from count in Gen.Int[0, row.Length]
        select (row, count);
}
