using System.Security.Cryptography;
using Ensemble.Models.Graphs;
using Ensemble.Models.Networks;
using Ensemble.Models.Onnx;

namespace Ensemble.Models.Tests.Onnx;

public sealed class OnnxWriterTests
{
    public static TheoryData<string> Networks => [.. NetworkCatalog.All.Select(network => network.Name)];

    [Theory]
    [MemberData(nameof(Networks))]
    public void Folded_normalisation_gives_the_probabilities_of_the_unfolded_network(string name)
    {
        var graph = NetworkCatalog.Find(name).BuildDefault();
        var weights = TestWeights.WithRandomStatistics(graph, seed: 5);
        var pixels = OnnxRun.RandomPixels(graph, items: 2, seed: 7);

        var folded = OnnxRun.Probabilities(OnnxWriter.Write(graph, weights), graph, pixels);
        var unfolded = OnnxRun.Probabilities(
            OnnxWriter.Write(graph, weights, new() { FoldBatchNormalization = false }), graph, pixels);

        Assert.True(OnnxRun.Spread(folded) > 1e-3, "the test needs outputs that differ between classes");
        Assert.Equal(folded.Length, unfolded.Length);
        Assert.All(folded.Zip(unfolded), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
    }

    [Theory]
    [InlineData("efficientnetb0")]
    [InlineData("mobilenetv2")]
    [InlineData("nasnetmobile")]
    public void The_file_computes_what_the_layers_are_defined_to_compute(string name)
    {
        // An odd size, so that every kind of border is met.
        var graph = NetworkCatalog.Find(name).Build(new() { InputSize = 45, Width = 0.35, Depth = 0.5, Classes = 10, ForImageNetWeights = true });
        AgreesWithReference(graph);
    }

    [Theory]
    [InlineData(Preprocessing.None)]
    [InlineData(Preprocessing.Tf)]
    [InlineData(Preprocessing.Torch)]
    [InlineData(Preprocessing.Caffe)]
    public void Every_preprocessing_is_part_of_the_file(Preprocessing preprocessing)
    {
        var g = new GraphBuilder("preprocessing", preprocessing);
        var x = g.Convolution(g.Input(5, 4, 3), "conv", 4, kernel: 3, stride: 2, useBias: true, activation: ActivationKind.Sigmoid);
        g.Dense(g.GlobalAveragePooling(x), "predictions", 3, ActivationKind.Softmax);
        AgreesWithReference(g.Build());
    }

    [Fact]
    public void Padding_is_zero_for_a_maximum_and_counts_for_a_mean_unless_the_pooling_itself_pads()
    {
        var g = new GraphBuilder("pooling", Preprocessing.Tf);
        var x = g.Convolution(g.Input(7, 6, 3), "conv", 4, kernel: 1, useBias: true);
        var padded = g.ZeroPadding(x, new(Top: 1, Bottom: 0, Left: 2, Right: 1));
        var maximum = g.MaxPooling(padded, "maximum", 3, 2, Padding.Valid);
        var mean = g.AveragePooling(padded, "mean", 3, 2, Padding.Valid);
        var same = g.AveragePooling(g.Cropping(padded, new(1, 0, 2, 1)), "same", 3, 2, Padding.Same);
        var sameMaximum = g.MaxPooling(x, "same_maximum", 3, 2, Padding.Same);
        var joined = g.Concatenate(
            [g.GlobalAveragePooling(maximum), g.GlobalAveragePooling(mean), g.GlobalAveragePooling(same), g.GlobalAveragePooling(sameMaximum)]);
        g.Dense(joined, "predictions", 5, ActivationKind.Softmax);
        AgreesWithReference(g.Build());
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Every_item_of_any_batch_gets_probabilities_that_sum_to_one(string name)
    {
        var graph = NetworkCatalog.Find(name).BuildDefault();
        var onnx = OnnxWriter.Write(graph, WeightSet.Seeded(graph, 1));
        foreach (var items in new[] { 1, 3 })
        {
            var probabilities = OnnxRun.Probabilities(onnx, graph, OnnxRun.RandomPixels(graph, items, seed: 2));
            Assert.Equal(items * graph.Classes, probabilities.Length);
            Assert.All(probabilities, p => Assert.InRange(p, 0, 1));
            Assert.All(probabilities.Chunk(graph.Classes), row => Assert.Equal(1, row.Sum(), 1e-4f));
        }
    }

    // The same on every machine: random numbers and layouts use exact arithmetic only.
    [Theory]
    [InlineData("efficientnetb0", "0018c8e117f22eea7c8fcc561dee2043569a86a04f182dc6f3c0ea687245f644")]
    [InlineData("mobilenetv2", "a8416d20abcbb6aed6d3bce3530e34200dbcf862250594980ae0f006aa930d22")]
    [InlineData("nasnetmobile", "d170a13d79bcd761f6798ac26aa61bb50c5b6479efedfa760ce5ffb79fb68d52")]
    public void The_same_seed_gives_the_same_file_byte_for_byte(string name, string sha256)
    {
        var graph = NetworkCatalog.Find(name).BuildDefault();
        var first = OnnxWriter.Write(graph, WeightSet.Seeded(graph, 1));
        var second = OnnxWriter.Write(graph, WeightSet.Seeded(graph, 1));

        Assert.True(first.AsSpan().SequenceEqual(second));
        Assert.Equal(sha256, Convert.ToHexStringLower(SHA256.HashData(first)));
    }

    [Fact]
    public void Another_seed_gives_another_file()
    {
        var graph = NetworkCatalog.Find("mobilenet-mini").BuildDefault();
        Assert.False(OnnxWriter.Write(graph, WeightSet.Seeded(graph, 1)).AsSpan()
            .SequenceEqual(OnnxWriter.Write(graph, WeightSet.Seeded(graph, 2))));
    }

    private static void AgreesWithReference(LayerGraph graph)
    {
        var weights = TestWeights.WithRandomStatistics(graph, seed: 11);
        var pixels = OnnxRun.RandomPixels(graph, items: 1, seed: 12);

        var expected = new ReferenceInterpreter(graph, weights).Run(pixels);
        var actual = OnnxRun.Probabilities(OnnxWriter.Write(graph, weights), graph, pixels);

        Assert.True(OnnxRun.Spread(actual) > 1e-3, "the test needs outputs that differ between classes");
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
    }
}
