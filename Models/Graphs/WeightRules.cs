using System.Collections.Immutable;

namespace Ensemble.Models.Graphs;

/// <summary>Which tensors an operation holds, by Keras' names and layouts.</summary>
internal static class WeightRules
{
    public static ImmutableArray<WeightSpec> Of(string layer, Operation operation, ImmutableArray<Shape> inputs) =>
        operation switch
        {
            Operation.Normalization =>
            [
                Constant(layer, "mean", [inputs[0].Channels], 0),
                Constant(layer, "variance", [inputs[0].Channels], 1),
                Constant(layer, "count", [], 0),
            ],
            Operation.Convolution c when c.UseBias =>
                [Kernel(layer, c.Kernel, inputs[0].Channels, c.Filters), Constant(layer, "bias", [c.Filters], 0)],
            Operation.Convolution c => [Kernel(layer, c.Kernel, inputs[0].Channels, c.Filters)],
            Operation.DepthwiseConvolution d => [Depthwise(layer, d.Kernel, inputs[0].Channels, gain: 2)],
            Operation.SeparableConvolution s =>
            [
                Depthwise(layer, s.Kernel, inputs[0].Channels, gain: 1),
                new(
                    layer,
                    "pointwise_kernel",
                    [1, 1, inputs[0].Channels, s.Filters],
                    WeightStart.Uniform(1, inputs[0].Channels)),
            ],
            Operation.BatchNormalization =>
            [
                Constant(layer, "gamma", [inputs[0].Channels], 1),
                Constant(layer, "beta", [inputs[0].Channels], 0),
                Constant(layer, "moving_mean", [inputs[0].Channels], 0),
                Constant(layer, "moving_variance", [inputs[0].Channels], 1),
            ],
            Operation.Dense d =>
            [
                new(layer, "kernel", [inputs[0].Channels, d.Units], WeightStart.Uniform(1, inputs[0].Channels)),
                Constant(layer, "bias", [d.Units], 0),
            ],
            _ => [],
        };

    private static WeightSpec Kernel(string layer, int size, int channels, int filters) =>
        new(layer, "kernel", [size, size, channels, filters], WeightStart.Uniform(2, size * size * channels));

    private static WeightSpec Depthwise(string layer, int size, int channels, float gain) =>
        new(layer, "depthwise_kernel", [size, size, channels, 1], WeightStart.Uniform(gain, size * size));

    private static WeightSpec Constant(string layer, string name, ImmutableArray<int> shape, float value) =>
        new(layer, name, shape, WeightStart.Constant(value));
}
