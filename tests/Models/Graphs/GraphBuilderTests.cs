using Ensemble.Models.Graphs;

namespace Ensemble.Models.Tests.Graphs;

public sealed class GraphBuilderTests
{
    private readonly GraphBuilder _g = new("test", Preprocessing.None);

    [Fact]
    public void Adding_layers_of_different_shapes_names_both_layers_and_both_shapes()
    {
        var x = _g.Input(32, 32, 3);
        var small = _g.Convolution(x, "small", 8, kernel: 3, stride: 2);
        var wide = _g.Convolution(x, "wide", 16, kernel: 3);

        var error = Assert.Throws<GraphShapeException>(() => _g.Add(small, wide, "sum"));

        Assert.Equal(
            "Layer 'sum' (Add) cannot be connected to 'small' (16, 16, 8) and 'wide' (32, 32, 16): both must be the same.",
            error.Message);
    }

    [Fact]
    public void A_window_that_does_not_fit_is_refused()
    {
        var x = _g.Input(32, 32, 3);
        var tiny = _g.AveragePooling(x, "tiny", 16, 16, Padding.Valid);

        var error = Assert.Throws<GraphShapeException>(
            () => _g.Convolution(tiny, "conv", 8, kernel: 3, padding: Padding.Valid));

        Assert.Contains("'tiny' (2, 2, 3)", error.Message, StringComparison.Ordinal);
        Assert.Contains("3x3", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_full_connection_needs_a_vector()
    {
        var x = _g.Input(32, 32, 3);
        var error = Assert.Throws<GraphShapeException>(() => _g.Dense(x, "predictions", 10, ActivationKind.Softmax));
        Assert.Contains("'input_layer' (32, 32, 3): it needs a vector", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_layers_cannot_share_a_name()
    {
        var x = _g.Input(32, 32, 3);
        _g.Convolution(x, "conv", 8, kernel: 3);
        Assert.Contains("'conv'", Assert.Throws<EnsembleException>(() => _g.Convolution(x, "conv", 8, kernel: 3)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_layer_of_another_graph_cannot_be_read()
    {
        var alien = new GraphBuilder("other", Preprocessing.None).Input(32, 32, 3);
        Assert.Throws<EnsembleException>(() => _g.Activation(alien, ActivationKind.Relu));
    }

    [Fact]
    public void A_result_that_nobody_reads_is_refused()
    {
        var x = _g.Input(32, 32, 3);
        _g.Convolution(x, "forgotten", 8, kernel: 3);
        _g.GlobalAveragePooling(x);
        Assert.Contains("'forgotten'", Assert.Throws<EnsembleException>(_g.Build).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Layers_without_a_name_are_numbered_as_Keras_numbers_them()
    {
        var x = _g.Input(32, 32, 3);
        Assert.Equal("activation", _g.Activation(x, ActivationKind.Relu).Name);
        Assert.Equal("activation_1", _g.Activation(x, ActivationKind.Relu).Name);
        Assert.Equal("mine", _g.Activation(x, ActivationKind.Relu, "mine").Name);
        Assert.Equal("activation_2", _g.Activation(x, ActivationKind.Relu).Name);
    }

    [Theory]
    [InlineData(224, 3, 2, 0, 1)]
    [InlineData(225, 3, 2, 1, 1)]
    [InlineData(7, 5, 1, 2, 2)]
    [InlineData(56, 5, 2, 1, 2)]
    [InlineData(1, 3, 2, 1, 1)]
    public void Same_padding_gives_the_odd_pixel_to_the_end(int input, int kernel, int stride, int before, int after) =>
        Assert.Equal((before, after), Window.Pads(input, kernel, stride, Padding.Same));
}
