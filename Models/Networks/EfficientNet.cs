using Ensemble.Models.Graphs;

namespace Ensemble.Models.Networks;

/// <summary>
/// EfficientNet (Tan and Le, ICML 2019, https://arxiv.org/abs/1905.11946) as Keras Applications defines it; width and
/// depth 1 is EfficientNetB0.
/// </summary>
public static class EfficientNet
{
    private const float DropoutRate = 0.2f;
    private const float DropConnectRate = 0.2f;
    private const double SqueezeRatio = 0.25;

    private static readonly BlockGroup[] Groups =
    [
        new(Kernel: 3, Repeats: 1, FiltersIn: 32, FiltersOut: 16, Expand: 1, Stride: 1),
        new(Kernel: 3, Repeats: 2, FiltersIn: 16, FiltersOut: 24, Expand: 6, Stride: 2),
        new(Kernel: 5, Repeats: 2, FiltersIn: 24, FiltersOut: 40, Expand: 6, Stride: 2),
        new(Kernel: 3, Repeats: 3, FiltersIn: 40, FiltersOut: 80, Expand: 6, Stride: 2),
        new(Kernel: 5, Repeats: 3, FiltersIn: 80, FiltersOut: 112, Expand: 6, Stride: 1),
        new(Kernel: 5, Repeats: 4, FiltersIn: 112, FiltersOut: 192, Expand: 6, Stride: 2),
        new(Kernel: 3, Repeats: 1, FiltersIn: 192, FiltersOut: 320, Expand: 6, Stride: 1),
    ];

    /// <summary>The network as a graph.</summary>
    public static LayerGraph Build(string name, NetworkOptions options)
    {
        options.Check(name);
        int Filters(int filters) => NetworkOptions.RoundFilters(filters * options.Width);
        int Repeats(int repeats) => (int)Math.Ceiling(options.Depth * repeats);

        var g = new GraphBuilder(name, Preprocessing.None);
        var x = g.Input(options.InputSize, options.InputSize, 3);
        x = g.Rescaling(x, 1f / 255);
        x = g.Normalization(x);
        if (options.ForImageNetWeights)
        {
            // The published weights store ImageNet's standard deviations where a variance belongs; Keras divides by
            // another square root of them (https://github.com/tensorflow/tensorflow/issues/49930).
            x = g.Rescaling(x, 1 / MathF.Sqrt(0.229f), 1 / MathF.Sqrt(0.224f), 1 / MathF.Sqrt(0.225f));
        }

        x = g.ZeroPadding(x, Window.CorrectPads(x.Output, 3), "stem_conv_pad");
        x = g.Convolution(x, "stem_conv", Filters(32), kernel: 3, stride: 2, padding: Padding.Valid);
        x = g.BatchNormalization(x, "stem_bn");
        x = g.Activation(x, ActivationKind.Swish, "stem_activation");

        var blocks = Groups.Sum(group => Repeats(group.Repeats));
        var block = 0;
        for (var i = 0; i < Groups.Length; i++)
        {
            var group = Groups[i];
            for (var j = 0; j < Repeats(group.Repeats); j++)
            {
                var shape = new Block(
                    Prefix: FormattableString.Invariant($"block{i + 1}{(char)('a' + j)}_"),
                    Kernel: group.Kernel,
                    FiltersIn: Filters(j == 0 ? group.FiltersIn : group.FiltersOut),
                    FiltersOut: Filters(group.FiltersOut),
                    Expand: group.Expand,
                    Stride: j == 0 ? group.Stride : 1,
                    DropRate: DropConnectRate * block++ / blocks);
                x = InvertedResidual(g, x, shape);
            }
        }

        x = g.Convolution(x, "top_conv", options.HeadFilters ?? Filters(1280), kernel: 1);
        x = g.BatchNormalization(x, "top_bn");
        x = g.Activation(x, ActivationKind.Swish, "top_activation");
        x = g.GlobalAveragePooling(x, "avg_pool");
        x = g.Dropout(x, "top_dropout", DropoutRate);
        g.Dense(x, "predictions", options.Classes, ActivationKind.Softmax);
        return g.Build();
    }

    private static Layer InvertedResidual(GraphBuilder g, Layer inputs, Block block)
    {
        var prefix = block.Prefix;
        var filters = block.FiltersIn * block.Expand;
        var x = inputs;
        if (block.Expand != 1)
        {
            x = g.Convolution(x, $"{prefix}expand_conv", filters, kernel: 1);
            x = g.BatchNormalization(x, $"{prefix}expand_bn");
            x = g.Activation(x, ActivationKind.Swish, $"{prefix}expand_activation");
        }

        if (block.Stride == 2)
        {
            x = g.ZeroPadding(x, Window.CorrectPads(x.Output, block.Kernel), $"{prefix}dwconv_pad");
        }

        var padding = block.Stride == 2 ? Padding.Valid : Padding.Same;
        x = g.DepthwiseConvolution(x, $"{prefix}dwconv", block.Kernel, block.Stride, padding);
        x = g.BatchNormalization(x, $"{prefix}bn");
        x = g.Activation(x, ActivationKind.Swish, $"{prefix}activation");
        x = SqueezeAndExcite(g, x, Math.Max(1, (int)(block.FiltersIn * SqueezeRatio)), prefix);
        x = g.Convolution(x, $"{prefix}project_conv", block.FiltersOut, kernel: 1);
        x = g.BatchNormalization(x, $"{prefix}project_bn");
        if (block.Stride != 1 || block.FiltersIn != block.FiltersOut)
        {
            return x;
        }

        if (block.DropRate > 0)
        {
            x = g.Dropout(x, $"{prefix}drop", block.DropRate, perItem: true);
        }

        return g.Add(x, inputs, $"{prefix}add");
    }

    // Hu et al., CVPR 2018, https://arxiv.org/abs/1709.01507
    private static Layer SqueezeAndExcite(GraphBuilder g, Layer x, int squeezed, string prefix)
    {
        var filters = x.Output.Channels;
        var s = g.GlobalAveragePooling(x, $"{prefix}se_squeeze");
        s = g.Reshape(s, new(1, 1, filters), $"{prefix}se_reshape");
        s = g.Convolution(
            s, $"{prefix}se_reduce", squeezed, kernel: 1, useBias: true, activation: ActivationKind.Swish);
        s = g.Convolution(
            s, $"{prefix}se_expand", filters, kernel: 1, useBias: true, activation: ActivationKind.Sigmoid);
        return g.Multiply(x, s, $"{prefix}se_excite");
    }

    private sealed record BlockGroup(
        int Kernel, int Repeats, int FiltersIn, int FiltersOut, int Expand, int Stride);

    private sealed record Block(
        string Prefix, int Kernel, int FiltersIn, int FiltersOut, int Expand, int Stride, float DropRate);
}
