using System.Globalization;
using Ensemble.Models.Graphs;

namespace Ensemble.Models.Networks;

/// <summary>
/// NASNet-A in its ImageNet form (Zoph et al., CVPR 2018, https://arxiv.org/abs/1707.07012) as Keras Applications
/// defines it; the defaults are NASNetMobile (4 @ 1056).
/// </summary>
public static class NasNet
{
    private const int MobilePenultimateFilters = 1056;
    private const int MobileStemFilters = 32;
    private const int MobileNormalCells = 4;

    /// <summary>The network as a graph.</summary>
    public static LayerGraph Build(string name, NetworkOptions options)
    {
        options.Check(name);

        // The penultimate filters are a multiple of 96: 24 paths into the last concatenation, halved twice.
        var filters = Math.Max(4, (int)Math.Round(MobilePenultimateFilters * options.Width / 96) * 4);
        var stem = NetworkOptions.RoundFilters(MobileStemFilters * options.Width);
        var cells = (int)Math.Ceiling(MobileNormalCells * options.Depth);

        var g = new GraphBuilder(name, Preprocessing.Tf);
        var input = g.Input(options.InputSize, options.InputSize, 3);
        var x = g.Convolution(input, "stem_conv1", stem, kernel: 3, stride: 2, padding: Padding.Valid);
        x = g.BatchNormalization(x, "stem_bn1");

        Layer? p = null;
        (x, p) = ReductionCell(g, x, p, filters / 4, "stem_1");
        (x, p) = ReductionCell(g, x, p, filters / 2, "stem_2");
        for (var group = 0; group < 3; group++)
        {
            var width = filters << group;
            if (group > 0)
            {
                (x, p) = ReductionCell(g, x, p, width, Id($"reduce_{group * cells}"));
            }

            for (var i = 0; i < cells; i++)
            {
                (x, p) = NormalCell(g, x, p, width, Id($"{(group * cells) + (group == 0 ? 0 : 1) + i}"));
            }
        }

        x = g.Activation(x, ActivationKind.Relu);
        x = g.GlobalAveragePooling(x);
        g.Dense(x, "predictions", options.Classes, ActivationKind.Softmax);
        return g.Build();
    }

    // Figure 4 of the paper, left.
    private static (Layer X, Layer P) NormalCell(GraphBuilder g, Layer ip, Layer? previous, int filters, string id)
    {
        var p = Adjust(g, previous, ip, filters, id);
        var h = g.Activation(ip, ActivationKind.Relu);
        h = g.Convolution(h, $"normal_conv_1_{id}", filters, kernel: 1);
        h = g.BatchNormalization(h, $"normal_bn_1_{id}");

        var left1 = Separable(g, h, filters, 5, 1, $"normal_left1_{id}");
        var right1 = Separable(g, p, filters, 3, 1, $"normal_right1_{id}");
        var x1 = g.Add(left1, right1, $"normal_add_1_{id}");

        var left2 = Separable(g, p, filters, 5, 1, $"normal_left2_{id}");
        var right2 = Separable(g, p, filters, 3, 1, $"normal_right2_{id}");
        var x2 = g.Add(left2, right2, $"normal_add_2_{id}");

        var left3 = g.AveragePooling(h, $"normal_left3_{id}", 3, 1, Padding.Same);
        var x3 = g.Add(left3, p, $"normal_add_3_{id}");

        var left4 = g.AveragePooling(p, $"normal_left4_{id}", 3, 1, Padding.Same);
        var right4 = g.AveragePooling(p, $"normal_right4_{id}", 3, 1, Padding.Same);
        var x4 = g.Add(left4, right4, $"normal_add_4_{id}");

        var left5 = Separable(g, h, filters, 3, 1, $"normal_left5_{id}");
        var x5 = g.Add(left5, h, $"normal_add_5_{id}");

        return (g.Concatenate([p, x1, x2, x3, x4, x5], $"normal_concat_{id}"), ip);
    }

