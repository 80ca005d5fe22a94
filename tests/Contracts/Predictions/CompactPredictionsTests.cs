using CsCheck;
using Ensemble.Contracts.Predictions;

namespace Ensemble.Contracts.Tests.Predictions;

public sealed class CompactPredictionsTests
{
    /// <summary>Batches of softmaxes of any temperature, some items missing.</summary>
    private static readonly Gen<(float[] Probabilities, int Classes)> Batches =
        from classes in Gen.Int[1, 60]
        from items in Gen.Int[0, 20]
        from scale in Gen.Double[0, 20]
        from logits in Gen.Double[-1, 1].Array[classes].Array[items]
        from missing in Gen.Int[0, 9].Array[items]
        select (logits.Zip(missing).SelectMany(item => item.Second == 0 ? Enumerable.Repeat(float.NaN, classes) : Softmax(item.First, scale)).ToArray(), classes);

    [Fact]
    public void A_row_that_has_room_comes_back_within_its_step() => Batches.Sample(batch =>
    {
        var bytes = CompactPredictions.Encode(batch.Probabilities, batch.Classes, budget: int.MaxValue);
        var decoded = CompactPredictions.Decode(bytes, batch.Probabilities.Length / batch.Classes, batch.Classes);

        Assert.Equal(batch.Probabilities, decoded, (expected, actual) =>
            float.IsNaN(expected) ? float.IsNaN(actual) : Math.Abs(expected - actual) < 5e-4);
    });

    [Fact]
    public void Whatever_the_budget_the_most_probable_class_stays_and_rows_are_distributions() =>
        Gen.Select(Batches, Gen.Int[12, 2000]).Sample((batch, budget) =>
        {
            var items = batch.Probabilities.Length / batch.Classes;
            var decoded = CompactPredictions.Decode(CompactPredictions.Encode(batch.Probabilities, batch.Classes, budget), items, batch.Classes);

            for (var item = 0; item < items; item++)
            {
                var before = batch.Probabilities.AsSpan(item * batch.Classes, batch.Classes);
                var after = decoded.AsSpan(item * batch.Classes, batch.Classes);
                Assert.Equal(float.IsNaN(before[0]), float.IsNaN(after[0]));
                if (!float.IsNaN(before[0]))
                {
                    Assert.Equal(IndexOfMax(before), IndexOfMax(after));
                    Assert.Equal(1, Sum(after), 1e-4);
                    Assert.True(Least(after) >= 0);
                }
            }
        });

    [Fact]
    public void The_order_of_the_classes_that_are_kept_is_that_of_the_original() => Batches.Sample(batch =>
    {
        var items = batch.Probabilities.Length / batch.Classes;
        var decoded = CompactPredictions.Decode(CompactPredictions.Encode(batch.Probabilities, batch.Classes, budget: 200), items, batch.Classes);

        for (var i = 0; i < items; i++)
        {
            var before = batch.Probabilities[(i * batch.Classes)..((i + 1) * batch.Classes)];
            var after = decoded[(i * batch.Classes)..((i + 1) * batch.Classes)];
            var ranked = Enumerable.Range(0, batch.Classes).OrderByDescending(c => before[c]).ThenBy(c => c).Select(c => after[c]).ToList();
            Assert.True(float.IsNaN(before[0]) || ranked.Zip(ranked.Skip(1)).All(pair => pair.First >= pair.Second));
        }
    });

    [Fact]
    public void Bytes_stay_within_the_budget_if_the_coarsest_step_does() =>
        Gen.Select(Batches, Gen.Int[400, 4000]).Sample((batch, budget) =>
        {
            var coarsest = CompactPredictions.Encode(batch.Probabilities, batch.Classes, budget: 1).Length;

            Assert.InRange(CompactPredictions.Encode(batch.Probabilities, batch.Classes, budget).Length, 12, Math.Max(budget, coarsest));
        });

    [Fact]
    public void The_same_probabilities_give_the_same_bytes() => Batches.Sample(batch => Assert.Equal(
        CompactPredictions.Encode(batch.Probabilities, batch.Classes, 300), CompactPredictions.Encode([.. batch.Probabilities], batch.Classes, 300)));

    [Fact]
    public void Broken_bytes_are_refused_and_nothing_else_happens() =>
        Gen.Select(Batches, Gen.Int[0, 10_000], Gen.Byte, Gen.Int[0, 3]).Sample((batch, at, value, change) =>
        {
            var items = batch.Probabilities.Length / batch.Classes;
            var bytes = CompactPredictions.Encode(batch.Probabilities, batch.Classes, 500);
            byte[] broken = change switch
            {
                0 => bytes[..(at % (bytes.Length + 1))],
                1 => [.. bytes, value],
                _ => [.. bytes.Select((old, i) => i == at % bytes.Length ? value : old)],
            };

            try
            {
                Assert.Equal(batch.Probabilities.Length, CompactPredictions.Decode(broken, items, batch.Classes).Length);
            }
            catch (MalformedPredictionsException exception)
            {
                Assert.NotEmpty(exception.Message);
            }
        });

    [Fact]
    public void Predictions_of_another_size_are_refused_with_both_sizes()
    {
        var bytes = CompactPredictions.Encode([0.25f, 0.75f], classes: 2);

        var exception = Assert.Throws<MalformedPredictionsException>(() => CompactPredictions.Decode(bytes, items: 2, classes: 2));

        Assert.Equal("The compact predictions are of 1 items in 2 classes, not of 2 in 2.", exception.Message);
    }

    [Fact]
    public void A_small_message_cannot_ask_for_a_large_array()
    {
        var bytes = CompactPredictions.Encode([1f], classes: 1);
        BitConverter.TryWriteBytes(bytes.AsSpan(4), 2_000_000_000);

        Assert.Throws<MalformedPredictionsException>(() => CompactPredictions.Decode(bytes, 2_000_000_000, 1));
    }

    private static IEnumerable<float> Softmax(double[] logits, double scale)
    {
        var exponentials = logits.Select(logit => Math.Exp(scale * logit)).ToList();
        var sum = exponentials.Sum();
        return exponentials.Select(value => (float)(value / sum));
    }

    private static int IndexOfMax(ReadOnlySpan<float> row)
    {
        var best = 0;
        for (var c = 1; c < row.Length; c++)
        {
            best = row[c] > row[best] ? c : best;
        }

        return best;
    }

    private static double Sum(ReadOnlySpan<float> row)
    {
        var sum = 0.0;
        foreach (var value in row)
        {
            sum += value;
        }

        return sum;
    }

    private static float Least(ReadOnlySpan<float> row)
    {
        var least = row[0];
        foreach (var value in row)
        {
            least = Math.Min(least, value);
        }

        return least;
    }
}
