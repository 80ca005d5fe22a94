using Ensemble.Models.Graphs;
using Ensemble.Models.Networks;

namespace Ensemble.Models.Tests.Networks;

/// <summary>Shapes as Keras' <c>model.summary()</c> prints them at 224x224x3.</summary>
public sealed class LayerShapeTests
{
    [Theory]
    [InlineData("efficientnetb0", "stem_conv_pad", 225, 225, 3)]
    [InlineData("efficientnetb0", "stem_conv", 112, 112, 32)]
    [InlineData("efficientnetb0", "block1a_se_reshape", 1, 1, 32)]
    [InlineData("efficientnetb0", "block1a_se_reduce", 1, 1, 8)]
    [InlineData("efficientnetb0", "block1a_project_bn", 112, 112, 16)]
    [InlineData("efficientnetb0", "block2a_dwconv_pad", 113, 113, 96)]
    [InlineData("efficientnetb0", "block2b_add", 56, 56, 24)]
    [InlineData("efficientnetb0", "block3a_dwconv_pad", 59, 59, 144)]
    [InlineData("efficientnetb0", "block3a_dwconv", 28, 28, 144)]
    [InlineData("efficientnetb0", "block4c_drop", 14, 14, 80)]
    [InlineData("efficientnetb0", "block6d_add", 7, 7, 192)]
    [InlineData("efficientnetb0", "block7a_expand_conv", 7, 7, 1152)]
    [InlineData("efficientnetb0", "top_activation", 7, 7, 1280)]
    [InlineData("efficientnetb0", "avg_pool", 0, 0, 1280)]
    [InlineData("efficientnetb0", "predictions", 0, 0, 1000)]
    [InlineData("mobilenetv2", "Conv1", 112, 112, 32)]
    [InlineData("mobilenetv2", "expanded_conv_project_BN", 112, 112, 16)]
    [InlineData("mobilenetv2", "block_1_pad", 113, 113, 96)]
    [InlineData("mobilenetv2", "block_1_depthwise", 56, 56, 96)]
    [InlineData("mobilenetv2", "block_2_add", 56, 56, 24)]
    [InlineData("mobilenetv2", "block_6_project", 14, 14, 64)]
    [InlineData("mobilenetv2", "block_10_project_BN", 14, 14, 96)]
    [InlineData("mobilenetv2", "block_16_project", 7, 7, 320)]
    [InlineData("mobilenetv2", "out_relu", 7, 7, 1280)]
    [InlineData("mobilenetv2", "global_average_pooling2d", 0, 0, 1280)]
    [InlineData("nasnetmobile", "stem_conv1", 111, 111, 32)]
    [InlineData("nasnetmobile", "reduction_pad_1_stem_1", 113, 113, 11)]
    [InlineData("nasnetmobile", "reduction_concat_stem_1", 56, 56, 44)]
    [InlineData("nasnetmobile", "adjust_bn_stem_2", 56, 56, 22)]
    [InlineData("nasnetmobile", "reduction_concat_stem_2", 28, 28, 88)]
    [InlineData("nasnetmobile", "adjust_avg_pool_2_0", 28, 28, 44)]
    [InlineData("nasnetmobile", "normal_concat_0", 28, 28, 264)]
    [InlineData("nasnetmobile", "reduction_concat_reduce_4", 14, 14, 352)]
    [InlineData("nasnetmobile", "normal_concat_5", 14, 14, 528)]
    [InlineData("nasnetmobile", "reduction_concat_reduce_8", 7, 7, 704)]
    [InlineData("nasnetmobile", "separable_conv_2_bn_normal_left5_12", 7, 7, 176)]
    [InlineData("nasnetmobile", "normal_concat_12", 7, 7, 1056)]
    public void Layer_has_the_shape_it_has_in_Keras(string network, string layer, int height, int width, int channels)
    {
        var graph = NetworkCatalog.Find(network).BuildDefault();
        Assert.Equal(
            new Shape(height, width, channels),
            graph.Layers.Single(candidate => candidate.Name == layer).Output);
    }

    // Keras' own counts: model.layers of each application with weights=None.
    [Theory]
    [InlineData("efficientnetb0", 240)]
    [InlineData("mobilenetv2", 156)]
    [InlineData("nasnetmobile", 771)]
    public void Has_as_many_layers_as_in_Keras(string network, int layers) =>
        Assert.Equal(layers, NetworkCatalog.Find(network).BuildDefault().Layers.Length);

    [Theory]
    [InlineData(96, 0.5)]
    [InlineData(160, 1.4)]
    [InlineData(33, 0.35)]
    public void Other_sizes_and_widths_can_be_built(int size, double width)
    {
        foreach (var network in NetworkCatalog.FullSizeNetworks)
        {
            var graph = network.Build(new() { InputSize = size, Width = width, Classes = 10 });
            Assert.Equal(10, graph.Classes);
        }
    }

    [Fact]
    public void The_graph_for_the_published_weights_has_the_second_rescaling_layer()
    {
        var graph = NetworkCatalog.Find("efficientnetb0").Build(new() { ForImageNetWeights = true });
        Assert.Equal(["input_layer", "rescaling", "normalization", "rescaling_1"], graph.Layers.Take(4).Select(layer => layer.Name));
        Assert.Equal(5_330_571, graph.Parameters);
    }

    [Fact]
    public void An_unknown_network_is_refused_with_the_known_ones()
    {
        var error = Assert.Throws<EnsembleException>(() => NetworkCatalog.Find("resnet50"));
        Assert.Contains("efficientnetb0, mobilenetv2, nasnetmobile", error.Message, StringComparison.Ordinal);
    }
}