    // Figure 4 of the paper, right.
    private static (Layer X, Layer P) ReductionCell(GraphBuilder g, Layer ip, Layer? previous, int filters, string id)
    {
        var p = Adjust(g, previous, ip, filters, id);
        var h = g.Activation(ip, ActivationKind.Relu);
        h = g.Convolution(h, $"reduction_conv_1_{id}", filters, kernel: 1);
        h = g.BatchNormalization(h, $"reduction_bn_1_{id}");
        var padded = g.ZeroPadding(h, Window.CorrectPads(h.Output, 3), $"reduction_pad_1_{id}");

        var left1 = Separable(g, h, filters, 5, 2, $"reduction_left1_{id}");
        var right1 = Separable(g, p, filters, 7, 2, $"reduction_right1_{id}");
        var x1 = g.Add(left1, right1, $"reduction_add_1_{id}");

        var left2 = g.MaxPooling(padded, $"reduction_left2_{id}", 3, 2, Padding.Valid);
        var right2 = Separable(g, p, filters, 7, 2, $"reduction_right2_{id}");
        var x2 = g.Add(left2, right2, $"reduction_add_2_{id}");

        var left3 = g.AveragePooling(padded, $"reduction_left3_{id}", 3, 2, Padding.Valid);
        var right3 = Separable(g, p, filters, 5, 2, $"reduction_right3_{id}");
        var x3 = g.Add(left3, right3, $"reduction_add3_{id}");

        var left4 = g.AveragePooling(x1, $"reduction_left4_{id}", 3, 1, Padding.Same);
        var x4 = g.Add(x2, left4);

        var left5 = Separable(g, x1, filters, 3, 1, $"reduction_left4_{id}");
        var right5 = g.MaxPooling(padded, $"reduction_right5_{id}", 3, 2, Padding.Valid);
        var x5 = g.Add(left5, right5, $"reduction_add4_{id}");

        return (g.Concatenate([x2, x3, x4, x5], $"reduction_concat_{id}"), ip);
    }

    // Twice: ReLU, separable convolution, batch normalisation.
    private static Layer Separable(GraphBuilder g, Layer ip, int filters, int kernel, int stride, string id)
    {
        var x = g.Activation(ip, ActivationKind.Relu);
        if (stride == 2)
        {
            x = g.ZeroPadding(x, Window.CorrectPads(x.Output, kernel), $"separable_conv_1_pad_{id}");
        }

        var padding = stride == 2 ? Padding.Valid : Padding.Same;
        x = g.SeparableConvolution(x, $"separable_conv_1_{id}", filters, kernel, stride, padding);
        x = g.BatchNormalization(x, $"separable_conv_1_bn_{id}");
        x = g.Activation(x, ActivationKind.Relu);
        x = g.SeparableConvolution(x, $"separable_conv_2_{id}", filters, kernel, 1, Padding.Same);
        return g.BatchNormalization(x, $"separable_conv_2_bn_{id}");
    }

    // Brings the output of the cell before the last to the size and filters of this cell.
    private static Layer Adjust(GraphBuilder g, Layer? previous, Layer ip, int filters, string id)
    {
        if (previous is null)
        {
            return ip;
        }

        var p = previous;
        if (p.Output.Width != ip.Output.Width)
        {
            p = g.Activation(p, ActivationKind.Relu, $"adjust_relu_1_{id}");
            var p1 = g.AveragePooling(p, $"adjust_avg_pool_1_{id}", 1, 2, Padding.Valid);
            p1 = g.Convolution(p1, $"adjust_conv_1_{id}", filters / 2, kernel: 1);

            // The second path reads the pixels between those of the first: shifted by one.
            var p2 = g.ZeroPadding(p, new(Top: 0, Bottom: 1, Left: 0, Right: 1));
            p2 = g.Cropping(p2, new(Top: 1, Bottom: 0, Left: 1, Right: 0));
            p2 = g.AveragePooling(p2, $"adjust_avg_pool_2_{id}", 1, 2, Padding.Valid);
            p2 = g.Convolution(p2, $"adjust_conv_2_{id}", filters / 2, kernel: 1);
            p = g.Concatenate([p1, p2]);
            return g.BatchNormalization(p, $"adjust_bn_{id}");
        }

        if (p.Output.Channels != filters)
        {
            p = g.Activation(p, ActivationKind.Relu);
            p = g.Convolution(p, $"adjust_conv_projection_{id}", filters, kernel: 1);
            return g.BatchNormalization(p, $"adjust_bn_{id}");
        }

        return p;
    }

    private static string Id(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
