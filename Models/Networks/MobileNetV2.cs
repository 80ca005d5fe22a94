using System.Globalization;
using Ensemble.Models.Graphs;

namespace Ensemble.Models.Networks;

/// <summary>
/// MobileNetV2 (Sandler et al., CVPR 2018, https://arxiv.org/abs/1801.04381) as Keras Applications defines it.
/// </summary>
public static class MobileNetV2
{
    // Filters, stride and repeats of each group of inverted residual blocks (the paper's table 2).
    private static readonly (int Filters, int Stride, int Repeats)[] Groups =
        [(16, 1, 1), (24, 2, 2), (32, 2, 3), (64, 2, 4), (96, 1, 3), (160, 2, 3), (320, 1, 1)];

    /// <summary>The network as a graph.</summary>
    public static LayerGraph Build(NetworkOptions options)
    {
        options.Check(nameof(MobileNetV2));
        var name = string.Create(CultureInfo.InvariantCulture, $"mobilenetv2_{options.Width:0.00}_{options.InputSize}");
        var g = new GraphBuilder(name, Preprocessing.Tf);
        var x = g.Input(options.InputSize, options.InputSize, 3);
        x = g.Convolution(x, "Conv1", NetworkOptions.RoundFilters(32 * options.Width), kernel: 3, stride: 2);
        x = g.BatchNormalization(x, "bn_Conv1");
        x = g.Activation(x, ActivationKind.Relu6, "Conv1_relu");

        var block = 0;
        foreach (var (filters, stride, repeats) in Groups)
        {
            for (var repeat = 0; repeat < (int)Math.Ceiling(options.Depth * repeats); repeat++)
            {
                var width = NetworkOptions.RoundFilters((int)(filters * options.Width));
                x = InvertedResidual(g, x, width, repeat == 0 ? stride : 1, block++);
            }
        }

        var head = options.HeadFilters
            ?? (options.Width > 1 ? NetworkOptions.RoundFilters(1280 * options.Width) : 1280);
        x = g.Convolution(x, "Conv_1", head, kernel: 1, padding: Padding.Valid);
        x = g.BatchNormalization(x, "Conv_1_bn");
        x = g.Activation(x, ActivationKind.Relu6, "out_relu");
        x = g.GlobalAveragePooling(x);
        g.Dense(x, "predictions", options.Classes, ActivationKind.Softmax);
        return g.Build();
    }

    private static Layer InvertedResidual(GraphBuilder g, Layer inputs, int filters, int stride, int block)
    {
        const int Expansion = 6;
        var channels = inputs.Output.Channels;
        var prefix = block == 0 ? "expanded_conv_" : FormattableString.Invariant($"block_{block}_");
        var x = inputs;
        if (block > 0)
        {
            x = g.Convolution(x, $"{prefix}expand", Expansion * channels, kernel: 1);
            x = g.BatchNormalization(x, $"{prefix}expand_BN");
            x = g.Activation(x, ActivationKind.Relu6, $"{prefix}expand_relu");
        }

        if (stride == 2)
        {
            x = g.ZeroPadding(x, Window.CorrectPads(x.Output, 3), $"{prefix}pad");
        }

        x = g.DepthwiseConvolution(x, $"{prefix}depthwise", 3, stride, stride == 1 ? Padding.Same : Padding.Valid);
        x = g.BatchNormalization(x, $"{prefix}depthwise_BN");
        x = g.Activation(x, ActivationKind.Relu6, $"{prefix}depthwise_relu");
        x = g.Convolution(x, $"{prefix}project", filters, kernel: 1);
        x = g.BatchNormalization(x, $"{prefix}project_BN");
        return channels == filters && stride == 1 ? g.Add(inputs, x, $"{prefix}add") : x;
    }
}
